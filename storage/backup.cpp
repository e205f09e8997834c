#include "storage/backup.hpp"

#include "storage/database.hpp"
#include "storage/files.hpp"
#include "storage/history_reading.hpp"
#include "storage/history_store.hpp"

namespace orc {
namespace {

constexpr std::chrono::milliseconds nobody_else{0}; // has a copy open

result<database_contents> count(sqlite::connection db) {
  auto row = db.prepare("SELECT (SELECT count(*) FROM transitions), (SELECT count(*) FROM events), "
                        "(SELECT count(*) FROM component_events), (SELECT count(*) FROM agents)");
  if (!row)
    return tl::unexpected{row.error()};
  if (const auto there = row->fetch(); !there)
    return tl::unexpected{there.error()};
  database_contents out;
  out.transitions = row->read_number();
  out.events = row->read_number();
  out.component_events = row->read_number();
  out.agents = row->read_number();
  return out;
}

/// A file that is damaged would be set aside by who opens it to write, and a new one begun.
result<void> check_every_page(const std::string& path) {
  auto db = sqlite::connection::open(path, sqlite::access::read_write, nobody_else);
  if (!db)
    return tl::unexpected{db.error()};
  const auto verdict = db->text_of("PRAGMA integrity_check(1)");
  if (!verdict)
    return tl::unexpected{verdict.error()};
  if (*verdict != "ok")
    return fail(errc::storage, path + ": damaged: " + *verdict);
  return {};
}

} // namespace

result<database_contents> contents_of(const std::string& path,
                                      std::chrono::milliseconds busy_timeout) {
  return open_database_for_reading(path, busy_timeout).and_then(count);
}

bool holds(const database_contents& copy, const database_contents& before) {
  return copy.transitions >= before.transitions && copy.events >= before.events
         && copy.component_events >= before.component_events;
}

result<void>
back_up(const std::string& from, const std::string& to, std::chrono::milliseconds busy_timeout) {
  if (files::identity_of(to).inode != 0)
    return fail(errc::invalid_input, to + " is there already, and is not overwritten");
  auto source = sqlite::connection::open(from, sqlite::access::read_only, busy_timeout);
  if (!source)
    return tl::unexpected{source.error()};
  if (auto made = files::make_private(to); !made)
    return made;
  return source->copy_to(to);
}

result<restored_database> prove_restored(const std::string& path) {
  if (const auto sound = check_every_page(path); !sound)
    return tl::unexpected{sound.error()};
  restored_database out;
  auto store = history_store::open({path, durability::normal, nobody_else});
  if (!store)
    return tl::unexpected{store.error()};
  out.migrated = store->migrated().from != store->migrated().to;
  auto reader = history_reading::open(path, nobody_else);
  if (!reader)
    return tl::unexpected{reader.error()};
  const auto page = reader->page({});
  if (!page)
    return tl::unexpected{page.error()};
  out.newest_read = page->items.size();
  const auto contents = contents_of(path, nobody_else);
  if (!contents)
    return tl::unexpected{contents.error()};
  out.contents = *contents;
  return out;
}

} // namespace orc
