// `tmux-orc agents`: who does what, the most urgent first.
#pragma once

#include "runtime/cli/command.hpp"

#include <string>

namespace orc::cli {

struct agents_arguments {
  std::string state;
  std::string session;
  std::string kind;
};

[[nodiscard]] outcome agents(const context& c, const agents_arguments& a);

/// The table alone, of the daemon's JSON.
[[nodiscard]] std::string agents_table(const boost::json::value& body, const terminal& t);

} // namespace orc::cli
