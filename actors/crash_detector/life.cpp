#include "actors/crash_detector/life.hpp"

#include <optional>

namespace orc {
namespace {

struct judgement {
  life alive;
  std::string reason;
  std::string evidence;
};

/// What tmux itself knows of a dead pane; a status above 128 stands for a signal. It may come a
/// moment after the pane is dead, and now and then not at all: then the other signs decide.
std::optional<judgement> by_dead_pane(const seat& where) {
  if (where.front != foreground::none || !where.dead_status)
    return std::nullopt;
  const auto status = "exit status " + std::to_string(*where.dead_status);
  if (*where.dead_status > 128)
    return judgement{life::crashed, "pane.dead_by_signal", status};
  return judgement{life::exited, "pane.dead", status};
}

/// The signs that an end leaves on the terminal, strongest first.
std::optional<judgement> by_signs(const sighting& seen, bool working) {
  // A screen may still hold both words, one of them of an earlier life: then the rest decides.
  const bool contradicting = !seen.violence.empty() && !seen.farewell.empty();
  if (!contradicting && !seen.violence.empty())
    return judgement{life::crashed, "screen.violence", seen.violence};
  if (!contradicting && !seen.farewell.empty())
    return judgement{life::exited, "screen.farewell", seen.farewell};
  if (seen.unrestored)
    return judgement{life::crashed, "terminal.unrestored", ""};
  if (working)
    return judgement{life::crashed, "process.lost_while_working", ""};
  return std::nullopt;
}

std::optional<judgement> manner_of_end(const life_state& state, const life_observation& o) {
  if (auto dead = by_dead_pane(o.where))
    return dead;
  if (o.seen)
    if (auto signs = by_signs(*o.seen, state.working))
      return signs;
  return std::nullopt;
}

life_state living(life_state state, const life_observation& o) {
  state.alive = life::alive;
  state.seen_alive = true;
  state.evidence.clear();
  state.reason = o.where.front == foreground::agent ? "process.in_front" : "process.not_in_front";
  if (o.seen && !o.seen->hold && o.where.front == foreground::agent)
    state.working = o.seen->seen.state == agent_state::working;
  return state;
}

life_state over(life_state state, judgement why) {
  state.alive = why.alive;
  state.reason = std::move(why.reason);
  state.evidence = std::move(why.evidence);
  state.working = false;
  return state;
}

} // namespace

life_state advance(const life_state& state,
                   const life_observation& o,
                   steady_time now,
                   const life_policy& policy) {
  if (o.where.held && !state.reason.empty())
    return state; // nothing was looked at: time alone proves no end
  if (o.where.front == foreground::agent || o.where.front == foreground::suspended)
    return living(state, o);
  if (state.alive == life::crashed || state.alive == life::exited)
    return state;
  if (auto manner = manner_of_end(state, o))
    return over(state, std::move(*manner));
  if (!state.seen_alive && o.seen)
    return over(state, {life::exited, "process.not_there", ""});
  if (state.alive != life::suspected) {
    auto next = state;
    next.alive = life::suspected;
    next.reason = "process.gone";
    next.suspected_since = now;
    return next;
  }
  if (now - state.suspected_since < policy.settle)
    return state;
  return over(state, {life::exited, "process.left_in_order", ""});
}

} // namespace orc
