#include "actors/state_keeper/state_keeper.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <chrono>
#include <utility>

namespace orc {

state_keeper_state::~state_keeper_state() {
  if (open_store && open_store->sound())
    open_store->checkpoint();
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
  health = opened(std::move(health), open_store->notice(), now);
  if (!open_store->notice().empty())
    log_of(name).error("{}", open_store->notice());
  if (const auto& m = open_store->migrated(); !m.backup.empty())
    log_of(name).info("migrated from version {} to {}, a copy is at {}", m.from, m.to, m.backup);
  return &*open_store;
}

void state_keeper_state::account(std::uint64_t operations, const std::optional<error>& failure) {
  if (failure && failure->code == errc::invalid_input) {
    log_of(name).warn("{}", failure->message);
    return;
  }
  if (!failure)
    health = wrote(std::move(health));
  else if (open_store) { // where it could not be opened, that is what is reported
    health = write_failed(std::move(health), *failure);
    complain(*failure);
  }
  if (links.metrics)
    tell(self,
         links.metrics,
         operations_done{"write",
                         {operations, failure ? operations : 0},
                         open_store ? open_store->bytes_on_disk() : 0});
}

caf::result<producer_grant> state_keeper_state::grant(const std::string& producer) {
  auto granted = store().and_then([&](history_store* s) { return s->grant(producer, wall_now()); });
  if (!granted) {
    account(1, granted.error());
    return to_caf(granted.error());
  }
  account(1, std::nullopt);
  return std::move(*granted);
}

caf::result<record_ack> state_keeper_state::write(const record_batch& batch) {
  const auto ack = store().and_then([&](history_store* s) { return s->write(batch, wall_now()); });
  if (!ack) {
    account(batch.records.size(), ack.error());
    return to_caf(ack.error());
  }
  account(batch.records.size(), std::nullopt);
  return *ack;
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
  static_cast<void>(s.store()); // a failure is in its health, and in every answer
  return {
      [self](heartbeat_atom) { return report(state_of(self).health, self->clock().now()); },
      [self](open_atom, const std::string& producer) { return state_of(self).grant(producer); },
      [self](const record_batch& batch) { return state_of(self).write(batch); },
  };
}

} // namespace orc
