#include "actors/metrics_aggregator/books.hpp"

#include <algorithm>
#include <vector>

namespace orc {
namespace {

void add(operation_count& sum, std::uint64_t attempted, std::uint64_t failed) {
  sum.attempted += attempted;
  sum.failed += failed;
}

operation_count* sum_of(snapshot& s, std::string_view kind) {
  if (kind == "write")
    return &s.writes;
  if (kind == "check")
    return &s.checks;
  if (kind == "capture")
    return &s.captures;
  return kind == "reading" ? &s.readings : nullptr;
}

} // namespace

void books::note(const operations_done& done) {
  if (auto* sum = sum_of(sums_, done.kind))
    add(*sum, done.count.attempted, done.count.failed);
  if (done.state_file_bytes > 0)
    sums_.state_file_bytes = done.state_file_bytes;
  if (done.spool)
    sums_.spool = *done.spool;
}

void books::note(const recording_figures& figures) {
  auto& sum = sums_.recording[figures.producer];
  sum.waiting = figures.waiting;
  sum.dropped += figures.dropped;
  sum.acknowledged += figures.acknowledged;
}

void books::note(const component_event& event) {
  if (event.type == "crashed")
    ++sums_.restarts;
}

void books::note(const shared<census_report>& census) {
  auto& sum = sums_.census;
  ++sum.made;
  add(sums_.checks, 1, census->error.empty() ? 0 : 1);
  if (!census->error.empty()) {
    ++sum.failed;
    return;
  }
  for (const auto& difference : census->differences)
    ++sum.differences[static_cast<std::size_t>(difference.what)];
  sum.last = census;
}

void books::close_cycle(const fleet& f, steady_time now) {
  const auto& stats = f.stats;
  ++sums_.cycles;
  sums_.cycles_incomplete += stats.complete ? 0 : 1;
  add(sums_.captures, stats.captures, stats.captures_failed);
  add(sums_.readings, stats.readings, stats.readings_failed);
  add_duration(std::chrono::duration<double>(stats.duration).count(), now);
  sums_.publish_seconds =
      std::max(0.0, std::chrono::duration<double>(now - stats.cycle.steady).count());
  count_states(f);
  count_contradictions(f);
}

void books::count_contradictions(const fleet& f) {
  auto& sum = sums_.contradictions;
  std::map<std::string, std::vector<contradiction>> present;
  sum.now = {};
  for (const auto& a : f.agents) {
    if (a.contradictions.empty())
      continue;
    const auto& before = contradicted_[a.where.agent_id];
    for (const auto c : a.contradictions) {
      const auto i = static_cast<std::size_t>(c);
      ++sum.now[i];
      sum.begun[i] += std::find(before.begin(), before.end(), c) == before.end() ? 1 : 0;
    }
    present.emplace(a.where.agent_id, a.contradictions);
  }
  contradicted_ = std::move(present);
}

void books::count_states(const fleet& f) {
  std::map<std::string, agent_state> present;
  sums_.agents_by_state = {};
  for (const auto& a : f.agents) {
    ++sums_.agents_by_state[static_cast<std::size_t>(a.says.state)];
    if (const auto before = states_.find(a.where.agent_id); before != states_.end()) {
      sums_.transitions += before->second == a.says.state ? 0 : 1;
      states_.erase(before);
    }
    present.emplace(a.where.agent_id, a.says.state);
  }
  // As in the history: an agent that comes has not changed, one whose pane goes has ended by that.
  for (const auto& [id, last] : states_)
    sums_.transitions += is_over(last) ? 0 : 1;
  states_ = std::move(present);
}

void books::add_duration(double seconds, steady_time now) {
  auto& h = sums_.durations;
  for (std::size_t i = 0; i < h.bounds.size(); ++i)
    h.at_most[i] += seconds <= h.bounds[i] ? 1 : 0;
  ++h.count;
  h.sum += seconds;
  recent_.emplace_back(now, seconds);
  while (now - recent_.front().first > window)
    recent_.pop_front();
  sums_.cycle_median_seconds = median();
}

double books::median() const {
  std::vector<double> all;
  all.reserve(recent_.size());
  for (const auto& [at, seconds] : recent_)
    all.push_back(seconds);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  if (all.size() % 2 == 1)
    return *middle;
  return (*std::max_element(all.begin(), middle) + *middle) / 2;
}

snapshot books::figures() const {
  return sums_;
}

double error_rate(const snapshot& s) {
  std::uint64_t attempted = 0;
  std::uint64_t failed = 0;
  for (const auto* count : {&s.captures, &s.readings, &s.writes, &s.checks}) {
    attempted += count->attempted;
    failed += count->failed;
  }
  return attempted == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(attempted);
}

} // namespace orc
