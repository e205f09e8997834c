#include "runtime/host/pane_watcher.hpp"

#include <utility>

namespace orc::host {

pane_watcher::pane_watcher(std::shared_ptr<process_table> table, role_of roles)
    : table_(std::move(table)), roles_(std::move(roles)) {}

void pane_watcher::begin_round(wall_time now) {
  ++round_;
  second_ = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
}

void pane_watcher::end_round() {
  std::erase_if(panes_, [this](const auto& entry) { return entry.second.seen_in != round_; });
}

pane_processes pane_watcher::look(const pane_row& pane, const process_facts* own) {
  if (const auto known = panes_.find(pane.pid);
      known != panes_.end() && !own && sleeps(known->second, pane)) {
    known->second.seen_in = round_;
    return known->second.what;
  }
  const auto glance = table_->glance(pane.pid);
  if (pane.dead || !glance) {
    panes_.erase(pane.pid);
    return {{}, {}, own && lives(*own)};
  }
  auto [found, is_new] = panes_.try_emplace(pane.pid);
  auto& r = found->second;
  r.seen_in = round_;
  r.glanced_at = second_;
  const bool own_lives = own && lives(*own);
  // What was found below has ended, or somebody else has the pid of what was found in front.
  const bool lost = own && !own_lives && (!r.what.below.empty() || r.what.front.pid == own->pid);
  if (is_new || r.glance != *glance || lost || is_stale(r, pane)) {
    r.glance = *glance;
    read(r, pane);
  }
  auto out = r.what;
  out.own_lives = own_lives;
  return out;
}

/// Activity has whole seconds: only when it is more than one older than the last glance is it
/// certain that nothing was written since.
bool pane_watcher::sleeps(const remembered& r, const pane_row& pane) const {
  return !pane.dead && r.in_front != role::agent && pane.activity + 1 < r.glanced_at
         && round_ - r.read_in < rounds_between;
}

bool pane_watcher::is_stale(const remembered& r, const pane_row& pane) const {
  const bool written = r.activity != pane.activity && r.in_front != role::agent;
  return written || round_ - r.read_in >= rounds_between;
}

void pane_watcher::read(remembered& into, const pane_row& pane) {
  into.activity = pane.activity;
  into.read_in = round_;
  into.what = {};
  into.in_front = role::other;
  auto front = table_->foreground_of(pane.pid);
  if (!front)
    return; // it ended between the two reads; the next round sees what came after it
  into.what.front = std::move(*front);
  into.in_front = roles_(into.what.front);
  const bool is_shell = into.in_front == role::shell;
  if (into.in_front == role::agent || (is_shell && into.what.front.pid == pane.pid))
    return;
  auto companions = table_->companions_of(into.what.front.pid, depth);
  for (auto& one : companions)
    if (!is_shell || one.group == into.glance.foreground_group) // else in its background
      into.what.below.push_back(std::move(one.facts));
}

bool pane_watcher::lives(const process_facts& own) const {
  return own.pid > 0 && table_->liveness_of(own.pid, own.start_ticks) != liveness::gone;
}

} // namespace orc::host
