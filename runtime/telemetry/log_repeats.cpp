#include "runtime/telemetry/log_repeats.hpp"

#include <algorithm>
#include <iterator>

namespace orc {
namespace {

// Bounds of what is remembered: a flood of many different messages is not a repetition.
constexpr std::size_t most_messages = 128;
constexpr std::size_t longest_text = 2000;

} // namespace

/// A clock that was set back ends the window, too: it must not last for as long as the jump.
bool log_repeats::is_over(const entry& e, time now) const {
  return now < e.since || now - e.since >= window_;
}

log_repeats::entries::iterator log_repeats::forget(entries::iterator at, std::vector<tally>& due) {
  const auto& [component, level, text] = at->first;
  if (at->second.times > 0)
    due.push_back({{component, level, text}, at->second.times});
  return recent_.erase(at);
}

void log_repeats::make_room(std::vector<tally>& due) {
  if (recent_.size() < most_messages)
    return;
  const auto oldest = std::min_element(recent_.begin(), recent_.end(), [](auto& a, auto& b) {
    return a.second.since < b.second.since;
  });
  forget(oldest, due);
}

bool log_repeats::admit(const message& what, time now, std::vector<tally>& due) {
  if (window_.count() <= 0 || what.text.size() > longest_text)
    return true;
  key id{what.component, what.level, what.text};
  const auto known = recent_.find(id);
  if (known != recent_.end() && !is_over(known->second, now)) {
    ++known->second.times;
    return false;
  }
  if (known != recent_.end())
    forget(known, due);
  make_room(due);
  recent_.emplace(std::move(id), entry{now});
  return true;
}

std::vector<log_repeats::tally> log_repeats::over(time now) {
  std::vector<tally> due;
  for (auto at = recent_.begin(); at != recent_.end();)
    at = is_over(at->second, now) ? forget(at, due) : std::next(at);
  return due;
}

std::vector<log_repeats::tally> log_repeats::rest() {
  std::vector<tally> due;
  for (auto at = recent_.begin(); at != recent_.end();)
    at = forget(at, due);
  return due;
}

} // namespace orc
