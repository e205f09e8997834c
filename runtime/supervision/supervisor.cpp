#include "runtime/supervision/supervisor.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/supervision/stable_name.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

/// A normal end is the empty error in CAF 0.17, whose code() must not be asked for.
bool is_abnormal(const caf::error& reason) {
  return reason && reason != caf::exit_reason::user_shutdown;
}

child_entry entry_of(const supervised_child& child) {
  child_entry entry{child.facts, {}};
  if (!child.spec.supervisor)
    entry.handle = caf::actor_cast<component_actor>(child.spec.name);
  return entry;
}

} // namespace

void stop_now(const caf::strong_actor_ptr& actor, caf::exit_reason reason) {
  actor->enqueue(nullptr,
                 caf::make_message_id(caf::message_priority::high),
                 caf::make_message(caf::exit_msg{actor->address(), reason}),
                 nullptr);
}

/// Only an end without shut_down(), by a kill or an exception, still finds children here.
supervisor_state::~supervisor_state() {
  for (auto& child : children) {
    if (child.spec.name)
      name_behind(child.spec.name).aim(nullptr);
    if (child.ref)
      stop_now(child.ref, caf::exit_reason::kill);
  }
}

void supervisor_state::begin(supervisor_spec what) {
  spec = std::move(what);
  luck.seed(spec.seed != 0 ? spec.seed : std::random_device{}());
  for (auto& child : spec.children)
    adopt(std::move(child), false);
  for (auto& child : children)
    if (!stopping)
      start(child);
}

supervised_child& supervisor_state::adopt(child_spec what, bool dynamic) {
  auto& child = children.emplace_back();
  child.facts.name = what.id;
  child.facts.parent = spec.name;
  child.facts.supervisor = what.supervisor;
  child.facts.critical = what.critical;
  child.facts.dynamic = dynamic;
  child.spec = std::move(what);
  return child;
}

void supervisor_state::start(supervised_child& child) {
  auto& facts = child.facts;
  ++facts.incarnation;
  facts.state = component_state::starting;
  child.wanted = supervised_child::intent::keep;
  child.killed = false;
  log_of(name).info("initialize {} (incarnation {})", facts.name, facts.incarnation);
  std::string why = "its start function gave no actor";
  try {
    child.ref = child.spec.start(self);
  } catch (const std::exception& e) { // constructors throw into the spawner
    why = e.what();
  } catch (...) {
    why = "its start threw something that is no exception";
  }
  if (!child.ref)
    return take_failure(child, "initialize failed: " + why);
  child.address = child.ref->address();
  facts.state = component_state::running;
  facts.started = self->clock().now();
  self->monitor(caf::actor_cast<caf::actor>(child.ref)); // one that is down by now is told, too
  if (child.spec.name)
    name_behind(child.spec.name).aim(child.ref);
  tell_observer("started", child);
  answer_started(child);
}

void supervisor_state::take_down(const caf::down_msg& message) {
  const auto found = std::find_if(children.begin(), children.end(), [&](const auto& c) {
    return c.ref && c.address == message.source;
  });
  if (found == children.end())
    return; // an orphan that came to its end after all
  auto& child = *found;
  if (child.spec.name)
    name_behind(child.spec.name).aim(nullptr);
  child.ref = nullptr;
  const bool abnormal = is_abnormal(message.reason);
  const auto why = message.reason ? self->system().render(message.reason) : "ended normally";
  if (stopping || child.facts.state == component_state::stopping) {
    if (abnormal) // a kill, or a crash of its own while the tree comes down: no failure any more
      child.facts.last_reason = why;
    return after_stop(child);
  }
  if (restarts_after(child.spec.type, abnormal))
    return take_failure(child, why);
  end_for_good(child, why, abnormal);
}

void supervisor_state::end_for_good(supervised_child& child,
                                    const std::string& why,
                                    bool abnormal) {
  child.facts.last_reason = why;
  child.facts.state = component_state::stopped;
  if (abnormal)
    log_of(name).error("{} ended and is not started again: {}", child.facts.name, why);
  tell_observer("stopped", child);
  refuse_waiting(child, child.facts.name + " ended: " + why);
  if (child.facts.dynamic)
    forget(child.facts.name);
}

void supervisor_state::take_failure(supervised_child& child, const std::string& why) {
  auto& facts = child.facts;
  const auto now = self->clock().now();
  const bool ran = facts.state == component_state::running; // else this start has just failed
  if (!ran && child.spec.type == restart_type::temporary)
    return end_for_good(child, why, true);
  log_of(name).error("{} went down: {}", facts.name, why);
  if (ran && now - facts.started >= spec.backoff.reset_after)
    child.failures = 0;
  facts.last_reason = why;
  facts.last_failure = now;
  facts.state = component_state::backoff;
  tell_observer("crashed", child);
  if (!budget.spend(now, spec.intensity)) {
    facts.state = component_state::failed;
    tell_observer("gave_up", child);
    log_of(name).critical("{} gives up: {} went down too often", spec.name, facts.name);
    return shut_down(caf::make_error(errc::internal,
                                     spec.name + " gave up, since " + facts.name
                                         + " went down too often: " + why));
  }
  ++facts.restarts;
  const double drawn = std::uniform_real_distribution<double>(0, 1)(luck);
  const auto delay = backoff_delay(spec.backoff, child.failures++, drawn);
  remind(self, delay, retry_atom_v, facts.name, facts.incarnation);
}

void supervisor_state::take_retry(const std::string& id, std::uint64_t incarnation) {
  auto* child = find(id);
  const bool due = child && child->facts.incarnation == incarnation && !child->ref
                   && child->facts.state == component_state::backoff;
  if (due && !stopping)
    start(*child);
}

void supervisor_state::stop(supervised_child& child) {
  if (child.facts.state == component_state::stopping)
    return;
  child.facts.state = component_state::stopping;
  if (child.spec.drains)
    caf::anon_send_exit(child.ref, caf::exit_reason::user_shutdown); // CAF: behind what waits
  else
    stop_now(child.ref, caf::exit_reason::user_shutdown);
  remind(self, child.spec.shutdown, overdue_atom_v, child.facts.name, child.facts.incarnation);
}

void supervisor_state::take_overdue(const std::string& id, std::uint64_t incarnation) {
  auto* child = find(id);
  if (!child || !child->ref || child->facts.incarnation != incarnation
      || child->facts.state != component_state::stopping)
    return;
  if (!child->killed) {
    child->killed = true;
    stop_now(child->ref, caf::exit_reason::kill);
    remind(self, child->spec.shutdown, overdue_atom_v, id, incarnation);
    return;
  }
  // A handler that never returns cannot be ended in CAF: it is left behind, and said to be.
  log_of(name).error("{} does not end and is left behind", id);
  if (child->spec.name)
    name_behind(child->spec.name).aim(nullptr);
  child->ref = nullptr;
  child->facts.state = component_state::orphan;
  tell_observer("orphan", *child);
  after_stop(*child);
}

void supervisor_state::after_stop(supervised_child& child) {
  const bool orphan = child.facts.state == component_state::orphan;
  if (!orphan) {
    child.facts.state = component_state::stopped;
    tell_observer("stopped", child);
  }
  answer_stopped(child);
  if (stopping)
    return stop_next();
  if (child.wanted == supervised_child::intent::restart)
    return start(child);
  if (child.wanted == supervised_child::intent::forget)
    forget(child.facts.name);
}

void supervisor_state::shut_down(caf::error why) {
  if (stopping)
    return;
  stopping = true;
  reason = std::move(why);
  for (auto& child : children) // dynamic ones all at once
    if (child.facts.dynamic && child.ref)
      stop(child);
  stop_next();
}

/// Stops the last child that runs; its end brings us back for the one before.
void supervisor_state::stop_next() {
  const auto last = std::find_if(
      children.rbegin(), children.rend(), [](const auto& c) { return c.ref != nullptr; });
  if (last != children.rend())
    return stop(*last);
  for (auto& child : children)
    refuse_waiting(child, spec.name + " stops");
  self->quit(reason);
}

supervised_child* supervisor_state::find(const std::string& id) {
  const auto found = std::find_if(
      children.begin(), children.end(), [&](const auto& c) { return c.facts.name == id; });
  return found == children.end() ? nullptr : &*found;
}

void supervisor_state::forget(const std::string& id) {
  if (auto* child = find(id))
    refuse_waiting(*child, id + " was stopped for good meanwhile");
  children.remove_if([&](const auto& c) { return c.facts.name == id; });
}

void supervisor_state::answer_started(supervised_child& child) {
  for (auto& p : std::exchange(child.until_restarted, {}))
    p.deliver(child.facts);
  for (auto& p : std::exchange(child.until_started, {}))
    p.deliver(entry_of(child));
}

void supervisor_state::answer_stopped(supervised_child& child) {
  for (auto& p : std::exchange(child.until_stopped, {}))
    p.deliver(child.facts);
}

/// CAF 0.17 never answers a promise that is dropped: its caller would wait for its timeout.
void supervisor_state::refuse_waiting(supervised_child& child, const std::string& why) {
  const auto reason_given = caf::make_error(errc::unavailable, why);
  for (auto& p : std::exchange(child.until_stopped, {}))
    p.deliver(reason_given);
  for (auto& p : std::exchange(child.until_restarted, {}))
    p.deliver(reason_given);
  for (auto& p : std::exchange(child.until_started, {}))
    p.deliver(reason_given);
}

void supervisor_state::tell_observer(const std::string& type, const supervised_child& child) {
  if (spec.observer)
    spec.observer({type, child.facts});
}

child_entries supervisor_state::which() const {
  child_entries out;
  for (const auto& child : children)
    out.push_back(entry_of(child));
  return out;
}

caf::result<component_facts> supervisor_state::restart_child(const std::string& id) {
  auto* child = find(id);
  if (!child)
    return caf::make_error(errc::not_found, spec.name + " has no child " + id);
  if (stopping)
    return caf::make_error(errc::unavailable, spec.name + " stops");
  auto done = self->make_response_promise<promise>();
  child->until_restarted.push_back(done);
  if (child->ref) {
    child->wanted = supervised_child::intent::restart;
    stop(*child);
  } else {
    start(*child);
  }
  return done;
}

caf::result<child_entry> supervisor_state::start_child(const std::string& id) {
  if (!spec.dynamic_child || stopping)
    return caf::make_error(errc::unavailable, spec.name + " starts no children on demand now");
  auto* child = find(id);
  if (!child) {
    start(adopt(spec.dynamic_child(self->system(), id), true));
    child = find(id); // a temporary one whose start failed is gone again
    if (!child)
      return caf::make_error(errc::unavailable, id + " did not start");
  }
  if (child->facts.state == component_state::stopping) {
    child->wanted = supervised_child::intent::restart; // the last wish counts
    auto started = self->make_response_promise<start_promise>();
    child->until_started.push_back(started);
    return started;
  }
  return entry_of(*child);
}

caf::result<component_facts> supervisor_state::stop_child(const std::string& id) {
  auto* child = find(id);
  if (!child || !child->facts.dynamic)
    return caf::make_error(errc::not_found, spec.name + " has no child " + id + " on demand");
  child->wanted = supervised_child::intent::forget;
  if (child->ref) {
    auto done = self->make_response_promise<promise>();
    child->until_stopped.push_back(done);
    stop(*child);
    return done;
  }
  auto facts = child->facts;
  facts.state = component_state::stopped;
  forget(id);
  return facts;
}

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, supervisor_spec spec) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  self->set_down_handler([self](caf::down_msg& m) { state_of(self).take_down(m); });
  self->set_exit_handler(
      [self](caf::exit_msg& m) { state_of(self).shut_down(std::move(m.reason)); });
  s.begin(std::move(spec));
  return {
      [self](which_atom) { return state_of(self).which(); },
      [self](restart_atom, const std::string& id) { return state_of(self).restart_child(id); },
      [self](start_atom, const std::string& id) { return state_of(self).start_child(id); },
      [self](stop_atom, const std::string& id) { return state_of(self).stop_child(id); },
      [self](retry_atom, const std::string& id, std::uint64_t incarnation) {
        state_of(self).take_retry(id, incarnation);
      },
      [self](overdue_atom, const std::string& id, std::uint64_t incarnation) {
        state_of(self).take_overdue(id, incarnation);
      },
  };
}

} // namespace orc
