// From the words of a command line to a command of the table with its arguments. Used by cli.cpp.
//
// What is wrong is one sentence; where a word looks like a known one, that one is suggested.
#pragma once

#include "messages/types/error.hpp"
#include "runtime/cli/command_table.hpp"

#include <map>
#include <string>
#include <vector>

namespace orc::cli {

struct request {
  const command* what = nullptr; ///< null: none was named
  action run = nullptr;          ///< what to do; null: help or the version was asked for
  arguments given;               ///< the options of every command included
  bool help = false;
  bool version = false;
};

/// `words` without the program's own name. errc::invalid_input: exit status 64.
[[nodiscard]] result<request> parse(const std::vector<std::string>& words,
                                    const std::map<std::string, std::string>& environment);

} // namespace orc::cli
