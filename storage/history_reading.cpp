#include "storage/history_reading.hpp"

#include "storage/agent_row.hpp"
#include "storage/database.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

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

/// A WHERE whose parts are only there when they are asked for.
class condition {
public:
  condition(const char* below, std::uint64_t before_id) : sql_{below} {
    values_.emplace_back(upper_end(before_id));
  }

  condition& text(const char* part, std::string_view value) {
    return value.empty() ? *this : add(part, std::string{value});
  }

  condition& time(const char* part, const std::optional<wall_time>& value) {
    return value ? add(part, std::int64_t{value->time_since_epoch().count()}) : *this;
  }

  [[nodiscard]] const std::string& sql() const { return sql_; }

  void bind(sqlite::statement& to) const {
    for (const auto& value : values_)
      if (const auto* number = std::get_if<std::int64_t>(&value))
        to.number(*number);
      else
        to.text(std::get<std::string>(value));
  }

private:
  condition& add(const char* part, std::variant<std::int64_t, std::string> value) {
    sql_ += part;
    values_.push_back(std::move(value));
    return *this;
  }

  std::string sql_;
  std::vector<std::variant<std::int64_t, std::string>> values_;
};

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

/// Compiled anew for each question, which takes some 20 us: what is asked differs by its filters.
template <class Read>
auto rows_of(sqlite::connection& db,
             const std::string& columns,
             const condition& where,
             std::uint32_t limit,
             Read read) -> result<std::vector<decltype(read(std::declval<sqlite::statement&>()))>> {
  auto rows = db.prepare(columns + where.sql() + " ORDER BY id DESC LIMIT ?");
  if (!rows)
    return tl::unexpected{rows.error()};
  where.bind(*rows);
  return all_of(rows->number(bounded(limit)), read);
}

} // namespace

history_reading::history_reading(sqlite::connection db)
    : db_{std::move(db)}, identity_{files::identity_of(db_.file())} {}

result<history_reading> history_reading::open(const std::string& path,
                                              std::chrono::milliseconds busy_timeout) {
  auto db = open_database_for_reading(path, busy_timeout);
  if (!db)
    return tl::unexpected{db.error()};
  return history_reading{std::move(*db)};
}

result<history_page> history_reading::page(const history_query& query) {
  condition where{"id < ?", query.before_id};
  where.text(" AND agent_id = ?", query.agent_id)
      .text(" AND state = ?", query.state ? to_string(*query.state) : std::string_view{})
      .time(" AND at >= ?", query.since)
      .time(" AND at < ?", query.until);
  auto items = rows_of(db_,
                       "SELECT id, agent_id, name, kind, at, from_state, first, closed, "
                           + std::string{rows::verdict_columns} + " FROM transitions WHERE ",
                       where,
                       query.limit,
                       read_entry);
  if (!items)
    return tl::unexpected{items.error()};
  history_page page;
  page.items = std::move(*items);
  if (!query.agent_id.empty() && page.items.empty()) {
    const auto seen = was_seen(query.agent_id);
    if (!seen)
      return tl::unexpected{seen.error()};
    page.known = *seen;
  }
  return page;
}

result<std::vector<event_entry>> history_reading::events(const event_query& query) {
  condition where{"id < ?", query.before_id};
  where.text(" AND type = ?", query.type)
      .text(" AND subject = ?", query.subject)
      .time(" AND at >= ?", query.since)
      .time(" AND at < ?", query.until);
  return rows_of(db_,
                 "SELECT id, type, subject, before, after, at FROM events WHERE ",
                 where,
                 query.limit,
                 read_event);
}

result<bool> history_reading::was_seen(std::string_view agent_id) {
  auto question = db_.prepare("SELECT EXISTS (SELECT 1 FROM transitions WHERE agent_id = ?)");
  if (!question)
    return tl::unexpected{question.error()};
  const auto row = question->text(agent_id).fetch();
  if (!row)
    return tl::unexpected{row.error()};
  return question->read_flag();
}

bool history_reading::replaced() const {
  return files::identity_of(db_.file()) != identity_;
}

} // namespace orc
