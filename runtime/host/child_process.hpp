// Runs one program to its end: no shell, no zombie, never longer than its deadline.
//
// Used by the tmux client. Lifecycle of one call:
//  1. the program is started with its arguments, an own environment and our input as its stdin;
//  2. what it prints is read while it runs;
//  3. it ends, or its time is over and it is killed; either way it is reaped before the call
//  returns.
// Threading: run_process() may be called by any number of threads at once.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

struct process_order {
  std::vector<std::string> argv;        ///< argv[0] is looked for in PATH
  std::vector<std::string> environment; ///< "NAME=value" each; nothing is inherited beyond it
  std::string_view input;               ///< the whole of its stdin
  std::chrono::milliseconds timeout{2000};
  std::size_t output_limit = std::size_t{64}
                             << 20U; ///< bytes; a program that prints more is killed
};

struct process_output {
  std::string out;
  std::string err;
  int status = 0; ///< exit status, or 128 + the signal that ended it
};

/// errc::timed_out, errc::io (not found, not started), errc::protocol (printed beyond the limit).
result<process_output> run_process(const process_order& order);

} // namespace orc::host
