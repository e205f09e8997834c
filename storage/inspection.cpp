#include "storage/inspection.hpp"

#include "storage/files.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite.hpp"

namespace orc {
namespace {

result<void> look_inside(sqlite::connection& db, database_look& look) {
  const auto version = recognise(db, storage_schema());
  if (!version)
    return tl::unexpected{version.error()};
  look.version = *version;
  const auto verdict = db.text_of("PRAGMA quick_check(1)");
  if (!verdict)
    return tl::unexpected{verdict.error()};
  if (*verdict != "ok")
    return fail(errc::storage, db.file() + ": damaged: " + *verdict);
  if (look.version == 0)
    return {};
  const auto last = db.number_of("SELECT coalesce(max(at), 0) FROM transitions");
  if (last && *last > 0)
    look.last_record = wall_time{std::chrono::milliseconds{*last}};
  return {};
}

} // namespace

database_look look_at_database(const std::string& path, std::chrono::milliseconds busy_timeout) {
  database_look look;
  look.newest_version = storage_schema().back().version;
  look.exists = files::identity_of(path).inode != 0;
  if (!look.exists)
    return look;
  look.bytes = files::size_of(path) + files::size_of(path + "-wal");
  auto db = sqlite::connection::open(path, sqlite::access::read_only, busy_timeout);
  if (!db)
    look.fault = db.error();
  else if (const auto inside = look_inside(*db, look); !inside)
    look.fault = inside.error();
  return look;
}

} // namespace orc
