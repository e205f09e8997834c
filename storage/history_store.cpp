#include "storage/history_store.hpp"

#include "storage/agent_row.hpp"

#include <algorithm>
#include <variant>

namespace orc {
namespace {

constexpr std::string_view transition_columns =
    "epoch, sequence, at, agent_id, name, kind, server, session_key, session_name, from_state,"
    " first, closed, ";
constexpr int transition_width = 12 + rows::verdict_width;

std::string insert_into(std::string_view table, std::string_view columns, int width) {
  return "INSERT INTO " + std::string{table} + " (" + std::string{columns} + ") VALUES ("
         + rows::places(width) + ")";
}

} // namespace

result<void> in_order(const record_batch& batch) {
  if (batch.records.empty())
    return {};
  if (batch.epoch == 0 || batch.records.front().sequence == 0)
    return fail(errc::invalid_input, "a batch of records with epoch or sequence 0");
  for (std::size_t i = 1; i < batch.records.size(); ++i)
    if (batch.records[i].sequence != batch.records[i - 1].sequence + 1)
      return fail(errc::invalid_input,
                  "epoch " + std::to_string(batch.epoch) + ": record "
                      + std::to_string(batch.records[i].sequence) + " follows upon "
                      + std::to_string(batch.records[i - 1].sequence));
  return {};
}

history_store::history_store(opened_database opened)
    : db_{std::move(opened.db)}, identity_{files::identity_of(db_.file())},
      notice_{std::move(opened.notice)}, migrated_{std::move(opened.migrated)} {}

result<history_store> history_store::open(const database_options& options) {
  auto opened = open_database(options);
  if (!opened)
    return tl::unexpected{opened.error()};
  history_store store{std::move(*opened)};
  if (auto ready = store.prepare_all(); !ready)
    return tl::unexpected{ready.error()};
  if (options.known_sound)
    options.known_sound->store(store.identity_.inode);
  return store;
}

result<void> history_store::prepare_all() {
  const std::string agents{rows::agent_columns};
  const std::string transitions =
      std::string{transition_columns} + std::string{rows::verdict_columns};
  const std::string once = " ON CONFLICT (epoch, sequence) DO NOTHING";
  const std::pair<sqlite::statement*, std::string> all[]{
      {&new_epoch_, "INSERT INTO epochs (producer, granted_at) VALUES (?, ?) RETURNING epoch"},
      {&last_sequence_, "SELECT last_sequence FROM epochs WHERE epoch = ?"},
      {&superseded_,
       "SELECT 1 FROM epochs WHERE epoch > ?1 AND producer <> ''"
       " AND producer = (SELECT producer FROM epochs WHERE epoch = ?1) LIMIT 1"},
      {&advance_epoch_,
       "INSERT INTO epochs (epoch, producer, granted_at, last_sequence) VALUES (?, '', ?, ?)"
       " ON CONFLICT (epoch) DO UPDATE SET last_sequence = excluded.last_sequence"},
      {&present_agents_, "SELECT " + agents + " FROM agents ORDER BY agent_id"},
      {&add_transition_, insert_into("transitions", transitions, transition_width) + once},
      {&put_agent_,
       "INSERT OR REPLACE INTO agents (" + agents + ") VALUES (" + rows::places(rows::agent_width)
           + ")"},
      {&drop_agent_, "DELETE FROM agents WHERE agent_id = ?"},
      {&add_event_,
       insert_into("events", "epoch, sequence, at, type, subject, before, after", 7) + once},
      {&add_component_event_,
       insert_into("component_events",
                   "epoch, sequence, at, component, parent, type, incarnation, restarts, reason",
                   9)
           + once},
  };
  for (const auto& [target, sql] : all) {
    auto compiled = db_.prepare(sql);
    if (!compiled)
      return tl::unexpected{compiled.error()};
    *target = std::move(*compiled);
  }
  return {};
}

result<producer_grant> history_store::grant(std::string_view producer, wall_time now) {
  auto all = sqlite::transaction::begin(db_);
  if (!all)
    return tl::unexpected{all.error()};
  producer_grant given;
  const auto row = new_epoch_.text(producer).time(now).fetch();
  if (!row)
    return tl::unexpected{row.error()};
  given.epoch = static_cast<std::uint64_t>(new_epoch_.read_number());
  new_epoch_.reset();
  for (auto more = present_agents_.fetch();; more = present_agents_.fetch()) {
    if (!more)
      return tl::unexpected{more.error()};
    if (!*more)
      break;
    given.agents.push_back(rows::read_agent(present_agents_));
  }
  if (auto done = all->commit(); !done)
    return tl::unexpected{done.error()};
  return given;
}

result<std::uint64_t> history_store::last_sequence(std::uint64_t epoch, std::uint64_t if_unknown) {
  const auto row = last_sequence_.number(static_cast<std::int64_t>(epoch)).fetch();
  if (!row)
    return tl::unexpected{row.error()};
  if (!*row)
    return if_unknown;
  const auto last = static_cast<std::uint64_t>(last_sequence_.read_number());
  last_sequence_.reset();
  return last;
}

result<record_ack> history_store::write(const record_batch& batch, wall_time now) {
  if (batch.records.empty()) {
    const auto last = last_sequence(batch.epoch, 0);
    return last ? result<record_ack>{record_ack{batch.epoch, *last}} : tl::unexpected{last.error()};
  }
  if (auto ordered = in_order(batch); !ordered)
    return tl::unexpected{ordered.error()};
  auto all = sqlite::transaction::begin(db_);
  if (!all)
    return tl::unexpected{all.error()};
  const auto first = batch.records.front().sequence;
  // An epoch that this database did not give comes from one that was set aside: it may begin
  // anywhere.
  const auto last = last_sequence(batch.epoch, first - 1);
  if (!last)
    return tl::unexpected{last.error()};
  if (first > std::max(*last, batch.given_up) + 1)
    return fail(errc::invalid_input,
                "epoch " + std::to_string(batch.epoch) + ": record " + std::to_string(first)
                    + " came, but only those up to " + std::to_string(*last) + " are here");
  const record_ack ack{batch.epoch, std::max(*last, batch.records.back().sequence)};
  if (auto written = write_new(batch, *last); !written)
    return tl::unexpected{written.error()};
  advance_epoch_.number(static_cast<std::int64_t>(ack.epoch)).time(now);
  if (auto noted = advance_epoch_.number(static_cast<std::int64_t>(ack.sequence)).run(); !noted)
    return tl::unexpected{noted.error()};
  if (auto done = all->commit(); !done)
    return tl::unexpected{done.error()};
  return ack;
}

result<bool> history_store::superseded(std::uint64_t epoch) {
  auto found = superseded_.number(static_cast<std::int64_t>(epoch)).fetch();
  superseded_.reset();
  return found;
}

result<void> history_store::write_new(const record_batch& batch, std::uint64_t last) {
  const auto late = superseded(batch.epoch);
  if (!late)
    return tl::unexpected{late.error()};
  for (const auto& r : batch.records) {
    if (r.sequence <= last)
      continue;
    const place at{
        static_cast<std::int64_t>(batch.epoch), static_cast<std::int64_t>(r.sequence), *late};
    auto written = std::visit([&](const auto& what) { return put(at, what); }, r.what);
    if (!written)
      return written;
  }
  return {};
}

result<void> history_store::put(const place& at, const transition& t) {
  const auto& w = t.agent.where;
  auto& row = add_transition_;
  row.number(at.epoch).number(at.sequence);
  row.time(t.agent.since).text(w.agent_id).text(w.name).text(w.kind).text(w.server);
  row.text(w.session_key).text(w.session_name).text(to_string(t.from));
  row.flag(t.first).flag(t.closed);
  rows::bind(row, t.agent.says);
  if (auto added = row.run(); !added || db_.changes() == 0)
    return added;
  // Whoever came after it was told of the agents without this, and says since what they are.
  if (at.superseded)
    return {};
  if (t.closed)
    return drop_agent_.text(w.agent_id).run();
  rows::bind(put_agent_, t.agent);
  return put_agent_.run();
}

result<void> history_store::put(const place& at, const fleet_event& e) {
  add_event_.number(at.epoch).number(at.sequence);
  return add_event_.time(e.at).text(e.type).text(e.subject).text(e.before).text(e.after).run();
}

result<void> history_store::put(const place& at, const component_entry& e) {
  const auto& f = e.what.facts;
  auto& row = add_component_event_;
  row.number(at.epoch).number(at.sequence);
  row.time(e.at).text(f.name).text(f.parent).text(e.what.type);
  row.number(static_cast<std::int64_t>(f.incarnation));
  return row.number(static_cast<std::int64_t>(f.restarts)).text(f.last_reason).run();
}

bool history_store::sound() const {
  return db_.sound() && files::identity_of(db_.file()) == identity_;
}

std::uint64_t history_store::bytes_on_disk() const {
  return files::size_of(db_.file()) + files::size_of(db_.file() + "-wal");
}

void history_store::checkpoint() {
  // a reader in the middle of a page keeps the log alive: no harm, the next opening reads it
  static_cast<void>(db_.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
}

} // namespace orc
