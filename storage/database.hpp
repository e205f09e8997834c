// Opens the database, whatever state it is in. Used by the stores.
//
// For writing: creates what is missing (folders 0700, file 0600), refuses what is newer or not
// ours, migrates what is older, and sets aside what is damaged to begin anew. For reading: takes
// only what is there and of this very version. Threading: see sqlite.hpp.
#pragma once

#include "storage/migrations.hpp"
#include "storage/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace orc {

/// When a commit counts as done (https://sqlite.org/pragma.html#pragma_synchronous).
enum class durability : std::uint8_t {
  normal, ///< a killed process loses nothing, a power cut may lose the last commits
  full,   ///< a power cut loses nothing either
};

struct database_options {
  std::string path;
  durability sync = durability::full;
  std::chrono::milliseconds busy_timeout{1000}; ///< how long to wait for another process's lock
  std::uint64_t max_bytes = 0; ///< writes beyond it fail as on a full disk; 0: no limit
  /// Passed on by whoever opens the file to the next: the inode of the file that was read through
  /// and in which nobody has seen damage since, or 0. Null: it is read through at each opening.
  std::shared_ptr<std::atomic<std::uint64_t>> known_sound = nullptr;
};

struct opened_database {
  sqlite::connection db;
  migration_report migrated;
  std::string notice; ///< one sentence where a damaged database was set aside; else empty
};

result<opened_database> open_database(const database_options& asked,
                                      std::span<const migration> steps = storage_schema());

result<sqlite::connection> open_database_for_reading(const std::string& asked,
                                                     std::chrono::milliseconds busy_timeout);

} // namespace orc
