#include "runtime/app/reload_plan.hpp"

#include "runtime/config/settings_table.hpp"
#include "runtime/config/settings_value.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <set>

namespace orc {
namespace {

struct consumer {
  std::string_view prefix; ///< of pointers
  std::vector<std::string_view> components;
};

/// The first that fits.
const std::vector<consumer>& consumers() {
  static const std::vector<consumer> all{
      {"/tmux/timeout", {"host", "agent_census", "agent_monitor"}},
      {"/tmux/", {"agent_monitor"}},
      {"/cycle/", {"health_monitor", "http_gateway", "agent_monitor"}},
      {"/detection/exit_settle", {"crash_detector"}},
      {"/detection/census_", {"agent_census"}},
      {"/detection/", {"idle_analyzer"}},
      {"/health/", {"health_monitor"}},
      {"/rollback/", {"rollback_controller"}},
      {"/storage/", {"state_keeper"}},
      {"/agents/rules", {}},
      {"/agents/user_rules", {}},
      {"/agents/roles", {"agent_monitor"}},
      {"/agents/", {"agent_census", "agent_monitor"}},
      {"/metrics/", {"metrics_aggregator", "http_gateway"}},
      {"/log/", {}},
  };
  return all;
}

/// As they start: who is told things comes before who tells them.
constexpr std::array<std::string_view, 11> start_order{"state_keeper",
                                                       "metrics_aggregator",
                                                       "host",
                                                       "rollback_controller",
                                                       "health_monitor",
                                                       "agent_census",
                                                       "http_gateway",
                                                       "idle_analyzer",
                                                       "crash_detector",
                                                       "sessions",
                                                       "agent_monitor"};

} // namespace

std::vector<std::string_view> components_of(std::string_view pointer) {
  for (const auto& [prefix, components] : consumers())
    if (pointer.starts_with(prefix))
      return components;
  return {};
}

reload_plan plan_reload(const settings& now, const settings& wanted, bool rules_changed) {
  reload_plan plan;
  plan.chosen = wanted;
  std::set<std::string_view> affected;
  for (const auto& s : settings_table()) {
    const auto before = value_in(s, now);
    if (value_in(s, wanted) == before)
      continue;
    if (s.when == reload::restart) {
      plan.need_restart.push_back(pointer_of(s));
      (void)take_over(s, before, plan.chosen); // it was valid when it was chosen
      continue;
    }
    plan.taken.push_back(pointer_of(s));
    plan.log = plan.log || s.section == "log";
    for (const auto component : components_of(plan.taken.back()))
      affected.insert(component);
  }
  if (rules_changed)
    affected.insert(
        {"sessions", "agent_census", "agent_monitor"}); // who sits where is in the rules, too
  for (const auto component : start_order)
    if (affected.contains(component))
      plan.components.emplace_back(component);
  return plan;
}

} // namespace orc
