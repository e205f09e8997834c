// What can be known of the machine and of what it lets us do. Used by `tmux-orc doctor`.
// Stateless; from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace orc::host {

struct machine_facts {
  std::optional<bool> clock_synchronised; ///< adjtimex(2); nothing: the kernel does not tell us
  std::uint64_t open_files = 0;           ///< getrlimit(2), RLIMIT_NOFILE: how many we may have
  std::optional<std::uint64_t> memory;    ///< proc_meminfo(5), MemAvailable, in bytes
  bool proc_readable = false;             ///< /proc tells of our own process
  bool proc_children = false;             ///< proc_tid_children(5) is there
  std::string codeset; ///< of the locale that the environment asks for: "UTF-8", "ANSI_X3.4-1968"
};

[[nodiscard]] machine_facts look_at_machine();

/// A folder as it is for us, or as the nearest one above it is, where it would have to be made.
struct folder_facts {
  std::string nearest; ///< the one that is there
  bool writable = false;
  std::uint64_t free_bytes = 0; ///< statvfs(3), for us
};

[[nodiscard]] folder_facts look_at_folder(const std::string& path);

/// Somebody's name by getpwuid(3), or the number.
[[nodiscard]] std::string user_name(std::uint32_t uid);

} // namespace orc::host
