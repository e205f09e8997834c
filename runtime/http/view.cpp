#include "runtime/http/view.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr auto grace = 10s; // from the start of the process to its first cycle

std::string in_seconds(double s) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", s);
  return text.data();
}

judgement judge_age(const monitor_view& v,
                    std::optional<steady_time> at,
                    std::chrono::milliseconds interval,
                    const std::string& what) {
  if (!at) {
    if (v.now - v.started <= std::max<std::chrono::milliseconds>(3 * interval, grace))
      return {color::yellow, "no " + what + " has come yet"};
    return {color::red, "no " + what + " has come since the gateway started"};
  }
  if (v.now - *at <= 3 * interval)
    return {};
  return {color::red, "the last " + what + " is " + in_seconds(seconds_since(v, *at)) + " old"};
}

judgement worse_of(judgement a, judgement b) {
  return a.shade < b.shade ? std::move(b) : std::move(a);
}

} // namespace

double seconds_since(const monitor_view& v, steady_time t) {
  return std::max(0.0, std::chrono::duration<double>(v.now - t).count());
}

std::optional<wall_time> wall_now(const monitor_view& v) {
  const auto* f = fleet_of(v);
  if (!f && !v.health)
    return std::nullopt;
  const auto& at = f ? f->stats.cycle : v.health->at;
  return at.wall + std::chrono::duration_cast<std::chrono::milliseconds>(v.now - at.steady);
}

judgement judge_cycles(const monitor_view& v) {
  const auto* f = fleet_of(v);
  return judge_age(
      v, f ? std::optional{f->stats.cycle.steady} : std::nullopt, v.cycle_interval, "cycle");
}

judgement judge_report(const monitor_view& v) {
  return judge_age(v,
                   v.health ? std::optional{v.health->at.steady} : std::nullopt,
                   v.report_interval,
                   "health report");
}

judgement judge(const monitor_view& v) {
  auto age = worse_of(judge_cycles(v), judge_report(v));
  return v.health ? worse_of({v.health->shade, v.health->reason}, std::move(age)) : age;
}

judgement judge_readiness(const monitor_view& v) {
  if (v.draining)
    return {color::red, "the daemon is draining: it is about to end"};
  if (!fleet_of(v))
    return {color::red, "the first cycle is not done yet"};
  if (!v.health)
    return {color::red, "no health report has come yet"};
  const auto& all = v.health->components;
  const auto keeper = std::find_if(
      all.begin(), all.end(), [](const auto& c) { return c.facts.name == "state_keeper"; });
  if (keeper == all.end())
    return {color::red, "state_keeper is not known to the health report"};
  if (keeper->shade == color::red)
    return {color::red, "state_keeper is red: " + keeper->reason};
  return {};
}

} // namespace orc
