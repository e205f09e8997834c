#include "runtime/supervision/supervisor.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/supervision/stable_name.hpp"
#include "runtime/telemetry/log.hpp"

#include <caf/sec.hpp>

#include <utility>

namespace orc {
namespace {

/// A normal end is the empty error in CAF 0.17, whose code() must not be asked for.
bool is_abnormal(const caf::error& reason) {
  return reason && reason != caf::exit_reason::user_shutdown;
}

void send_stop(const caf::strong_actor_ptr& actor, way_to_stop how) {
  if (how == way_to_stop::drain)
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown); // CAF: behind what waits
  else
    stop_now(actor,
             how == way_to_stop::kill ? caf::exit_reason::kill : caf::exit_reason::user_shutdown);
}

} // namespace

void stop_now(const caf::strong_actor_ptr& actor, caf::exit_reason reason) {
  actor->enqueue(nullptr,
                 caf::make_message_id(caf::message_priority::high),
                 caf::make_message(caf::exit_msg{actor->address(), reason}),
                 nullptr);
}

std::vector<std::string> faults_in(const supervisor_spec& spec) {
  std::vector<child_outline> outlines;
  for (const auto& child : spec.children)
    outlines.push_back({&child, child.start != nullptr});
  return faults_in(spec, outlines, spec.dynamic_child != nullptr);
}

/// Only an end without end_supervisor, by a kill or an exception, still finds children here.
supervisor_state::~supervisor_state() {
  for (auto& [id, child] : actors) {
    const auto* facts = logic ? logic->find(id) : nullptr;
    if (child.spec.name && facts && facts->dynamic)
      name_behind(child.spec.name).retire(caf::exit_reason::user_shutdown); // nobody moves it again
    else if (child.spec.name)
      name_behind(child.spec.name).aim(nullptr);
    if (child.ref)
      stop_now(child.ref, caf::exit_reason::kill);
  }
  for (auto& [id, meter] : hanging)
    if (const auto still = meter.lock())
      still->arm({});
}

void supervisor_state::begin(supervisor_spec what) {
  const auto faults = faults_in(what);
  if (!faults.empty()) {
    std::string all = what.name + " cannot be started:";
    for (const auto& fault : faults)
      all += " " + fault + ";";
    all.pop_back();
    return self->quit(caf::make_error(errc::invalid_input, all));
  }
  std::vector<child_rules> rules(what.children.begin(), what.children.end());
  for (auto& child : std::exchange(what.children, {})) {
    auto id = child.id;
    actors[std::move(id)].spec = std::move(child);
  }
  spec = std::move(what);
  logic.emplace(spec, std::move(rules));
  logic->begin(self->clock().now());
  settle();
}

void supervisor_state::settle() {
  if (std::exchange(settling, true))
    return;
  for (auto wishes = logic->take_effects(); !wishes.empty(); wishes = logic->take_effects())
    for (auto& wish : wishes)
      std::visit([this](auto& w) { perform(w); }, wish);
  settling = false;
}

void supervisor_state::perform(const effect::stop& wish) {
  send_stop(actors.at(wish.id).ref, wish.how);
}

void supervisor_state::perform(const effect::abandon& wish) {
  auto& child = actors.at(wish.id);
  orphans.emplace(child.address, wish.id);
  release(child);
}

void supervisor_state::perform(const effect::forget& wish) {
  if (const auto& gone = actors.at(wish.id).spec.name)
    name_behind(gone).retire(caf::exit_reason::user_shutdown);
  actors.erase(wish.id);
}

void supervisor_state::perform(const effect::remind& wish) {
  remind(self, wish.in, child_reminder{wish.what, wish.id, wish.life});
}

void supervisor_state::perform(const effect::answer& wish) {
  if (auto found = waiting.extract(wish.to))
    found.mapped()(wish.what);
}

void supervisor_state::perform(const effect::ready&) {
  ready = true;
  for (auto& p : std::exchange(until_ready, {}))
    p.deliver(self_report{});
}

void supervisor_state::perform(const effect::end& wish) {
  const auto why = wish.reason ? to_caf(*wish.reason) : caf::error{caf::exit_reason::user_shutdown};
  for (auto& p : std::exchange(until_ready, {}))
    p.deliver(why);
  self->quit(why);
}

void supervisor_state::perform(effect::tell& wish) {
  auto& event = wish.what;
  event.facts = with_usage(std::move(event.facts));
  const auto& facts = event.facts;
  if (event.type == "crashed")
    log_of(name).error("{} went down: {}", facts.name, facts.last_reason);
  else if (event.type == "orphan")
    log_of(name).error("{} does not end and is left behind", facts.name);
  else if (event.type == "gave_up")
    log_of(name).critical("{} gives up: {} went down too often", spec.name, facts.name);
  if (spec.observer)
    spec.observer(event);
}

void supervisor_state::perform(const effect::spawn& wish) {
  const auto& id = wish.id;
  auto& child = actors.at(id);
  const auto now = self->clock().now();
  log_of(name).info("initialize {} (incarnation {})", id, logic->find(id)->incarnation);
  child.meter = std::make_shared<component_meter>();
  try {
    child.ref = child.spec.start({self, child.meter});
  } catch (const std::exception& e) { // constructors throw into the spawner
    child.meter = nullptr;
    return logic->did_not_spawn(id, e.what(), now);
  } catch (...) {
    child.meter = nullptr;
    return logic->did_not_spawn(id, "its start threw something that is no exception", now);
  }
  if (child.spec.type == restart_type::temporary)
    child.spec.start = nullptr; // used once; what it holds is let go
  if (!child.ref) {
    child.meter = nullptr;
    return logic->declined(id, now);
  }
  child.address = child.ref->address();
  ids.emplace(child.address, id);
  self->monitor(caf::actor_cast<caf::actor>(child.ref)); // one that is down by now is told, too
  if (child.spec.name)
    name_behind(child.spec.name).aim(child.ref);
  logic->spawned(id, now);
  await_first_answer(id, wish.life);
}

/// It runs once it has answered a heartbeat. A child that does not know the word runs, too; one
/// that goes down before is told by its DOWN. A supervisor takes as long as its children.
void supervisor_state::await_first_answer(const std::string& id, std::uint64_t life) {
  const auto& child = actors.at(id);
  const auto patience = child.spec.supervisor ? caf::infinite : caf::duration{spec.start_timeout};
  self->request(caf::actor_cast<component_actor>(child.ref), patience, heartbeat_atom_v)
      .then(
          [this, id, life](const self_report&) {
            logic->ready(id, life, self->clock().now());
            settle();
          },
          [this, id, life](const caf::error& why) {
            take_first_error(id, life, why);
            settle();
          });
}

void supervisor_state::take_first_error(const std::string& id,
                                        std::uint64_t life,
                                        const caf::error& why) {
  const auto now = self->clock().now();
  if (why == caf::sec::unexpected_message)
    logic->ready(id, life, now);
  else if (why == caf::sec::request_timeout)
    logic->not_ready(id,
                     life,
                     "it did not answer within " + std::to_string(spec.start_timeout.count())
                         + " ms of its start",
                     now);
  else if (why != caf::sec::request_receiver_down) // else its DOWN tells more
    logic->not_ready(id, life, "its first answer was an error: " + self->system().render(why), now);
}

void supervisor_state::take_down(const caf::down_msg& message) {
  if (const auto orphan = orphans.extract(message.source)) {
    log_of(name).warn("{} has come to its end after all", orphan.mapped());
    logic->orphan_ended(orphan.mapped());
    return;
  }
  const auto found = ids.find(message.source);
  if (found == ids.end())
    return;
  const auto id = found->second;
  release(actors.at(id));
  const auto why = message.reason ? self->system().render(message.reason) : "ended normally";
  logic->went_down(id, why, is_abnormal(message.reason), self->clock().now());
  settle();
}

/// Its name stands for nobody from now on, and its thread goes back.
void supervisor_state::release(actor_of_child& child) {
  if (child.spec.name)
    name_behind(child.spec.name).aim(nullptr);
  child.ref = nullptr;
  ids.erase(child.address);
  child.before = child.before + child.meter->usage();
  child.before.depth = 0;
  child.before.handling_seconds = 0;
  child.meter = nullptr;
}

component_facts supervisor_state::with_usage(component_facts facts) const {
  if (const auto found = actors.find(facts.name); found != actors.end()) {
    const auto& child = found->second;
    facts.usage = child.meter ? child.before + child.meter->usage() : child.before;
  }
  return facts;
}

child_entry supervisor_state::entry_of(component_facts facts) const {
  child_entry entry{with_usage(std::move(facts)), {}};
  if (!entry.facts.supervisor)
    if (const auto found = actors.find(entry.facts.name); found != actors.end())
      entry.handle = caf::actor_cast<component_actor>(found->second.spec.name);
  return entry;
}

child_entries supervisor_state::which() const {
  child_entries out;
  for (auto& facts : logic->which())
    out.push_back(entry_of(std::move(facts)));
  return out;
}

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, supervisor_spec spec) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  self->set_down_handler([self](caf::down_msg& m) { state_of(self).take_down(m); });
  self->set_exit_handler([self](caf::exit_msg& m) { state_of(self).take_exit(m.reason); });
  s.begin(std::move(spec));
  return {
      [self](heartbeat_atom) { return state_of(self).heartbeat(); },
      [self](which_atom) { return state_of(self).which(); },
      [self](count_atom) { return state_of(self).logic->count(); },
      [self](start_atom, const std::string& id) { return state_of(self).start_child(id); },
      [self](stop_atom, const std::string& id) { return state_of(self).stop_child(id); },
      [self](stop_atom, const component_actor& child) { return state_of(self).stop_child(child); },
      [self](revive_atom, const std::string& id) { return state_of(self).revive_child(id); },
      [self](delete_atom, const std::string& id) { return state_of(self).delete_child(id); },
      [self](restart_atom, const std::string& id) { return state_of(self).restart_child(id); },
      [self](fault_atom, const std::string& id, component_fault fault) {
        return state_of(self).arm(id, fault);
      },
      [self](const child_reminder& of) { state_of(self).take_reminder(of); },
  };
}

} // namespace orc
