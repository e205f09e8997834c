#include "runtime/supervision/supervisor_logic.hpp"

#include <algorithm>
#include <iterator>

namespace orc {

bool supervisor_logic::is_group() const {
  return rules_.how == strategy::one_for_all || rules_.how == strategy::rest_for_one;
}

std::size_t supervisor_logic::index_of(const child& c) const {
  const auto found = std::find_if(
      children_.begin(), children_.end(), [&](const auto& other) { return &other == &c; });
  return static_cast<std::size_t>(std::distance(children_.begin(), found));
}

bool supervisor_logic::waits_in_group(const child& c) const {
  return regrouping_ && index_of(c) >= regrouping_->from;
}

bool supervisor_logic::is_in_line(const child& c) const {
  return std::find(line_.begin(), line_.end(), c.rules.id) != line_.end();
}

/// Down, and to be started again without anybody's doing.
bool supervisor_logic::is_coming_back(const child& c) const {
  return !c.alive && (c.facts.state == component_state::backoff || is_in_line(c));
}

/// A failure inside a group that is being brought down belongs to the same restart.
void supervisor_logic::regroup(child& lead) {
  auto from = rules_.how == strategy::one_for_all ? 0 : index_of(lead);
  if (regrouping_)
    from = std::min(from, regrouping_->from);
  regrouping_ = regrouping{lead.rules.id, from, false};
  std::erase_if(line_, [&](const auto& id) { // whoever waits there comes back with the group
    auto* waiting = find_child(id);
    if (index_of(*waiting) < from)
      return false;
    if (!waiting->alive)
      waiting->facts.state = component_state::backoff;
    return true;
  });
}

/// Stops the group in reverse, one at a time; when all are down and the backoff is over, they start
/// in order. Old incarnations are gone before new ones come.
void supervisor_logic::pump_regrouping(steady_time now) {
  if (!regrouping_ || stopping_)
    return;
  auto index = children_.size();
  for (auto c = children_.rbegin(); c != children_.rend() && index-- > regrouping_->from; ++c) {
    if (!c->alive)
      continue;
    if (c->facts.state != component_state::stopping) {
      c->wanted = intent::rejoin;
      bring_down(*c);
    }
    return;
  }
  if (!regrouping_->delay_over)
    return;
  index = 0;
  for (const auto& c : children_)
    if (index++ >= regrouping_->from && c.facts.state == component_state::backoff)
      line_.push_back(c.rules.id);
  regrouping_.reset();
  pump_line(now);
}

void supervisor_logic::pump_line(steady_time now) {
  if (stopping_ || regrouping_)
    return;
  if (!line_.empty()) {
    auto* next = find_child(line_.front());
    if (!next->alive && next->facts.state != component_state::starting)
      launch(*next, now);
    return;
  }
  if (std::exchange(booting_, false))
    effects_.emplace_back(effect::ready{});
}

/// It runs now, or never will: the next one's turn.
void supervisor_logic::leave_line(const std::string& id, steady_time now) {
  const auto place = std::find(line_.begin(), line_.end(), id);
  if (place == line_.end())
    return;
  const bool was_first = place == line_.begin();
  line_.erase(place);
  if (was_first)
    pump_line(now);
}

/// A significant child has ended by itself.
void supervisor_logic::note_significant_end(const child& ended) {
  const bool others = std::any_of(children_.begin(), children_.end(), [&](const auto& c) {
    return &c != &ended && c.rules.significant && (c.alive || is_coming_back(c));
  });
  if (rules_.ends == auto_shutdown::any_significant
      || (rules_.ends == auto_shutdown::all_significant && !others))
    shut_down(std::nullopt);
}

} // namespace orc
