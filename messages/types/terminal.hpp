// Terminals, and who runs on them: what the census looks at.
#pragma once

#include "messages/types/agent.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace orc {

/// A terminal by its device number, as the kernel and the file system both know it.
struct terminal_number {
  unsigned major = 0;
  unsigned minor = 0;
  bool operator==(const terminal_number&) const = default;

  bool operator<(const terminal_number& other) const {
    return std::tie(major, minor) < std::tie(other.major, other.minor);
  }
};

/// A process, told from a later one with the same pid.
struct process_id {
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;
  bool operator==(const process_id&) const = default;
};

/// A process that has one of those as its controlling terminal.
struct terminal_process {
  process_facts facts;
  terminal_number terminal;
  bool in_front = false; ///< it belongs to the terminal's foreground group
};

/// A pane, and its terminal.
struct pane_terminal {
  std::string server;
  std::string pane;                        ///< "%12"
  std::string session_name;                ///< hostile text
  std::string window_name;                 ///< hostile text
  std::optional<terminal_number> terminal; ///< nothing where it has none any more
};

/// All of it at one moment.
struct terminal_look {
  std::vector<std::string> servers; ///< that answered, or are known not to run
  std::vector<pane_terminal> panes;
  std::vector<terminal_process> processes;
  std::vector<process_id> elsewhere; ///< who lives on none of the panes' terminals
};

} // namespace orc
