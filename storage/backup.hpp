// Copies a database beside its writer, and proves that a copy can be lived with. Used by
// `tmux-orc drill restore`. Threading: see sqlite.hpp.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace orc {

/// How much is in a database.
struct database_contents {
  std::int64_t transitions = 0;
  std::int64_t events = 0;
  std::int64_t component_events = 0;
  std::int64_t agents = 0; ///< present ones: the only number that may shrink
};

/// Read at one moment, whoever writes meanwhile. A database of another version is refused.
[[nodiscard]] result<database_contents> contents_of(const std::string& path,
                                                    std::chrono::milliseconds busy_timeout);

/// Whether nothing is missing in `copy` that was in `before` when the copy was begun.
[[nodiscard]] bool holds(const database_contents& copy, const database_contents& before);

/// SQLite's online backup (https://sqlite.org/backup.html): its writer goes on. `to` is made for
/// its owner alone; errc::invalid_input where something is there already.
[[nodiscard]] result<void>
back_up(const std::string& from, const std::string& to, std::chrono::milliseconds busy_timeout);

/// What a restored database proved to be.
struct restored_database {
  database_contents contents;
  std::size_t newest_read = 0; ///< entries of the history's newest page
  bool migrated = false;       ///< it was an older version's
};

/// Opens it as the daemon would to write, then as history_reader does, checks every page and index
/// (PRAGMA integrity_check), and reads the newest page of history. It is migrated where it is
/// older.
[[nodiscard]] result<restored_database> prove_restored(const std::string& path);

} // namespace orc
