#include "actors/state_keeper/state_keeper.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <chrono>
#include <utility>

namespace orc {

state_keeper_state::~state_keeper_state() {
  if (open_store && open_store->sound())
    open_store->checkpoint();
  else
    have_it_read_through();
}

void state_keeper_state::have_it_read_through() {
  if (options.database.known_sound)
    options.database.known_sound->store(0);
}

wall_time state_keeper_state::wall_now() const {
  if (options.wall_clock)
    return options.wall_clock();
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

void state_keeper_state::complain(const error& why) {
  auto [next, worth_it] = say(std::move(health), why, self->clock().now());
  health = std::move(next);
  if (worth_it)
    log_of(name).error("{}", why.message);
}

result<history_store*> state_keeper_state::store() {
  const auto now = self->clock().now();
  if (open_store && !open_store->sound()) {
    log_of(name).warn("{}: the connection is of no more use, opening again", options.database.path);
    open_store.reset();
    have_it_read_through();
    health = lost(std::move(health));
  }
  if (open_store)
    return &*open_store;
  if (!may_open(health, now))
    return fail(health.last_code, health.last_message);
  auto made = history_store::open(options.database);
  if (!made) {
    health = open_failed(std::move(health), made.error(), now);
    complain(made.error());
    return tl::unexpected{made.error()};
  }
  open_store.emplace(std::move(*made));
  health = opened(std::move(health));
  say_notice(open_store->notice());
  if (const auto& m = open_store->migrated(); !m.backup.empty())
    log_of(name).info("migrated from version {} to {}, a copy is at {}", m.from, m.to, m.backup);
  return &*open_store;
}

/// Damage is worth a line at once, and a colour for an hour.
void state_keeper_state::say_notice(const std::string& notice) {
  if (notice.empty() || notice == health.notice)
    return;
  log_of(name).error("{}", notice);
  health = noted(std::move(health), notice, self->clock().now());
}

void state_keeper_state::judge(const std::optional<error>& failure) {
  if (!failure) {
    health = wrote(std::move(health));
  } else if (failure->code == errc::invalid_input) {
    log_of(name).warn("{}", failure->message);
  } else {
    health = write_failed(std::move(health), *failure, self->clock().now());
    complain(*failure);
  }
}

void state_keeper_state::tell_metrics(std::uint64_t operations, bool failed) {
  if (links.metrics)
    tell(self,
         links.metrics,
         operations_done{"write",
                         {operations, failed ? operations : 0},
                         open_store ? open_store->bytes_on_disk() : 0,
                         spool_size{held->bytes(), held->records()}});
}

result<history_store*> state_keeper_state::ready() {
  auto opened = store();
  if (!opened)
    return opened;
  if (!may_write(health, self->clock().now()))
    return fail(health.last_code, health.last_message);
  if (auto loaded = load_spool(); !loaded)
    return tl::unexpected{loaded.error()};
  if (held->empty())
    return opened;
  if (auto done = write_back(**opened); !done)
    return tl::unexpected{done.error()};
  if (auto loaded = load_spool(); !loaded) // another had added to it: it was taken up anew
    return tl::unexpected{loaded.error()};
  if (!held->empty())
    return fail(errc::busy,
                std::to_string(held->records()) + " records of the spool are written first");
  return opened;
}

/// Its first batch. What is missing before it will not come: its producer has got its answer.
result<void> state_keeper_state::write_back(history_store& into) {
  auto oldest = held->front();
  if (!oldest && oldest.error().code == errc::io) {
    judge(oldest.error());
    return tl::unexpected{oldest.error()};
  }
  if (oldest) {
    oldest->given_up = oldest->records.front().sequence - 1;
    const auto done = into.write(*oldest, wall_now());
    judge(done ? std::nullopt : std::optional{done.error()});
    if (!done && done.error().code != errc::invalid_input)
      return tl::unexpected{done.error()};
    if (!done)
      held->keep(done.error().message);
  } else {
    held->keep(oldest.error().message);
  }
  say_notice(held->notice());
  held->pop();
  if (held->is_loaded() && held->empty())
    log_of(name).info("the spool is written back");
  return {};
}

result<void> state_keeper_state::load_spool() {
  if (held->is_loaded())
    return {};
  if (auto loaded = held->load(); !loaded) {
    judge(loaded.error());
    return loaded;
  }
  say_notice(held->notice());
  if (held->empty())
    return {};
  log_of(name).info("{} records of the spool are to be written back", held->records());
  if (!std::exchange(retrying_, true))
    tell(self, self, retry_atom_v);
  return {};
}

void state_keeper_state::retry() {
  if (has_spooled()) {
    static_cast<void>(ready()); // whatever it says is in the health
    tell_metrics(0, false);
  }
  retrying_ = has_spooled();
  if (!retrying_)
    return;
  if (failing())
    remind(self, std::chrono::seconds{1}, retry_atom_v);
  else
    tell(self, self, retry_atom_v); // behind the heartbeat that may wait
}

result<record_ack> state_keeper_state::put_by(const record_batch& batch, const error& why) {
  const record_ack ack{batch.epoch, batch.records.back().sequence};
  if (held->last_of(batch.epoch) >= ack.sequence)
    return ack; // its answer was lost
  const bool first = held->empty();
  if (auto done = held->append(batch); !done) {
    complain(done.error());
    return fail(why.code, why.message + "; " + done.error().message);
  }
  if (first)
    log_of(name).warn("{}; records go into {}", why.message, spool_of(options.database.path));
  if (!std::exchange(retrying_, true))
    remind(self, std::chrono::seconds{1}, retry_atom_v);
  return ack;
}

result<record_ack> state_keeper_state::put(const record_batch& batch) {
  if (auto sane = in_order(batch); !sane) {
    judge(sane.error());
    return tl::unexpected{sane.error()};
  }
  auto done = ready().and_then([&](history_store* database) {
    auto written = database->write(batch, wall_now());
    judge(written ? std::nullopt : std::optional{written.error()});
    return written;
  });
  if (done || batch.records.empty() || done.error().code == errc::invalid_input)
    return done;
  return is_to_be_put_by(batch) ? put_by(batch, done.error()) : done;
}

/// After a while little ones as well: what waits in memory dies with its producer.
bool state_keeper_state::is_to_be_put_by(const record_batch& batch) const {
  if (batch.orphaned || !failing())
    return batch.orphaned;
  return batch.records.size() >= options.spool_after || is_long_away(health, self->clock().now());
}

caf::result<record_ack> state_keeper_state::write(const record_batch& batch) {
  const auto ack = put(batch);
  if (ack || ack.error().code != errc::invalid_input)
    tell_metrics(batch.records.size(), !ack);
  return ack ? caf::result<record_ack>{*ack} : to_caf(ack.error());
}

caf::result<producer_grant> state_keeper_state::grant(const std::string& producer) {
  auto granted = ready().and_then([&](history_store* database) {
    auto given = database->grant(producer, wall_now());
    judge(given ? std::nullopt : std::optional{given.error()});
    return given;
  });
  if (!granted && !failing() && !held->empty())
    return producer_grant{}; // not yet
  tell_metrics(1, !granted);
  if (!granted)
    return to_caf(granted.error());
  return std::move(*granted);
}

void state_keeper_state::start() {
  held.emplace(spool_of(options.database.path));
  static_cast<void>(load_spool()); // a failure is in its health, and in every answer
  static_cast<void>(store());
}

state_keeper_actor::behavior_type
state_keeper(state_keeper_actor::stateful_pointer<state_keeper_state> self,
             state_keeper_links links,
             state_keeper_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = std::move(options);
  s.start();
  return {
      [self](heartbeat_atom) {
        const auto& now = state_of(self);
        return report(now.health, now.held->records(), self->clock().now());
      },
      [self](open_atom, const std::string& producer) { return state_of(self).grant(producer); },
      [self](const record_batch& batch) { return state_of(self).write(batch); },
      [self](retry_atom) { state_of(self).retry(); },
  };
}

} // namespace orc
