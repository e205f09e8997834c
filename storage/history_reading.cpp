#include "storage/history_reading.hpp"

#include "storage/agent_row.hpp"
#include "storage/database.hpp"

#include <algorithm>
#include <limits>

namespace orc {
namespace {

std::int64_t bounded(std::uint32_t limit) {
  return std::clamp<std::int64_t>(limit, 1, 1000);
}

/// Ids are SQLite's and so never beyond the signed range; 0 asks for the newest.
std::int64_t upper_end(std::uint64_t before_id) {
  constexpr auto top = std::numeric_limits<std::int64_t>::max();
  return before_id == 0 || before_id > static_cast<std::uint64_t>(top)
             ? top
             : static_cast<std::int64_t>(before_id);
}

history_entry read_entry(sqlite::statement& row) {
  history_entry e;
  e.id = static_cast<std::uint64_t>(row.read_number());
  e.agent_id = row.read_text();
  e.name = row.read_text();
  e.kind = row.read_text();
  e.at = row.read_time();
  e.from = rows::state_of_word(row.read_text());
  e.first = row.read_flag();
  e.closed = row.read_flag();
  e.says = rows::read_verdict(row);
  return e;
}

event_entry read_event(sqlite::statement& row) {
  event_entry e;
  e.id = static_cast<std::uint64_t>(row.read_number());
  e.what.type = row.read_text();
  e.what.subject = row.read_text();
  e.what.before = row.read_text();
  e.what.after = row.read_text();
  e.what.at = row.read_time();
  return e;
}

/// All rows of a statement that is bound.
template <class Read>
auto all_of(sqlite::statement& rows, Read read) -> result<std::vector<decltype(read(rows))>> {
  std::vector<decltype(read(rows))> out;
  for (;;) {
    const auto more = rows.fetch();
    if (!more)
      return tl::unexpected{more.error()};
    if (!*more)
      return out;
    out.push_back(read(rows));
  }
}

} // namespace

history_reading::history_reading(sqlite::connection db)
    : db_{std::move(db)}, identity_{files::identity_of(db_.file())} {}

result<history_reading> history_reading::open(const std::string& path,
                                              std::chrono::milliseconds busy_timeout) {
  auto db = open_database_for_reading(path, busy_timeout);
  if (!db)
    return tl::unexpected{db.error()};
  history_reading opened{std::move(*db)};
  if (auto ready = opened.prepare_all(); !ready)
    return tl::unexpected{ready.error()};
  return opened;
}

result<void> history_reading::prepare_all() {
  const std::string entries = "SELECT id, agent_id, name, kind, at, from_state, first, closed, "
                              + std::string{rows::verdict_columns} + " FROM transitions WHERE ";
  const std::string newest = " ORDER BY id DESC LIMIT ?";
  const std::pair<sqlite::statement*, std::string> all[]{
      {&of_all_, entries + "id < ?" + newest},
      {&of_agent_, entries + "agent_id = ? AND id < ?" + newest},
      {&seen_, "SELECT EXISTS (SELECT 1 FROM transitions WHERE agent_id = ?)"},
      {&events_, "SELECT id, type, subject, before, after, at FROM events" + newest},
  };
  for (const auto& [target, sql] : all) {
    auto compiled = db_.prepare(sql);
    if (!compiled)
      return tl::unexpected{compiled.error()};
    *target = std::move(*compiled);
  }
  return {};
}

result<history_page> history_reading::page(const history_query& query) {
  const bool every = query.agent_id.empty();
  auto& rows = every ? of_all_ : of_agent_;
  if (!every)
    rows.text(query.agent_id);
  rows.number(upper_end(query.before_id)).number(bounded(query.limit));
  auto items = all_of(rows, read_entry);
  if (!items)
    return tl::unexpected{items.error()};
  history_page page;
  page.items = std::move(*items);
  if (!every && page.items.empty()) {
    const auto seen = was_seen(query.agent_id);
    if (!seen)
      return tl::unexpected{seen.error()};
    page.known = *seen;
  }
  return page;
}

result<std::vector<event_entry>> history_reading::newest_events(std::uint32_t limit) {
  return all_of(events_.number(bounded(limit)), read_event);
}

result<bool> history_reading::was_seen(std::string_view agent_id) {
  const auto row = seen_.text(agent_id).fetch();
  if (!row)
    return tl::unexpected{row.error()};
  const bool seen = seen_.read_flag();
  seen_.reset();
  return seen;
}

bool history_reading::replaced() const {
  return files::identity_of(db_.file()) != identity_;
}

} // namespace orc
