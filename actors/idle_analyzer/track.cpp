#include "actors/idle_analyzer/track.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

using std::chrono::milliseconds;

verdict ending(const vital& seen) {
  const auto state = seen.alive == life::crashed ? agent_state::crashed : agent_state::exited;
  return {state, seen.reason, seen.evidence, true, {}};
}

bool is_young(const track& t, cycle_stamp now, const time_policy& policy) {
  return t.young_since && now.steady - *t.young_since < policy.starting_grace;
}

/// Says that an agent has started.
bool is_under_way(agent_state state) {
  return state != agent_state::unknown && state != agent_state::starting && !is_over(state);
}

bool is_leaving(const track& t, cycle_stamp now, const time_policy& policy) {
  return t.leaving_since && now.steady - *t.leaving_since < policy.starting_grace;
}

verdict from_reading(const track& t, cycle_stamp now, const time_policy& policy) {
  auto says = t.reading;
  const auto& reset = says.details.reset_at;
  if (says.state == agent_state::rate_limited && reset && now.wall >= *reset)
    return {agent_state::idle, "limit.reset", says.evidence, false, {}};
  if (says.state == agent_state::unknown && !says.positive && is_young(t, now, policy))
    return {agent_state::starting, "process.started", "", false, {}};
  if (says.state == agent_state::starting && !says.positive && t.shown)
    return {agent_state::unknown, says.rule, says.evidence, false, {}};
  return says;
}

/// What this cycle's evidence alone would have us say; nothing: keep what was said.
std::optional<verdict>
evidence_of(const track& t, const vital& seen, cycle_stamp now, const time_policy& policy) {
  if (seen.alive == life::crashed || seen.alive == life::exited)
    return is_over(t.view.says.state) ? std::nullopt : std::optional{ending(seen)};
  if (seen.alive == life::suspected)
    return std::nullopt;
  if (seen.where.front == foreground::suspended)
    return verdict{agent_state::unknown, seen.reason, "", true, {}};
  if ((seen.seen && seen.seen->hold) || is_leaving(t, now, policy))
    return std::nullopt;
  return from_reading(t, now, policy);
}

/// A limit stands until its reset, or until something shows that the agent goes on.
bool limit_stands(const track& t, const verdict& says, cycle_stamp now) {
  if (t.view.says.state != agent_state::rate_limited)
    return false;
  switch (says.state) {
  case agent_state::idle:
  case agent_state::unsubmitted:
  case agent_state::unknown: {
    const auto& reset = t.view.says.details.reset_at;
    return !reset || now.wall < *reset;
  }
  default:
    return false;
  }
}

milliseconds hold_of(const track& t, const verdict& to, const time_policy& policy) {
  const auto from = t.view.says.state;
  if (t.fresh || is_over(from))
    return milliseconds{0};
  switch (to.state) {
  case agent_state::idle:
    return from == agent_state::working && !to.positive ? policy.idle_hold : milliseconds{0};
  case agent_state::unknown:
    return to.positive ? milliseconds{0} : policy.unknown_hold;
  case agent_state::unsubmitted: // text may be typed while it works, and a spinner be repainted
    if (from == agent_state::working && !to.positive)
      return policy.idle_hold;
    return from == agent_state::idle ? policy.typing_hold : milliseconds{0};
  default:
    return milliseconds{0};
  }
}

std::optional<pending_state> pending(const track& t, const time_policy& policy) {
  if (!t.candidate)
    return std::nullopt;
  return pending_state{t.candidate->state,
                       t.candidate_since.wall + hold_of(t, *t.candidate, policy)};
}

void mark_since(agent_view& view, wall_time at) {
  view.since = at;
  view.idle_since.reset();
  view.waiting_since.reset();
  if (view.says.state == agent_state::idle)
    view.idle_since = at;
  if (view.says.state == agent_state::waiting_input)
    view.waiting_since = at;
}

void forget_old_changes(track& t, steady_time now, const time_policy& policy) {
  while (!t.changes.empty() && now - t.changes.front() >= policy.flapping_window)
    t.changes.pop_front();
}

transition change_to(track& t, verdict says, cycle_stamp at) {
  transition change;
  change.first = t.fresh;
  change.from = t.fresh ? says.state : t.view.says.state;
  t.view.says = std::move(says);
  t.state_since = at.steady;
  mark_since(t.view, at.wall);
  if (!t.fresh)
    t.changes.push_back(at.steady);
  t.fresh = false;
  t.candidate.reset();
  t.view.next.reset();
  change.agent = t.view;
  return change;
}

bool same_process(const process_facts& a, const process_facts& b) {
  return a.pid == b.pid && a.start_ticks == b.start_ticks;
}

/// The screen of an agent that takes it down: a goodbye, or the command line that it had covered.
bool shows_leaving(const track& t, const sighting& screen) {
  const bool goodbye = screen.seen.state == agent_state::unknown && !screen.farewell.empty();
  return t.shown && !screen.seen.positive
         && (goodbye || screen.seen.state == agent_state::starting);
}

/// Takes in a screen that shows the present.
void read(track& t, const sighting& screen, cycle_stamp now) {
  t.reading = screen.seen;
  t.title_says_work = screen.title_says == agent_state::working;
  t.shell_prompt = screen.shell_prompt;
  t.violence_and_farewell = !screen.violence.empty() && !screen.farewell.empty();
  if (t.reading.state != agent_state::unknown)
    t.young_since.reset();
  if (!shows_leaving(t, screen))
    t.leaving_since.reset();
  else if (!t.leaving_since)
    t.leaving_since = now.steady;
  t.shown = t.shown || is_under_way(t.reading.state);
  if (screen.changed)
    t.view.last_change = now.wall;
  if (screen.progressed)
    t.last_progress = now.steady;
}

/// Takes in what the cycle brought, before anything is judged.
void observe(track& t, const vital& seen, cycle_stamp now) {
  const bool revived = is_over(t.view.says.state) && seen.alive == life::alive;
  const bool replaced = !t.fresh && !same_process(t.view.where.process, seen.where.process);
  if (revived || replaced) {
    t.young_since = now.steady;
    t.reading = {}; // the screen that is there is its predecessor's
    t.shown = false;
    t.leaving_since.reset();
    t.title_says_work = t.shell_prompt = t.violence_and_farewell = false;
  }
  t.view.where = seen.where;
  if (!seen.seen)
    return;
  t.view.held = seen.seen->hold;
  if (!seen.seen->hold)
    read(t, *seen.seen, now);
}

/// From the last progress, but no longer than it works: before, it had nothing to get on with.
bool is_stuck(const track& t, cycle_stamp now, const time_policy& policy) {
  return t.view.says.state == agent_state::working
         && now.steady - std::max(t.last_progress, t.state_since) >= policy.stuck_after;
}

void set_flags(track& t, const vital& seen, cycle_stamp now, const time_policy& policy) {
  forget_old_changes(t, now.steady, policy);
  t.view.flapping = t.changes.size() > policy.flapping_changes;
  t.view.stuck = is_stuck(t, now, policy);
  t.at_odds.look({seen,
                  t.reading,
                  t.title_says_work,
                  t.shell_prompt,
                  t.violence_and_farewell,
                  is_young(t, now, policy),
                  t.view.stuck},
                 now.steady);
  t.view.contradictions = t.at_odds.lasting(now.steady, policy.contradiction_after);
}

} // namespace

track begin(const vital& first, cycle_stamp now) {
  track t;
  t.view.where = first.where;
  t.view.first_seen = now.wall;
  t.view.last_change = now.wall;
  t.young_since = now.steady;
  t.last_progress = now.steady;
  return t;
}

track resume(const agent_view& known, cycle_stamp now) {
  track t;
  t.view = known;
  t.fresh = false;
  t.reading = known.says;
  t.shown = is_under_way(known.says.state);
  t.last_progress = now.steady;
  t.state_since = now.steady;
  return t;
}

track_step
advance(const track& before, const vital& seen, cycle_stamp now, const time_policy& policy) {
  track_step step{before, std::nullopt};
  auto& t = step.next;
  observe(t, seen, now);
  auto says = evidence_of(t, seen, now, policy);
  if (!says || limit_stands(t, *says, now)) {
    t.candidate.reset();
  } else if (!t.fresh && says->state == t.view.says.state) {
    t.view.says = std::move(*says); // the same state for a newer reason: no change to record
    t.candidate.reset();
  } else {
    if (!t.candidate || t.candidate->state != says->state)
      t.candidate_since = now;
    t.candidate = says;
    if (now.steady - t.candidate_since.steady >= hold_of(t, *says, policy))
      step.change = change_to(t, std::move(*says), t.candidate_since);
  }
  set_flags(t, seen, now, policy);
  t.view.next = pending(t, policy);
  if (step.change)
    step.change->agent = t.view;
  return step;
}

track_step close(const track& before, cycle_stamp now) {
  track_step step{before, std::nullopt};
  auto& t = step.next;
  if (is_over(t.view.says.state)) {
    transition leave;
    leave.agent = t.view;
    leave.from = t.view.says.state;
    leave.closed = true;
    step.change = std::move(leave);
    return step;
  }
  step.change = change_to(t, {agent_state::exited, "pane.closed", "", true, {}}, now);
  step.change->closed = true;
  return step;
}

} // namespace orc
