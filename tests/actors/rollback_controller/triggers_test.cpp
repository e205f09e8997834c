#include "actors/rollback_controller/triggers.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct Triggers : testing::Test {
  trigger_policy policy; // 5 min red, 5 crashes within 10 min, 10 min quiet
  cycle_stamp now{steady_time{1h}, wall_time{1000h}};
  triggers state = armed_triggers(now.wall);
  std::vector<trigger_change> changes; ///< of the last observation

  void SetUp() override { see(configuration_change{now.steady}); }

  void pass(steady_time::duration by) {
    now.steady += by;
    now.wall += std::chrono::duration_cast<std::chrono::milliseconds>(by);
  }

  std::size_t see(const trigger_observation& seen) {
    auto step = advance(std::move(state), seen, now, policy);
    state = std::move(step.next);
    changes = std::move(step.changes);
    return changes.size();
  }

  static component_health component(const std::string& name, color shade) {
    component_health c;
    c.facts.name = name;
    c.facts.critical = true;
    c.facts.state = component_state::running;
    c.shade = shade;
    c.reason = shade == color::green ? "" : "does not answer";
    return c;
  }

  std::size_t report(std::vector<component_health> components) {
    auto r = std::make_shared<health_report>();
    r->at = now;
    r->components = std::move(components);
    return see(std::shared_ptr<const health_report>{std::move(r)});
  }

  std::size_t detector_is(color shade) { return report({component("crash_detector", shade)}); }

  /// A report in which the engine's state, and its last end, are told.
  std::size_t engine_is(component_state s, steady_time last_end = {}) {
    auto c = component("modular", s == component_state::running ? color::green : color::yellow);
    c.facts.state = s;
    c.facts.last_failure = last_end;
    c.facts.last_reason = "modular gave up";
    return report({c});
  }

  std::size_t census(std::uint64_t right, std::size_t missed, const std::string& error = "") {
    auto r = std::make_shared<census_report>();
    r->right = right;
    r->differences.resize(missed);
    r->error = error;
    return see(std::shared_ptr<const census_report>{std::move(r)});
  }

  std::size_t event(const std::string& type, const std::string& name, const std::string& parent) {
    component_event e;
    e.type = type;
    e.facts.name = name;
    e.facts.parent = parent;
    e.facts.last_reason = "boom";
    return see(e);
  }

  std::size_t crash() { return event("crashed", "crash_detector", "modular"); }

  bool fired(trigger which) { return state.all[static_cast<std::size_t>(which)].fired; }
};

TEST_F(Triggers, ACriticalComponentThatIsRedForLongerThanItsTimeFiresOnce) {
  EXPECT_EQ(detector_is(color::red), 0u);
  pass(5min);
  EXPECT_EQ(detector_is(color::red), 0u);
  pass(1ms);
  ASSERT_EQ(detector_is(color::red), 1u);
  EXPECT_TRUE(changes[0].fired);
  EXPECT_EQ(changes[0].which, trigger::critical_red);
  EXPECT_EQ(changes[0].reason, "crash_detector has been red for 300 s: does not answer");
  EXPECT_EQ(changes[0].at, now.wall);
  pass(1h);
  EXPECT_EQ(detector_is(color::red), 0u);
}

TEST_F(Triggers, ARedThatIsInterruptedBeginsAnew) {
  for (const auto between : {color::yellow, color::green}) {
    detector_is(color::red);
    pass(5min);
    detector_is(between);
    pass(1s);
    EXPECT_EQ(detector_is(color::red), 0u);
  }
  detector_is(color::red);
  pass(5min);
  report({}); // it is not there any more
  pass(1s);
  EXPECT_EQ(detector_is(color::red), 0u);
}

TEST_F(Triggers, RedOfAComponentThatIsNotCriticalFiresNothing) {
  auto c = component("history_reader", color::red);
  c.facts.critical = false;
  report({c});
  pass(1h);
  EXPECT_EQ(report({c}), 0u);
}

TEST_F(Triggers, TheRedOfOneComponentIsNotContinuedByAnother) {
  detector_is(color::red);
  pass(4min);
  report({component("idle_analyzer", color::red)});
  pass(4min);
  EXPECT_EQ(report({component("idle_analyzer", color::red)}), 0u);
}

TEST_F(Triggers, AFiredOneIsArmedAgainOnlyWhenItsReasonHasBeenGoneForTheQuietTime) {
  detector_is(color::red);
  pass(6min);
  detector_is(color::red);
  detector_is(color::green);
  pass(9min);
  detector_is(color::red); // not quiet yet
  detector_is(color::green);
  pass(10min - 1ms);
  EXPECT_EQ(detector_is(color::green), 0u);
  pass(1ms);
  ASSERT_EQ(detector_is(color::green), 1u);
  EXPECT_FALSE(changes[0].fired);
  EXPECT_EQ(changes[0].reason, "its reason has been gone for 600 s");
  EXPECT_FALSE(fired(trigger::critical_red));
  detector_is(color::red);
  pass(5min + 1ms);
  EXPECT_EQ(detector_is(color::red), 1u);
}

TEST_F(Triggers, ByHandOneIsArmedAgainAtOnceAndCountsAnew) {
  detector_is(color::red);
  pass(6min);
  detector_is(color::red);
  ASSERT_EQ(see(rearm_order{trigger::critical_red}), 1u);
  EXPECT_EQ(changes[0].reason, "by hand");
  EXPECT_EQ(see(rearm_order{trigger::critical_red}), 0u) << "it is armed already";
  pass(5min);
  EXPECT_EQ(detector_is(color::red), 0u);
  pass(1ms);
  EXPECT_EQ(detector_is(color::red), 1u);
}

TEST_F(Triggers, AllAreArmedAgainTogether) {
  event("gave_up", "crash_detector", "modular");
  for (int i = 0; i < 5; ++i)
    crash();
  EXPECT_EQ(see(rearm_order{trigger::critical_red}), 0u);
  EXPECT_EQ(see(rearm_order{}), 2u);
}

TEST_F(Triggers, TheEnginesSupervisorThatGivesUpFiresOnceWhicheverWordTellsIt) {
  EXPECT_EQ(event("gave_up", "tmux_gateway", "host"), 0u);
  EXPECT_EQ(event("gave_up", "modular_x", "modular_y"), 0u);
  ASSERT_EQ(event("gave_up", "crash_detector", "modular"), 1u);
  EXPECT_EQ(changes[0].which, trigger::engine_gave_up);
  EXPECT_EQ(changes[0].reason, "the modular engine gave up: boom");
  EXPECT_EQ(event("gave_up", "crash_detector", "modular"), 0u);
  EXPECT_EQ(event("gave_up", "modular", "engines"), 0u);
  see(rearm_order{});
  EXPECT_EQ(event("gave_up", "modular", "engines"), 1u);
}

TEST_F(Triggers, TheEnginesEndIsKnownFromTheReportWhereItsEventWasLost) {
  EXPECT_EQ(engine_is(component_state::running), 0u);
  const auto end = now.steady;
  pass(1s);
  ASSERT_EQ(engine_is(component_state::running, end), 1u);
  EXPECT_EQ(changes[0].which, trigger::engine_gave_up);
  see(rearm_order{});
  EXPECT_EQ(engine_is(component_state::running, end), 0u) << "this end has been judged";
  pass(1s);
  EXPECT_EQ(engine_is(component_state::running, now.steady), 1u);
}

TEST_F(Triggers, TheEnginesIsArmedAgainOnlyWhileTheEngineRuns) {
  event("gave_up", "crash_detector", "modular");
  engine_is(component_state::running);
  pass(9min);
  engine_is(component_state::backoff);
  pass(9min);
  EXPECT_EQ(engine_is(component_state::running), 0u);
  pass(10min - 1ms);
  EXPECT_EQ(engine_is(component_state::running), 0u);
  pass(1ms);
  EXPECT_EQ(engine_is(component_state::running), 1u);
  EXPECT_FALSE(fired(trigger::engine_gave_up));
}

TEST_F(Triggers, AnEngineThatIsNowhereIsNoReturn) {
  event("gave_up", "crash_detector", "modular");
  report({});
  pass(1h);
  EXPECT_EQ(report({}), 0u);
}

TEST_F(Triggers, SoManyCrashesSoonAfterAChangeFireAndOneLessDoesNot) {
  pass(10min);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(crash(), 0u);
  ASSERT_EQ(crash(), 1u);
  EXPECT_EQ(changes[0].which, trigger::restarts_after_change);
  EXPECT_EQ(changes[0].reason,
            "5 crashes within 600 s of the last start or change of the configuration, the last of "
            "crash_detector: boom");
  EXPECT_EQ(crash(), 0u);
}

TEST_F(Triggers, ACrashAfterThatTimeDoesNotCount) {
  pass(10min);
  for (int i = 0; i < 4; ++i)
    crash();
  pass(1ms);
  EXPECT_EQ(crash(), 0u);
  EXPECT_FALSE(fired(trigger::restarts_after_change));
}

TEST_F(Triggers, AChangeOfTheConfigurationCountsCrashesAnew) {
  for (int i = 0; i < 4; ++i)
    crash();
  see(configuration_change{now.steady}); // the same one is told again and again
  pass(20min);
  see(configuration_change{now.steady});
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(crash(), 0u);
  EXPECT_EQ(crash(), 1u);
}

TEST_F(Triggers, TheOneOfCrashesIsArmedAgainAfterAQuietTimeWithoutAny) {
  for (int i = 0; i < 5; ++i)
    crash();
  see(time_passed{});
  pass(9min);
  crash();
  see(time_passed{});
  pass(10min - 1ms);
  EXPECT_EQ(see(time_passed{}), 0u);
  pass(1ms);
  EXPECT_EQ(see(time_passed{}), 1u);
}

TEST_F(Triggers, WhatFiredIsKnownAfterARestartAndDoesNotFireAgain) {
  event("gave_up", "crash_detector", "modular");
  const auto recorded = event_of(changes[0]);
  EXPECT_EQ(recorded.type, "rollback_trigger");
  EXPECT_EQ(recorded.subject, "engine_gave_up");
  EXPECT_EQ(recorded.before, "armed");
  EXPECT_EQ(recorded.after, "fired: the modular engine gave up: boom");
  const auto end = now.steady;
  pass(1min);
  state = armed_triggers(now.wall);
  take_back(state, recorded, now);
  EXPECT_EQ(engine_is(component_state::running, end), 0u);
  const auto view = view_of(state, wall_time{});
  EXPECT_TRUE(view.triggers[0].fired);
  EXPECT_EQ(view.triggers[0].reason, "the modular engine gave up: boom");
  EXPECT_EQ(view.triggers[0].since, recorded.at);
  EXPECT_FALSE(view.triggers[1].fired);
}

TEST_F(Triggers, WhatWasArmedAgainIsArmedAfterARestartAndTheOldReasonDoesNotCount) {
  const auto end = now.steady;
  pass(1s);
  event("gave_up", "crash_detector", "modular");
  pass(1s);
  see(rearm_order{});
  const auto recorded = event_of(changes[0]);
  EXPECT_EQ(recorded.after, "armed: by hand");
  state = armed_triggers(now.wall);
  take_back(state, recorded, now);
  EXPECT_EQ(engine_is(component_state::running, end), 0u);
  pass(1s);
  EXPECT_EQ(engine_is(component_state::running, now.steady), 1u);
}

TEST_F(Triggers, AnAccuracyUnderItsLeastFiresOnce) {
  EXPECT_EQ(census(19, 1), 0u); // 95 % is not under 95 %
  ASSERT_EQ(census(18, 1), 1u);
  EXPECT_EQ(changes[0].which, trigger::detection_accuracy);
  EXPECT_EQ(changes[0].reason, "detection accuracy is 94.7 %, under 95.0 %");
  EXPECT_EQ(census(1, 1), 0u);
}

TEST_F(Triggers, AnAccuracyThatIsNeverToFireDoesNot) {
  policy.accuracy = 0;
  EXPECT_EQ(census(0, 9), 0u);
}

TEST_F(Triggers, AnAccuracyIsArmedAgainAfterItWasGoodForLongEnough) {
  census(1, 1);
  pass(5min);
  EXPECT_EQ(census(2, 0), 0u);
  pass(10min - 1ms);
  EXPECT_EQ(census(2, 0), 0u);
  pass(1ms);
  ASSERT_EQ(census(2, 0), 1u);
  EXPECT_FALSE(changes[0].fired);
  EXPECT_EQ(changes[0].which, trigger::detection_accuracy);
}

TEST_F(Triggers, ACensusThatCouldNotBeMadeNeitherFiresNorArms) {
  EXPECT_EQ(census(0, 1, "tmux does not answer"), 0u);
  EXPECT_FALSE(fired(trigger::detection_accuracy));
  census(0, 1);
  for (int i = 0; i < 3; ++i) {
    pass(10min);
    EXPECT_EQ(census(0, 0, "tmux does not answer"), 0u);
  }
  EXPECT_TRUE(fired(trigger::detection_accuracy));
}

TEST_F(Triggers, ARecordOfATriggerThatIsNotKnownChangesNothing) {
  take_back(state, {"rollback_trigger", "accuracy", "armed", "fired: x", now.wall}, now);
  for (const auto& t : view_of(state, {}).triggers)
    EXPECT_FALSE(t.fired) << t.name;
}

TEST_F(Triggers, TheirNamesAreReadAsTheyAreWritten) {
  for (std::size_t i = 0; i < trigger_count; ++i)
    EXPECT_EQ(trigger_from(to_string(static_cast<trigger>(i))), static_cast<trigger>(i));
  EXPECT_FALSE(trigger_from("all"));
  EXPECT_FALSE(trigger_from(""));
}

} // namespace
} // namespace orc
