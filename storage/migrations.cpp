#include "storage/migrations.hpp"

#include "storage/files.hpp"

#include <algorithm>

namespace orc {
namespace {

using sqlite::connection;

result<int> version_of(connection& db, std::span<const migration> steps) {
  const int newest = steps.back().version;
  const auto version = db.number_of("PRAGMA user_version");
  if (!version)
    return tl::unexpected{version.error()};
  if (*version > newest)
    return fail(errc::storage_newer,
                db.file() + ": written by a newer program (database version "
                    + std::to_string(*version) + ", this program knows " + std::to_string(newest)
                    + ")");
  return static_cast<int>(*version);
}

/// A database of version 0 must be an empty one, and any other must carry our mark.
result<void> is_ours(connection& db, int version) {
  const auto mark = db.number_of("PRAGMA application_id");
  if (!mark)
    return tl::unexpected{mark.error()};
  const auto tables = db.number_of("SELECT count(*) FROM sqlite_schema");
  if (!tables)
    return tl::unexpected{tables.error()};
  const bool ours = version == 0 ? *tables == 0 : *mark == storage_application_id;
  if (!ours)
    return fail(errc::storage, db.file() + ": a database of another program; it is left alone");
  return {};
}

result<void> apply(connection& db, std::span<const migration> steps, int from) {
  for (const auto& step : steps) {
    if (step.version <= from)
      continue;
    if (auto done = db.execute(std::string{step.sql}); !done)
      return fail(done.error().code,
                  done.error().message + " (in migration " + std::to_string(step.version) + ")");
  }
  return db.execute("PRAGMA user_version=" + std::to_string(steps.back().version)
                    + ";PRAGMA application_id=" + std::to_string(storage_application_id));
}

result<std::string> back_up(connection& db, int version) {
  const std::string kept = db.file() + ".v" + std::to_string(version) + ".bak";
  const std::string half =
      kept + ".part"; // a copy that was cut short is never taken for a whole one
  if (auto made = files::make_private(half); !made)
    return tl::unexpected{made.error()};
  if (auto copied = db.copy_to(half); !copied)
    return tl::unexpected{copied.error()};
  if (auto renamed = files::move(half, kept); !renamed)
    return tl::unexpected{renamed.error()};
  return kept;
}

} // namespace

result<int> recognise(connection& db, std::span<const migration> steps) {
  auto version = version_of(db, steps);
  if (!version)
    return version;
  if (auto ours = is_ours(db, *version); !ours)
    return tl::unexpected{ours.error()};
  return version;
}

result<migration_report> migrate(connection& db, std::span<const migration> steps) {
  const int newest = steps.back().version;
  const auto before = recognise(db, steps);
  if (!before)
    return tl::unexpected{before.error()};
  migration_report report{*before, newest, {}};
  if (*before == newest)
    return report;
  if (*before > 0) {
    auto kept = back_up(db, *before); // outside the transaction: a copy needs one of its own
    if (!kept)
      return tl::unexpected{kept.error()};
    report.backup = std::move(*kept);
  }
  auto all = sqlite::transaction::begin(db);
  if (!all)
    return tl::unexpected{all.error()};
  // another process may have been here between the first look and the lock
  const auto now = version_of(db, steps);
  if (!now)
    return tl::unexpected{now.error()};
  if (*now < newest)
    if (auto applied = apply(db, steps, *now); !applied)
      return tl::unexpected{applied.error()};
  if (auto done = all->commit(); !done)
    return tl::unexpected{done.error()};
  return report;
}

} // namespace orc
