// Looks at a database without changing it. Used by `tmux-orc doctor`, beside a running daemon or
// without one. Threading: see sqlite.hpp.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace orc {

struct database_look {
  bool exists = false;
  std::uint64_t bytes = 0; ///< with its write-ahead log
  int version = 0;         ///< of its format; 0: not known, or nothing is in it yet
  int newest_version = 0;  ///< that this program knows
  std::optional<error>
      fault; ///< storage_newer; permission; busy; storage: damaged, another program's
  std::optional<wall_time> last_record;
};

/// Runs SQLite's quick_check, which reads the whole file: a quarter of a second for 150 MB.
[[nodiscard]] database_look look_at_database(const std::string& path,
                                             std::chrono::milliseconds busy_timeout);

} // namespace orc
