#include "actors/idle_analyzer/contradictions.hpp"

namespace orc {
namespace {

bool is_free_prompt(const verdict& v) {
  return v.positive && (v.state == agent_state::idle || v.state == agent_state::unsubmitted);
}

/// What a dead process leaves behind may say that it works for ever; it does not move.
bool moves_on(const joined_evidence& e) {
  return e.seen.seen && e.seen.seen->changed && e.reading.state == agent_state::working;
}

bool holds(contradiction c, const joined_evidence& e) {
  const bool alive = e.seen.alive == life::alive;
  switch (c) {
  case contradiction::title_says_work:
    return alive && e.title_says_work && is_free_prompt(e.reading);
  case contradiction::shell_prompt_in_front:
    return alive && !e.young && e.shell_prompt && e.seen.where.front == foreground::agent;
  case contradiction::ended_but_working:
    return !alive && moves_on(e);
  case contradiction::violence_and_farewell:
    return !alive && e.violence_and_farewell;
  case contradiction::busy_but_still:
    return e.stuck;
  }
  return false;
}

} // namespace

void contradiction_watch::look(const joined_evidence& now, steady_time at) {
  for (std::size_t i = 0; i < since_.size(); ++i)
    if (!holds(static_cast<contradiction>(i), now))
      since_[i].reset();
    else if (!since_[i])
      since_[i] = at;
}

std::vector<contradiction> contradiction_watch::lasting(steady_time at,
                                                        std::chrono::milliseconds after) const {
  std::vector<contradiction> out;
  for (std::size_t i = 0; i < since_.size(); ++i) {
    const auto c = static_cast<contradiction>(i);
    if (since_[i] && (c == contradiction::busy_but_still || at - *since_[i] >= after))
      out.push_back(c);
  }
  return out;
}

} // namespace orc
