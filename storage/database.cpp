#include "storage/database.hpp"

#include "storage/files.hpp"

#include <array>
#include <filesystem>

namespace orc {
namespace {

using sqlite::connection;

constexpr std::array companions{"-shm", "-wal", ""}; // the database itself goes last

/// Absolute, so that SQLite sees no ":memory:" or "file:" in it and no later chdir moves it.
result<std::string> full_path(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos)
    return fail(errc::invalid_input, "the database's path is empty or holds a NUL character");
  std::error_code wrong;
  auto full = std::filesystem::absolute(path, wrong);
  if (wrong)
    return fail(errc::io, path + ": " + wrong.message());
  return full.lexically_normal().string();
}

/// What is wrong with the file's contents; empty: nothing. Reads all of it.
result<std::string> damage_of(connection& db) {
  auto verdict = db.text_of("PRAGMA quick_check(1)");
  if (!verdict)
    return db.damaged() ? result<std::string>{verdict.error().message} : verdict;
  return *verdict == "ok" ? std::string{} : db.file() + ": " + *verdict;
}

/// Write-ahead log: readers never wait for the writer. 500 pages (2 MB) before it is folded into
/// the database keep the files on disk small; the log is cut to 4 MB after a longer one.
result<void> configure(connection& db, const database_options& options) {
  // only counts before the first page is written; WAL writes it
  if (auto set = db.execute("PRAGMA auto_vacuum=INCREMENTAL"); !set)
    return set;
  const auto mode = db.text_of("PRAGMA journal_mode=WAL");
  if (!mode)
    return tl::unexpected{mode.error()};
  if (*mode != "wal")
    return fail(errc::storage, db.file() + ": no write-ahead log is possible here, only " + *mode);
  if (options.max_bytes > 0) {
    const auto page = db.number_of("PRAGMA page_size");
    if (!page)
      return tl::unexpected{page.error()};
    const auto pages = static_cast<std::int64_t>(options.max_bytes) / *page;
    if (auto set = db.execute("PRAGMA max_page_count=" + std::to_string(pages)); !set)
      return set;
  }
  return db.execute(std::string{"PRAGMA wal_autocheckpoint=500;PRAGMA journal_size_limit=4194304;"}
                    + "PRAGMA synchronous="
                    + (options.sync == durability::full ? "FULL" : "NORMAL"));
}

result<std::string> set_aside(const std::string& path) {
  const std::string aside = files::aside_of(path);
  for (const char* suffix : companions) {
    if (files::identity_of(path + suffix).inode == 0)
      continue;
    if (auto moved = files::move(path + suffix, aside + suffix); !moved)
      return tl::unexpected{moved.error()};
  }
  return aside;
}

struct attempt {
  result<opened_database> outcome;
  std::string damage; ///< why the file is no sound database; empty: it is, as far as was seen
};

attempt try_open(const database_options& options, std::span<const migration> steps) {
  auto db = connection::open(options.path, sqlite::access::read_write, options.busy_timeout);
  if (!db)
    return {tl::unexpected{db.error()}, {}};
  const auto give_up = [&](const error& e) {
    if (db->damaged())
      db->keep_log();
    return attempt{tl::unexpected{e}, db->damaged() ? e.message : std::string{}};
  };
  const auto sound_once = options.known_sound ? options.known_sound->exchange(0) : 0;
  const bool is_known = sound_once != 0 && sound_once == files::identity_of(options.path).inode;
  const auto damage = is_known ? result<std::string>{std::string{}} : damage_of(*db);
  if (!damage)
    return give_up(damage.error()); // e.g. locked: nothing is known of its contents
  if (!damage->empty()) {
    db->keep_log();
    return {fail(errc::storage, *damage), *damage};
  }
  if (const auto known = recognise(*db, steps); !known) // before anything is changed
    return give_up(known.error());
  if (const auto set = configure(*db, options); !set)
    return give_up(set.error());
  auto migrated = migrate(*db, steps);
  if (!migrated)
    return give_up(migrated.error());
  return {opened_database{std::move(*db), std::move(*migrated), {}}, {}};
}

} // namespace

result<opened_database> open_database(const database_options& asked,
                                      std::span<const migration> steps) {
  auto options = asked;
  auto path = full_path(asked.path);
  if (!path)
    return tl::unexpected{path.error()};
  options.path = *path;
  const auto folder = std::filesystem::path{*path}.parent_path().string();
  if (auto made = files::make_folders(folder); !made)
    return tl::unexpected{made.error()};
  if (auto made = files::make_private(*path); !made)
    return tl::unexpected{made.error()};
  auto first = try_open(options, steps);
  if (first.outcome || first.damage.empty())
    return std::move(first.outcome);
  const auto aside = set_aside(*path);
  if (!aside)
    return fail(aside.error().code,
                first.damage + "; it could not be set aside: " + aside.error().message);
  if (auto made = files::make_private(*path); !made)
    return tl::unexpected{made.error()};
  auto second = try_open(options, steps);
  if (second.outcome)
    second.outcome->notice = "the database was damaged (" + first.damage + "); it was kept as "
                             + *aside + " and a new one begun";
  return std::move(second.outcome);
}

result<connection> open_database_for_reading(const std::string& asked,
                                             std::chrono::milliseconds busy_timeout) {
  const auto path = full_path(asked);
  if (!path)
    return tl::unexpected{path.error()};
  if (files::identity_of(*path).inode == 0)
    return fail(errc::storage, *path + ": there is no history yet, the database does not exist");
  auto db = connection::open(*path, sqlite::access::read_only, busy_timeout);
  if (!db)
    return db;
  const auto steps = storage_schema();
  const auto version = recognise(*db, steps);
  if (!version)
    return tl::unexpected{version.error()};
  if (*version != steps.back().version)
    return fail(errc::storage, *path + ": the database is being set up");
  return db;
}

} // namespace orc
