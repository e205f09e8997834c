// Brings a database to the version of this program, or refuses it. Used by open_database().
//
// A database's version is SQLite's user_version; 0 is one without a table. Migration n leads from
// version n - 1 to n; the list is made of schema/*.sql at build time. A migration that has been
// released is never edited: a change is a new file.
#pragma once

#include "storage/sqlite.hpp"

#include <span>
#include <string>
#include <string_view>

namespace orc {

struct migration {
  int version = 0;
  std::string_view sql;
};

/// Marks a file as ours: "ORCM", in SQLite's application_id.
inline constexpr std::int64_t storage_application_id = 0x4F52434D;

/// The migrations of this program, ascending by one from 1. Generated from schema/*.sql.
std::span<const migration> storage_schema();

struct migration_report {
  int from = 0;
  int to = 0;
  std::string backup; ///< the copy that was made first; empty: none was needed
};

/// The database's version; 0: it is empty. errc::storage_newer for a database of a newer program,
/// errc::storage for one of another program. Only looks.
result<int> recognise(sqlite::connection& db, std::span<const migration> steps);

/// All in one BEGIN IMMEDIATE: the database is at the last version afterwards, or as it was.
/// One that holds data is first copied to `<file>.v<version>.bak`.
/// Refuses what recognise() refuses.
result<migration_report> migrate(sqlite::connection& db, std::span<const migration> steps);

} // namespace orc
