#include "runtime/http/cycle_log.hpp"

namespace orc {

void cycle_log::note(const cycle_stats& figures) {
  if (!entries_.empty() && entries_.back().figures.cycle == figures.cycle)
    return;
  auto& entry = entries_.emplace_back(cycle_entry{++last_, figures});
  entry.figures.session_names = {};
  entry.figures.servers_read = {};
  if (entries_.size() > most)
    entries_.pop_front();
}

} // namespace orc
