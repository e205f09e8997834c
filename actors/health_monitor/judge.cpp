#include "actors/health_monitor/judge.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace orc {
namespace {

using std::chrono::duration;

double seconds(steady_time::duration d) {
  return duration<double>(d).count();
}

std::string with_unit(double value, const char* unit) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.3g %s", value, unit);
  return text.data();
}

void darken(shade_of& to, color shade, std::string reason) {
  if (shade <= to.shade)
    return;
  to.shade = shade;
  to.reason = std::move(reason);
}

shade_of by_supervision(const component_facts& f, steady_time now, const health_policy& policy) {
  const auto why = f.last_reason.empty() ? std::string{} : ": " + f.last_reason;
  switch (f.state) {
  case component_state::failed:
    return {color::red, "given up by its supervisor" + why};
  case component_state::orphan:
    return {color::red, "did not stop when told to" + why};
  case component_state::backoff:
    return {now - f.last_failure >= policy.backoff_is_red ? color::red : color::yellow,
            "down, waits to be started again" + why};
  case component_state::stopping:
  case component_state::stopped:
  case component_state::starting:
    return {color::yellow, std::string(to_string(f.state))};
  case component_state::running:
    break;
  }
  if (f.restarts > 0 && now - f.last_failure < policy.recent_failure)
    return {color::yellow, "restarted a moment ago" + why};
  return {};
}

/// Whether it is stuck in one handler, or has more to do than it can, is told apart.
std::string
silence_of(const component_facts& f, const heartbeat& beat, const health_policy& policy) {
  const auto last =
      beat.missed == 1 ? std::string{"heartbeat"} : std::to_string(beat.missed) + " heartbeats";
  auto said = "did not answer its last " + last;
  const duration<double> handling{f.usage.handling_seconds};
  if (handling > policy.heartbeat_timeout)
    return said + ": it has been in one handler for " + with_unit(handling.count(), "s");
  if (f.usage.depth > 0)
    return said + ": " + std::to_string(f.usage.depth) + " messages wait for it";
  return said;
}

void add_heartbeat(shade_of& shade,
                   const component_facts& f,
                   const heartbeat& beat,
                   const health_policy& policy) {
  if (beat.missed > 0)
    darken(shade,
           beat.missed >= policy.missed_red ? color::red : color::yellow,
           silence_of(f, beat, policy));
  darken(shade, beat.own.own, beat.own.reason);
}

struct limit {
  double warning;
  double critical;
};

std::string faults_in(const census_report& census) {
  std::string said;
  std::array<std::size_t, census_fault_count> found{};
  for (const auto& d : census.differences)
    ++found[static_cast<std::size_t>(d.what)];
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i] > 0)
      said += " " + std::to_string(found[i]) + " "
              + std::string{to_string(static_cast<census_fault>(i))};
  if (census.contradicted > 0)
    said += " " + std::to_string(census.contradicted) + " contradicted";
  return said;
}

void against(shade_of& shade, double value, limit l, const char* what, const char* unit) {
  const auto said = std::string(what) + " is " + with_unit(value, unit) + ", over ";
  if (value > l.critical)
    darken(shade, color::red, said + "the critical " + with_unit(l.critical, unit));
  else if (value > l.warning)
    darken(shade, color::yellow, said + "the warning " + with_unit(l.warning, unit));
}

} // namespace

component_health judge_component(const component_facts& facts,
                                 const heartbeat* beat,
                                 steady_time now,
                                 const health_policy& policy) {
  component_health out;
  out.facts = facts;
  auto shade = by_supervision(facts, now, policy);
  if (beat) {
    if (facts.state == component_state::running)
      add_heartbeat(shade, facts, *beat, policy);
    if (beat->answered) {
      out.heartbeat_age = seconds(now - *beat->answered);
      out.heartbeat_rtt = duration<double>(beat->took).count();
    }
  }
  out.shade = shade.shade;
  out.reason = std::move(shade.reason);
  return out;
}

cycle_limits limits_for(std::uint64_t agents) {
  struct row {
    std::uint64_t up_to;
    cycle_limits limits;
  };

  static constexpr std::array<row, 5> table{{{10, {0.020, 0.030, 0.050}},
                                             {25, {0.040, 0.060, 0.100}},
                                             {50, {0.080, 0.120, 0.200}},
                                             {100, {0.160, 0.250, 0.400}},
                                             {200, {0.350, 0.500, 0.750}}}};
  for (const auto& r : table)
    if (agents <= r.up_to)
      return r.limits;
  const double factor = static_cast<double>(agents) / static_cast<double>(table.back().up_to);
  const auto& last = table.back().limits;
  return {
      last.target_seconds * factor, last.warning_seconds * factor, last.critical_seconds * factor};
}

shade_of judge_performance(const snapshot& now) {
  shade_of shade;
  if (now.fleet_now) {
    const auto l = limits_for(now.fleet_now->stats.agents);
    against(shade,
            now.cycle_median_seconds * 1000,
            {l.warning_seconds * 1000, l.critical_seconds * 1000},
            "cycle time",
            "ms");
  }
  return shade;
}

shade_of judge_resources(const snapshot& now, double cpu_share) {
  constexpr double mega = 1e6;
  shade_of shade;
  const auto bytes = [](std::uint64_t n) { return static_cast<double>(n) / mega; };
  against(shade, bytes(now.resources.rss_bytes), {150, 200}, "memory", "MB");
  against(shade, cpu_share * 100, {20, 30}, "CPU", "%");
  against(shade, bytes(now.state_file_bytes), {20, 50}, "state file", "MB");
  return shade;
}

shade_of judge_accuracy(const snapshot& latest, steady_time now) {
  constexpr double least = 0.95; // the guide's, rollback triggers
  if (!latest.census.last)
    return {};
  const auto& census = *latest.census.last;
  const auto accuracy = accuracy_of(census);
  const auto percent = with_unit(accuracy * 100, "%");
  if (now > census.good_until)
    return {color::yellow,
            "detection accuracy is not known: the last census is too old, it found " + percent};
  if (accuracy == 1)
    return {};
  return {accuracy < least ? color::red : color::yellow,
          "detection accuracy is " + percent + ":" + faults_in(census)};
}

shade_of judge_flow(const shared<snapshot>& latest, steady_time now, const health_policy& policy) {
  if (!latest || !latest->fleet_now)
    return {color::yellow, "no cycle has been finished yet"};
  const auto& stats = latest->fleet_now->stats;
  const auto age = now - stats.cycle.steady;
  if (age > policy.stale_cycles * policy.cycle_interval + stats.duration)
    return {color::red, "the last finished cycle began " + with_unit(seconds(age), "s") + " ago"};
  if (!stats.tmux_answers) // while another server is read, the rest of the fleet is well
    return {stats.servers_silent < stats.servers ? color::yellow : color::red,
            "tmux cannot be read: " + stats.error};
  if (!stats.server_present)
    return {color::yellow, "no tmux server runs"};
  if (!stats.complete)
    return {color::yellow, "the last cycle was closed by its deadline"};
  return {};
}

shade_of overall(const std::vector<component_health>& components,
                 const std::vector<shade_of>& figures) {
  shade_of whole;
  for (const auto& c : components) {
    const auto weight = c.facts.critical ? c.shade : std::min(c.shade, color::yellow);
    darken(whole, weight, c.facts.name + ": " + c.reason);
  }
  for (const auto& f : figures)
    darken(whole, f.shade, f.reason);
  return whole;
}

} // namespace orc
