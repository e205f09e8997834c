// Reading the texts of /proc. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

/// proc_pid_stat(5), the fields that we use.
struct proc_stat {
  std::int64_t pid = 0;              ///< field 1
  std::string command;               ///< field 2: anybody's text, parentheses and newlines included
  char state = '?';                  ///< field 3
  std::int64_t parent = 0;           ///< field 4
  std::int64_t group = 0;            ///< field 5
  std::int64_t terminal = 0;         ///< field 7: its device, 0: none
  std::int64_t foreground_group = 0; ///< field 8: of its terminal; -1: it has none
  std::uint64_t user_ticks = 0;      ///< field 14
  std::uint64_t system_ticks = 0;    ///< field 15
  std::uint64_t threads = 0;         ///< field 20
  std::uint64_t start_ticks = 0;     ///< field 22: clock ticks since boot
};

std::optional<proc_stat> parse_proc_stat(std::string_view text);

/// proc_pid_cmdline(5): strings that each end in NUL. At most `limit` of them.
std::vector<std::string> parse_cmdline(std::string_view text, std::size_t limit);

/// proc_tid_children(5): numbers between spaces. Stops at the first that is none.
std::vector<std::int64_t> parse_children(std::string_view text);

/// One line of /proc/net/unix (proc_pid_net(5)) of a socket that listens.
struct unix_listener {
  std::uint64_t inode = 0;
  std::string path; ///< as it was bound: it may be relative
  bool operator==(const unix_listener&) const = default;
};

/// Sockets without a name, and those of the abstract namespace, are left out.
std::vector<unix_listener> parse_unix_listeners(std::string_view text);

} // namespace orc::host
