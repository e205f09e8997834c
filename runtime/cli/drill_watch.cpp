#include "runtime/cli/drill_watch.hpp"

#include <algorithm>
#include <utility>

namespace orc::cli {
namespace {

/// Green is best; a word that is none of the three counts as the worst.
int badness(const std::string& color) {
  return color == "green" ? 0 : color == "yellow" ? 1 : 2;
}

std::string with_reason(const std::string& word, const std::string& reason) {
  return reason.empty() ? word : word + ": " + reason;
}

} // namespace

drill_watch::drill_watch(drill_look before, std::string component, bool dies)
    : before_(before), last_(std::move(before)), component_(std::move(component)), dies_(dies) {
  told_.agents_before = told_.agents_after = before_.agents;
  as_of_when_over_ = before_.as_of;
}

void drill_watch::see(const drill_look& look) {
  const bool answered = look.came == drill_look::reply::answered;
  ++(answered                                  ? told_.answered
     : look.came == drill_look::reply::refused ? told_.refused
                                               : told_.hung);
  if (answered != reachable_)
    note(look.at, answered ? "it answers again" : "it does not answer");
  reachable_ = answered;
  if (!answered)
    return;
  see_component(look);
  see_whole(look);
  see_cycle(look);
  if (over_ && !recovered_at_ && is_whole(look))
    recovered_at_ = look.at;
  told_.agents_after = look.agents;
  told_.failures = std::max(0.0, look.failures - before_.failures);
  last_ = look;
}

void drill_watch::see_component(const drill_look& look) {
  if (component_.empty())
    return;
  if (look.incarnation != last_.incarnation)
    note(look.at,
         component_ + " runs its life number " + std::to_string(look.incarnation) + ": "
             + look.last_reason);
  else if (look.state != last_.state)
    note(look.at, component_ + " is " + look.state);
}

void drill_watch::see_whole(const drill_look& look) {
  if (look.color != last_.color || look.reason != last_.reason)
    note(look.at, "the whole is " + with_reason(look.color, look.reason));
}

void drill_watch::see_cycle(const drill_look& look) {
  if (look.as_of == last_.as_of) {
    told_.longest_gap = std::max(told_.longest_gap, look.at - newest_cycle_at_);
    return;
  }
  told_.longest_gap = std::max(told_.longest_gap, look.at - newest_cycle_at_);
  newest_cycle_at_ = look.at;
}

void drill_watch::over(double at) {
  over_ = true;
  as_of_when_over_ = last_.as_of;
  if (!dies_)
    note(at, "the failure is over");
}

bool drill_watch::is_whole(const drill_look& look) const {
  const bool runs =
      component_.empty()
      || (look.state == "running" && (!dies_ || look.incarnation > before_.incarnation));
  return runs && badness(look.color) <= badness(before_.color) && look.as_of > as_of_when_over_;
}

drill_verdict drill_watch::verdict() const {
  auto out = told_;
  out.recovered = recovered_at_.has_value() && out.hung == 0;
  out.seconds = recovered_at_.value_or(last_.at);
  return out;
}

} // namespace orc::cli
