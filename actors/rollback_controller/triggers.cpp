#include "actors/rollback_controller/triggers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace orc {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;

constexpr std::array<std::string_view, trigger_count> names{
    "engine_gave_up", "critical_red", "restarts_after_change", "detection_accuracy"};
constexpr std::string_view engine = "modular";
constexpr std::string_view fired_word = "fired: ";

std::string in_seconds(steady_time::duration d) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.0f s", duration<double>(d).count());
  return text.data();
}

/// "93.3 %". Cut, not rounded: what is under 95 % must not be told as 95.0 %.
std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", std::floor(share * 1000 + 1e-6) / 10);
  return text.data();
}

std::string with_reason(std::string text, const std::string& why) {
  return why.empty() ? text : std::move(text) + ": " + why;
}

class stepper {
public:
  stepper(trigger_step& step, cycle_stamp now, const trigger_policy& policy)
      : s_{step.next}, changes_{step.changes}, now_{now}, policy_{policy} {}

  void operator()(const component_event& event) {
    const auto& facts = event.facts;
    if (event.type == "gave_up" && (facts.parent == engine || facts.name == engine))
      engine_ended(facts.last_reason, now_.steady);
    if (event.type == "crashed")
      count_crash(facts);
  }

  void operator()(const std::shared_ptr<const health_report>& report) {
    judge_red(*report);
    judge_engine(*report);
  }

  /// A census that could not be made says nothing, and arms nothing.
  void operator()(const std::shared_ptr<const census_report>& census) {
    if (!census->error.empty())
      return;
    const auto accuracy = accuracy_of(*census);
    if (accuracy < policy_.accuracy)
      fire(trigger::detection_accuracy,
           "detection accuracy is " + percent(accuracy) + ", under " + percent(policy_.accuracy));
    settle(trigger::detection_accuracy, accuracy < policy_.accuracy);
  }

  void operator()(const configuration_change& change) {
    if (change.at <= s_.changed)
      return;
    s_.changed = change.at;
    s_.crashes = 0;
  }

  void operator()(const rearm_order& order) {
    for (std::size_t i = 0; i < trigger_count; ++i)
      if (const auto which = static_cast<trigger>(i); !order.which || *order.which == which)
        rearm(which, "by hand");
  }

  void operator()(time_passed) { settle(trigger::restarts_after_change, false); }

private:
  trigger_state& of(trigger which) { return s_.all[static_cast<std::size_t>(which)]; }

  void fire(trigger which, std::string reason) {
    auto& t = of(which);
    t.gone.reset();
    if (t.fired)
      return;
    t = {true, now_.wall, reason, t.fired_total + 1, {}};
    changes_.push_back({which, true, std::move(reason), now_.wall});
  }

  /// What counts begins anew: what made it fire once does not make it fire twice.
  void rearm(trigger which, std::string why) {
    auto& t = of(which);
    if (!t.fired)
      return;
    t = {false, now_.wall, {}, t.fired_total, {}};
    if (which == trigger::critical_red)
      for (auto& [component, since] : s_.red)
        since = now_.steady;
    if (which == trigger::restarts_after_change)
      s_.crashes = 0;
    s_.engine_judged = which == trigger::engine_gave_up ? now_.steady : s_.engine_judged;
    changes_.push_back({which, false, std::move(why), now_.wall});
  }

  /// `holds`: the reason why it fired is still there.
  void settle(trigger which, bool holds) {
    auto& t = of(which);
    if (!t.fired || holds)
      return t.gone.reset();
    if (!t.gone)
      t.gone = now_.steady;
    if (now_.steady - *t.gone >= policy_.quiet)
      rearm(which, "its reason has been gone for " + in_seconds(policy_.quiet));
  }

  void engine_ended(const std::string& why, steady_time until) {
    s_.engine_judged = std::max(s_.engine_judged, until);
    fire(trigger::engine_gave_up, with_reason("the modular engine gave up", why));
  }

  /// An event may get lost while the controller itself is down; the supervisor's book does not.
  void judge_engine(const health_report& report) {
    const auto& all = report.components;
    const auto found =
        std::find_if(all.begin(), all.end(), [](const auto& c) { return c.facts.name == engine; });
    const bool runs = found != all.end() && found->facts.state == component_state::running;
    if (found != all.end() && found->facts.last_failure > s_.engine_judged)
      engine_ended(found->facts.last_reason, found->facts.last_failure);
    settle(trigger::engine_gave_up, !runs);
  }

  void judge_red(const health_report& report) {
    std::map<std::string, steady_time> red;
    for (const auto& c : report.components) {
      if (!c.facts.critical || c.shade != color::red)
        continue;
      const auto known = s_.red.find(c.facts.name);
      const auto since = known == s_.red.end() ? now_.steady : known->second;
      red.emplace(c.facts.name, since);
      if (now_.steady - since > policy_.red_after)
        fire(trigger::critical_red,
             with_reason(c.facts.name + " has been red for " + in_seconds(now_.steady - since),
                         c.reason));
    }
    s_.red = std::move(red);
    settle(trigger::critical_red, !s_.red.empty());
  }

  void count_crash(const component_facts& facts) {
    of(trigger::restarts_after_change).gone.reset();
    const auto after = now_.steady - s_.changed;
    if (after > policy_.restarts_within || ++s_.crashes < policy_.restarts)
      return;
    fire(trigger::restarts_after_change,
         with_reason(std::to_string(s_.crashes) + " crashes within " + in_seconds(after)
                         + " of the last start or change of the configuration, the last of "
                         + facts.name,
                     facts.last_reason));
  }

  triggers& s_;
  std::vector<trigger_change>& changes_;
  const cycle_stamp now_;
  const trigger_policy& policy_;
};

} // namespace

std::string_view to_string(trigger which) {
  return names[static_cast<std::size_t>(which)];
}

std::optional<trigger> trigger_from(std::string_view name) {
  for (std::size_t i = 0; i < trigger_count; ++i)
    if (names[i] == name)
      return static_cast<trigger>(i);
  return std::nullopt;
}

triggers armed_triggers(wall_time since) {
  triggers out;
  for (auto& t : out.all)
    t.since = since;
  return out;
}

trigger_step advance(triggers state,
                     const trigger_observation& seen,
                     cycle_stamp now,
                     const trigger_policy& policy) {
  trigger_step step{std::move(state), {}};
  std::visit(stepper{step, now, policy}, seen);
  return step;
}

fleet_event event_of(const trigger_change& change) {
  return {"rollback_trigger",
          std::string{to_string(change.which)},
          change.fired ? "armed" : "fired",
          (change.fired ? std::string{fired_word} : "armed: ") + change.reason,
          change.at};
}

void take_back(triggers& state, const fleet_event& newest, cycle_stamp now) {
  const auto which = trigger_from(newest.subject);
  if (!which)
    return;
  auto& t = state.all[static_cast<std::size_t>(*which)];
  t.fired = newest.after.starts_with(fired_word);
  t.reason = t.fired ? newest.after.substr(fired_word.size()) : "";
  t.since = newest.at;
  t.gone.reset();
  if (*which == trigger::engine_gave_up) // a millisecond more: records are cut to whole ones
    state.engine_judged = now.steady - (now.wall - newest.at) + milliseconds{1};
}

mode_view view_of(const triggers& state, wall_time mode_since) {
  mode_view out{"modular", mode_since, {}};
  for (std::size_t i = 0; i < trigger_count; ++i) {
    const auto& t = state.all[i];
    out.triggers.push_back({std::string{names[i]}, t.fired, t.since, t.reason, t.fired_total});
  }
  return out;
}

} // namespace orc
