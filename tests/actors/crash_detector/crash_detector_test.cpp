#include "actors/crash_detector/crash_detector.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct CrashDetector : virtual_time {
  notebook<shared<vitals>, shared<cycle_stats>> told;
  notebook<sweep_atom> asked;
  crash_detector_actor detector;
  cycle_stamp cycle{steady_time{1h}, {}};

  void SetUp() override {
    detector = spawn(crash_detector,
                     crash_detector_links{spawn_probe<idle_analyzer_actor>(system(), told),
                                          spawn_probe<agent_monitor_actor>(system(), asked)},
                     life_policy{});
    run();
  }

  void seats(std::vector<seat> all) {
    tell_from_outside(detector, std::make_shared<const roster>(roster{cycle, std::move(all)}));
  }

  void sees(const char* agent, agent_state state) {
    session_sightings s;
    s.cycle = cycle;
    s.sightings.push_back({agent, {state, "rule", "", true, {}}, false, true, false, "", ""});
    tell_from_outside(detector, std::make_shared<const session_sightings>(std::move(s)));
  }

  /// Closes the cycle and returns what was told of it.
  shared<vitals> close() {
    cycle_stats s;
    s.cycle = cycle;
    const auto before = told.of<shared<vitals>>().size();
    tell_from_outside(detector, std::make_shared<const cycle_stats>(s));
    run();
    cycle.steady += 1s;
    auto& all = told.of<shared<vitals>>();
    return all.size() > before ? all.back() : nullptr;
  }
};

seat agent(const char* id, foreground front = foreground::agent) {
  seat s;
  s.agent_id = id;
  s.front = front;
  return s;
}

TEST_F(CrashDetector, AsksForEveryScreenWhenItStarts) {
  EXPECT_EQ(asked.of<sweep_atom>().size(), 1u);
}

TEST_F(CrashDetector, JoinsTheRosterWithWhatWasSeenOfIt) {
  seats({agent("a"), agent("b")});
  sees("b", agent_state::working);
  const auto v = close();
  ASSERT_TRUE(v);
  ASSERT_EQ(v->agents.size(), 2u);
  EXPECT_FALSE(v->agents[0].seen);
  ASSERT_TRUE(v->agents[1].seen);
  EXPECT_EQ(v->agents[1].seen->seen.state, agent_state::working);
  EXPECT_EQ(v->agents[1].alive, life::alive);
}

TEST_F(CrashDetector, RemembersFromCycleToCycleThatAnAgentWorked) {
  seats({agent("a")});
  sees("a", agent_state::working);
  close();
  seats({agent("a", foreground::shell)});
  sees("a", agent_state::working);
  EXPECT_EQ(close()->agents[0].alive, life::crashed);
}

TEST_F(CrashDetector, PassesTheFiguresOnAfterTheVitals) {
  seats({});
  close();
  EXPECT_EQ(told.of<shared<cycle_stats>>().size(), 1u);
}

TEST_F(CrashDetector, PassesTheFiguresOnWhereTmuxCouldNotBeRead) {
  EXPECT_FALSE(close());
  EXPECT_EQ(told.of<shared<cycle_stats>>().size(), 1u);
}

TEST_F(CrashDetector, ASightingOfAnotherCycleIsLeftOut) {
  sees("a", agent_state::working);
  cycle.steady += 1s;
  seats({agent("a")});
  EXPECT_FALSE(close()->agents[0].seen);
}

TEST_F(CrashDetector, ASightingCountsForItsCycleOnly) {
  seats({agent("a")});
  sees("a", agent_state::working);
  close();
  seats({agent("a")});
  EXPECT_FALSE(close()->agents[0].seen);
}

} // namespace
} // namespace orc
