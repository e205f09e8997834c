#include "actors/crash_detector/life.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// One agent, walked through cycles a second apart.
struct patient {
  life_state state;
  life_policy policy;
  steady_time now{1h};

  life look(foreground front, const sighting* seen = nullptr) {
    seat where;
    where.front = front;
    return look_at(where, seen);
  }

  life look_at(const seat& where, const sighting* seen = nullptr) {
    now += 1s;
    state = advance(state, {where, seen}, now, policy);
    return state.alive;
  }
};

sighting showing(agent_state state) {
  sighting s;
  s.seen.state = state;
  return s;
}

sighting with_violence(std::string line) {
  auto s = showing(agent_state::unknown);
  s.violence = std::move(line);
  return s;
}

sighting with_farewell(std::string line) {
  auto s = showing(agent_state::unknown);
  s.farewell = std::move(line);
  return s;
}

patient a_living_one(agent_state last = agent_state::idle) {
  patient p;
  const auto screen = showing(last);
  p.look(foreground::agent, &screen);
  return p;
}

TEST(Life, AnAgentInFrontLivesWhateverItsScreenSays) {
  patient p;
  const auto screen = with_violence("Killed");
  EXPECT_EQ(p.look(foreground::agent, &screen), life::alive);
}

TEST(Life, AStoppedAgentLives) {
  auto p = a_living_one();
  EXPECT_EQ(p.look(foreground::suspended), life::alive);
  EXPECT_EQ(p.state.reason, "process.not_in_front");
}

TEST(Life, TheShellsWordForASignalMeansCrashed) {
  auto p = a_living_one();
  const auto screen = with_violence("bash: line 1: 4711 Killed");
  EXPECT_EQ(p.look(foreground::shell, &screen), life::crashed);
  EXPECT_EQ(p.state.reason, "screen.violence");
  EXPECT_EQ(p.state.evidence, "bash: line 1: 4711 Killed");
}

TEST(Life, AGoodbyeMeansExitedEvenInTheMiddleOfWork) {
  auto p = a_living_one(agent_state::working);
  const auto screen = with_farewell("Goodbye!");
  EXPECT_EQ(p.look(foreground::shell, &screen), life::exited);
}

TEST(Life, ATerminalLeftUnrestoredMeansCrashed) {
  auto p = a_living_one();
  auto screen = showing(agent_state::unknown);
  screen.unrestored = true;
  EXPECT_EQ(p.look(foreground::shell, &screen), life::crashed);
}

TEST(Life, WorkAtThatVeryMomentMeansCrashed) {
  auto p = a_living_one(agent_state::working);
  const auto screen = showing(agent_state::working);
  EXPECT_EQ(p.look(foreground::shell, &screen), life::crashed);
  EXPECT_EQ(p.state.reason, "process.lost_while_working");
}

TEST(Life, WorkThatWasOverBeforeTheEndIsNoSign) {
  auto p = a_living_one(agent_state::working);
  const auto idle = showing(agent_state::idle);
  p.look(foreground::agent, &idle);
  EXPECT_EQ(p.look(foreground::shell, &idle), life::suspected);
}

TEST(Life, WithoutASignItIsSuspectedAndThenExited) {
  auto p = a_living_one();
  const auto screen = showing(agent_state::idle);
  EXPECT_EQ(p.look(foreground::shell, &screen), life::suspected);
  EXPECT_EQ(p.look(foreground::shell), life::exited);
  EXPECT_EQ(p.state.reason, "process.left_in_order");
}

TEST(Life, SuspicionLastsExactlyItsTime) {
  auto p = a_living_one();
  p.policy.settle = 2s;
  const auto screen = showing(agent_state::idle);
  p.look(foreground::shell, &screen);
  EXPECT_EQ(p.look(foreground::shell), life::suspected); // one second
  EXPECT_EQ(p.look(foreground::shell), life::exited);    // two
}

TEST(Life, AShellsWordThatComesLateStillCounts) {
  auto p = a_living_one();
  const auto before = showing(agent_state::idle);
  EXPECT_EQ(p.look(foreground::shell, &before), life::suspected);
  const auto after = with_violence("Killed");
  EXPECT_EQ(p.look(foreground::shell, &after), life::crashed);
}

TEST(Life, OverStaysOverUntilTheProcessIsBack) {
  auto p = a_living_one();
  const auto killed = with_violence("Killed");
  p.look(foreground::shell, &killed);
  const auto later = with_farewell("bye");
  EXPECT_EQ(p.look(foreground::shell, &later), life::crashed);
  EXPECT_EQ(p.look(foreground::agent), life::alive);
  EXPECT_TRUE(p.state.evidence.empty());
}

TEST(Life, BothWordsOnOneScreenLeaveTheTerminalToDecide) {
  auto restored = a_living_one();
  auto screen = with_violence("Killed");
  screen.farewell = "Goodbye!";
  EXPECT_EQ(restored.look(foreground::shell, &screen), life::suspected);
  auto unrestored = a_living_one();
  screen.unrestored = true;
  EXPECT_EQ(unrestored.look(foreground::shell, &screen), life::crashed);
}

TEST(Life, ANamedSeatWithoutAnAgentHasExited) {
  patient p;
  const auto screen = showing(agent_state::unknown);
  EXPECT_EQ(p.look(foreground::shell, &screen), life::exited);
  EXPECT_EQ(p.state.reason, "process.not_there");
}

TEST(Life, ADeadPaneTellsItsStatus) {
  seat where;
  where.front = foreground::none;
  where.dead_status = 0;
  EXPECT_EQ(a_living_one().look_at(where), life::exited);
  where.dead_status = 128;
  EXPECT_EQ(a_living_one().look_at(where), life::exited);
  where.dead_status = 137;
  EXPECT_EQ(a_living_one().look_at(where), life::crashed);
}

TEST(Life, ADeadPaneWithoutAStatusIsJudgedByItsSigns) {
  seat where;
  where.front = foreground::none;
  auto p = a_living_one();
  EXPECT_EQ(p.look_at(where), life::suspected);
  where.dead_status = 137; // it came late
  EXPECT_EQ(p.look_at(where), life::crashed);
}

TEST(Life, AScreenThatIsHeldDoesNotChangeWhatItWasDoing) {
  auto p = a_living_one(agent_state::working);
  auto viewer = showing(agent_state::idle);
  viewer.hold = true;
  p.look(foreground::agent, &viewer);
  const auto screen = showing(agent_state::idle);
  EXPECT_EQ(p.look(foreground::shell, &screen), life::crashed);
}

TEST(Life, WhileItsServerIsSilentASuspectIsNotFoundToHaveLeft) {
  auto p = a_living_one();
  EXPECT_EQ(p.look(foreground::shell), life::suspected);
  seat silent;
  silent.front = foreground::shell;
  silent.held = true;
  EXPECT_EQ(p.look_at(silent), life::suspected);
  EXPECT_EQ(p.look_at(silent), life::suspected);
  EXPECT_EQ(p.look(foreground::shell), life::exited); // the server speaks again
}

TEST(Life, WithoutAMemoryOfItASilentServersLastWordCounts) {
  patient p;
  seat silent;
  silent.front = foreground::agent;
  silent.held = true;
  EXPECT_EQ(p.look_at(silent), life::alive);
  EXPECT_EQ(p.state.reason, "process.in_front");
}

} // namespace
} // namespace orc
