#include "actors/idle_analyzer/track.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;
using state = agent_state;

constexpr bool proved = true;
constexpr bool assumed = false;

/// One agent, watched second by second.
struct watch {
  time_policy policy;
  cycle_stamp now{steady_time{1h}, wall_time{10h}};
  seat where;
  std::optional<track> t;
  std::vector<std::string> changes; ///< "working>idle"

  explicit watch(state s = state::unknown, bool positive = assumed) {
    where.process = {100, 1, "agent", {}};
    screen(s, positive);
  }

  const agent_view& view() const { return t->view; }

  state says() const { return t->view.says.state; }

  state judge(vital v) {
    v.where = where;
    if (!t)
      t = begin(v, now);
    take(advance(*t, v, now, policy));
    now.steady += 1s;
    now.wall += 1s;
    return says();
  }

  void take(track_step step) {
    t = std::move(step.next);
    if (step.change)
      changes.push_back(std::string(to_string(step.change->from)) + ">"
                        + std::string(to_string(step.change->agent.says.state)));
  }

  state screen(state s, bool positive = proved, state_details details = {}) {
    vital v;
    v.seen = sighting{
        "a", {s, "rule", "line", positive, std::move(details)}, false, true, false, "", ""};
    v.seen->progressed = true;
    return judge(std::move(v));
  }

  state still(state s, bool positive = proved) {
    vital v;
    v.seen = sighting{"a", {s, "rule", "line", positive, {}}, false, false, false, "", ""};
    return judge(std::move(v));
  }

  state nothing_new() { return judge({}); }

  state life_says(life l) {
    vital v;
    v.alive = l;
    v.reason = "process.test";
    return judge(std::move(v));
  }
};

TEST(Track, TheFirstReadingIsBelievedAtOnce) {
  watch w{state::idle, proved};
  EXPECT_EQ(w.says(), state::idle);
  EXPECT_EQ(w.changes, std::vector<std::string>{"idle>idle"});
}

TEST(Track, TellsWhatComesNextAndWhenWhileItHasToLast) {
  watch w{state::working, proved};
  EXPECT_EQ(w.view().next, std::nullopt);
  w.policy.idle_hold = 2s;
  const auto since = w.now.wall;
  w.screen(state::idle, assumed);
  EXPECT_EQ(w.view().next, (pending_state{state::idle, since + 2s}));
  w.nothing_new(); // 1 s
  EXPECT_EQ(w.view().next, (pending_state{state::idle, since + 2s}));
  EXPECT_EQ(w.nothing_new(), state::idle); // 2 s
  EXPECT_EQ(w.view().next, std::nullopt);
}

TEST(Track, WhatComesNextIsForgottenWithItsEvidence) {
  watch w{state::working, proved};
  w.screen(state::idle, assumed);
  ASSERT_NE(w.view().next, std::nullopt);
  w.screen(state::working);
  EXPECT_EQ(w.view().next, std::nullopt);
}

TEST(Track, AProcessThatShowsNothingIsStartingForItsGrace) {
  watch w;
  w.policy.starting_grace = 3s;
  w.policy.unknown_hold = 0s;
  EXPECT_EQ(w.says(), state::starting);
  EXPECT_EQ(w.nothing_new(), state::starting); // 1 s
  EXPECT_EQ(w.nothing_new(), state::starting); // 2 s
  EXPECT_EQ(w.nothing_new(), state::unknown);  // 3 s
}

TEST(Track, OnceItShowedSomethingItIsNoLongerStarting) {
  watch w;
  w.policy.unknown_hold = 0s;
  w.screen(state::idle);
  EXPECT_EQ(w.screen(state::unknown, assumed), state::unknown);
}

TEST(Track, TheCommandLineUnderAScreenThatIsTakenDownIsNoStart) {
  watch w{state::idle, proved};
  w.policy.unknown_hold = 3s;
  EXPECT_EQ(w.screen(state::starting, assumed), state::idle);
  EXPECT_EQ(w.nothing_new(), state::idle);
  EXPECT_EQ(w.life_says(life::exited), state::exited);
}

TEST(Track, ACommandLineThatStaysIsUnknownOfAnAgentThatHadStarted) {
  watch w{state::idle, proved};
  w.policy.starting_grace = 2s;
  w.policy.unknown_hold = 0s;
  EXPECT_EQ(w.screen(state::starting, assumed), state::idle);
  EXPECT_EQ(w.nothing_new(), state::idle);
  EXPECT_EQ(w.nothing_new(), state::unknown);
}

TEST(Track, AnAgentThatSaysGoodbyeIsWhatItWasUntilItsProcessEnds) {
  watch w{state::idle, proved};
  w.policy.unknown_hold = 0s;
  vital v;
  v.seen = sighting{
      "a", {state::unknown, "rule", "line", assumed, {}}, false, true, false, "", "To resume, run"};
  EXPECT_EQ(w.judge(v), state::idle);
  EXPECT_EQ(w.nothing_new(), state::idle);
  EXPECT_EQ(w.screen(state::working), state::working); // it stayed after all
}

TEST(Track, ANewProcessInTheSeatStartsByItsCommandLine) {
  watch w{state::idle, proved};
  w.where.process.pid = 101;
  EXPECT_EQ(w.screen(state::starting, assumed), state::starting);
}

TEST(Track, WorkAndQuestionsAreBelievedAtOnce) {
  watch w{state::idle, proved};
  EXPECT_EQ(w.screen(state::working), state::working);
  EXPECT_EQ(w.screen(state::waiting_input), state::waiting_input);
  EXPECT_TRUE(w.view().waiting_since);
}

TEST(Track, QuietAfterWorkHasToLast) {
  watch w{state::working, proved};
  w.policy.idle_hold = 2s;
  EXPECT_EQ(w.screen(state::idle, assumed), state::working);
  EXPECT_EQ(w.nothing_new(), state::working); // one second
  EXPECT_EQ(w.nothing_new(), state::idle);    // two
}

TEST(Track, AVisiblePromptEndsWorkAtOnce) {
  watch w{state::working, proved};
  EXPECT_EQ(w.screen(state::idle, proved), state::idle);
}

TEST(Track, WorkInBetweenStartsTheHoldAgain) {
  watch w{state::working, proved};
  w.policy.idle_hold = 2s;
  w.screen(state::idle, assumed);
  w.screen(state::working);
  w.screen(state::idle, assumed);
  EXPECT_EQ(w.nothing_new(), state::working);
  EXPECT_EQ(w.nothing_new(), state::idle);
}

TEST(Track, AHeldStateIsDatedFromWhenItBegan) {
  watch w{state::working, proved};
  w.policy.idle_hold = 2s;
  const auto began = w.now.wall;
  w.screen(state::idle, assumed);
  w.nothing_new();
  w.nothing_new();
  EXPECT_EQ(w.view().since, began);
  EXPECT_EQ(w.view().idle_since, began);
}

TEST(Track, UnknownHasToLast) {
  watch w{state::idle, proved};
  w.policy.unknown_hold = 1s;
  EXPECT_EQ(w.screen(state::unknown, assumed), state::idle);
  EXPECT_EQ(w.screen(state::unknown, assumed), state::unknown);
}

TEST(Track, TypedTextHasToLast) {
  watch w{state::idle, proved};
  w.policy.typing_hold = 2s;
  EXPECT_EQ(w.screen(state::unsubmitted), state::idle);
  EXPECT_EQ(w.screen(state::unsubmitted), state::idle);
  EXPECT_EQ(w.screen(state::unsubmitted), state::unsubmitted);
}

TEST(Track, AScreenThatIsHeldSaysNothing) {
  watch w{state::working, proved};
  vital v;
  v.seen = sighting{"a", {state::idle, "", "", proved, {}}, true, true, false, "", ""};
  EXPECT_EQ(w.judge(v), state::working);
}

TEST(Track, ALimitWithoutAResetStandsUntilWorkIsSeen) {
  watch w{state::rate_limited, proved};
  EXPECT_EQ(w.screen(state::idle), state::rate_limited);
  EXPECT_EQ(w.screen(state::working), state::working);
}

TEST(Track, ALimitEndsAtItsReset) {
  watch w;
  state_details d;
  d.reset_at = w.now.wall + 2s;
  w.screen(state::rate_limited, proved, d);
  EXPECT_EQ(w.screen(state::idle), state::rate_limited); // one second before
  EXPECT_EQ(w.screen(state::idle), state::idle);         // now
}

TEST(Track, ALimitThatStillStandsOnTheScreenEndsAtItsResetToo) {
  watch w;
  state_details d;
  d.reset_at = w.now.wall + 2s;
  w.screen(state::rate_limited, proved, d);
  EXPECT_EQ(w.nothing_new(), state::rate_limited);
  EXPECT_EQ(w.nothing_new(), state::idle);
  EXPECT_EQ(w.view().says.rule, "limit.reset");
}

TEST(Track, ACrashIsSaidAtOnceWithItsReason) {
  watch w{state::working, proved};
  EXPECT_EQ(w.life_says(life::crashed), state::crashed);
  EXPECT_EQ(w.view().says.rule, "process.test");
  EXPECT_EQ(w.changes.back(), "working>crashed");
}

TEST(Track, WhatIsOverStaysAsItWasSaidFirst) {
  watch w{state::working, proved};
  w.life_says(life::crashed);
  EXPECT_EQ(w.life_says(life::exited), state::crashed);
  EXPECT_EQ(w.life_says(life::suspected), state::crashed);
}

TEST(Track, SuspicionChangesNothing) {
  watch w{state::idle, proved};
  EXPECT_EQ(w.life_says(life::suspected), state::idle);
}

TEST(Track, AnAgentThatComesBackStartsAnew) {
  watch w{state::idle, proved};
  w.life_says(life::exited);
  w.where.process.pid = 200;
  EXPECT_EQ(w.nothing_new(), state::starting);
  EXPECT_EQ(w.changes.back(), "exited>starting");
}

TEST(Track, AProcessReplacedWithinACycleStartsAnew) {
  watch w{state::idle, proved};
  w.where.process.start_ticks = 2;
  EXPECT_EQ(w.nothing_new(), state::starting);
}

TEST(Track, AStoppedAgentIsUnknownAndSaysWhy) {
  watch w{state::idle, proved};
  w.where.front = foreground::suspended;
  EXPECT_EQ(w.life_says(life::alive), state::unknown);
  EXPECT_TRUE(w.view().says.positive);
}

TEST(Track, ARestartOfTheAnalyserIsNoTransition) {
  watch w{state::idle, proved};
  auto resumed = resume(w.view(), w.now);
  vital v;
  v.where = w.where;
  EXPECT_FALSE(advance(resumed, v, w.now, w.policy).change);
  v.seen = sighting{"a", {state::idle, "other", "line", proved, {}}, false, true, false, "", ""};
  const auto step = advance(resumed, v, w.now, w.policy);
  EXPECT_FALSE(step.change);
  EXPECT_EQ(step.next.view.says.rule, "other");
}

TEST(Track, StuckIsWorkWithoutChange) {
  watch w{state::working, proved};
  w.policy.stuck_after = 2s;
  w.still(state::working);
  EXPECT_FALSE(w.view().stuck);
  w.still(state::working);
  EXPECT_TRUE(w.view().stuck);
  w.screen(state::working);
  EXPECT_FALSE(w.view().stuck);
}

TEST(Track, ASpinnerThatTurnsIsNoProgress) {
  watch w{state::working, proved};
  w.policy.stuck_after = 2s;
  vital turning;
  turning.seen = sighting{"a", {state::working, "r", "", proved, {}}, false, true, false, "", ""};
  w.judge(turning);
  EXPECT_FALSE(w.view().stuck);
  const auto before = w.view().last_change;
  w.judge(turning);
  EXPECT_TRUE(w.view().stuck);
  EXPECT_GT(w.view().last_change, before); // the screen did change
}

TEST(Track, WorkThatBeginsAfterALongQuietIsNotStuck) {
  watch w{state::idle, proved};
  w.policy.stuck_after = 3s;
  for (int second = 0; second < 10; ++second)
    w.still(state::idle);
  w.still(state::working); // nothing but a spinner came
  EXPECT_FALSE(w.view().stuck);
  w.still(state::working);
  w.still(state::working);
  EXPECT_FALSE(w.view().stuck);
  w.still(state::working);
  EXPECT_TRUE(w.view().stuck);
}

TEST(Track, TypedTextWithoutProofEndsWorkOnlyAfterTheHold) {
  watch w{state::working, proved};
  EXPECT_EQ(w.screen(state::unsubmitted, assumed), state::working);
  EXPECT_EQ(w.screen(state::unsubmitted, assumed), state::working);
  EXPECT_EQ(w.screen(state::unsubmitted, assumed), state::unsubmitted);
  watch proof{state::working, proved};
  EXPECT_EQ(proof.screen(state::unsubmitted), state::unsubmitted);
}

TEST(Track, SaysWhileItsScreenIsHeldAndWhenItIsNoMore) {
  watch w{state::working, proved};
  EXPECT_FALSE(w.view().held);
  vital scrolls;
  scrolls.seen = sighting{"a", {state::idle, "r", "", proved, {}}, true, true, false, "", ""};
  EXPECT_EQ(w.judge(scrolls), state::working);
  EXPECT_TRUE(w.view().held);
  w.nothing_new();
  EXPECT_TRUE(w.view().held);
  w.screen(state::idle);
  EXPECT_FALSE(w.view().held);
}

TEST(Track, AContradictionIsToldOnceItHasLasted) {
  watch w{state::idle, proved};
  w.policy.contradiction_after = 2s;
  vital at_odds;
  at_odds.seen = sighting{"a", {state::idle, "r", "", proved, {}}, false, true, false, "", ""};
  at_odds.seen->title_says = state::working;
  w.judge(at_odds);
  w.nothing_new(); // the screen stays as it is
  EXPECT_TRUE(w.view().contradictions.empty());
  w.nothing_new();
  EXPECT_EQ(w.view().contradictions, std::vector{contradiction::title_says_work});
  w.screen(state::idle);
  EXPECT_TRUE(w.view().contradictions.empty());
}

TEST(Track, AShellsPromptInFrontOfAStartingProcessIsNoContradiction) {
  watch w{state::idle, proved};
  w.policy.contradiction_after = 0s;
  w.policy.starting_grace = 3s;
  vital prompt;
  prompt.seen = sighting{"a", {state::unknown, "r", "", assumed, {}}, false, true, false, "", ""};
  prompt.seen->shell_prompt = true;
  w.where.process.pid = 77; // another process than before
  for (int second = 0; second < 3; ++second) {
    w.judge(prompt);
    EXPECT_TRUE(w.view().contradictions.empty()) << second;
  }
  w.judge(prompt);
  EXPECT_EQ(w.view().contradictions, std::vector{contradiction::shell_prompt_in_front});
}

TEST(Track, AStuckAgentIsAContradictionToo) {
  watch w{state::working, proved};
  w.policy.stuck_after = 2s;
  w.still(state::working);
  EXPECT_TRUE(w.view().contradictions.empty());
  w.still(state::working);
  EXPECT_EQ(w.view().contradictions, std::vector{contradiction::busy_but_still});
}

TEST(Track, FlappingIsMoreThanSoManyChangesWithinTheWindow) {
  watch w{state::idle, proved};
  w.policy.flapping_changes = 2;
  w.policy.flapping_window = 10s;
  w.screen(state::working);
  w.screen(state::idle);
  EXPECT_FALSE(w.view().flapping);
  w.screen(state::working);
  EXPECT_TRUE(w.view().flapping);
  for (int i = 0; i < 8; ++i)
    w.nothing_new();
  EXPECT_FALSE(w.view().flapping);
}

TEST(Track, AClosedPaneEndsALivingAgent) {
  watch w{state::working, proved};
  const auto step = close(*w.t, w.now);
  ASSERT_TRUE(step.change);
  EXPECT_TRUE(step.change->closed);
  EXPECT_EQ(step.change->agent.says.state, state::exited);
  EXPECT_EQ(step.change->from, state::working);
}

TEST(Track, NothingComesNextOnceItsPaneIsClosed) {
  watch w{state::working, proved};
  w.screen(state::idle, assumed);
  ASSERT_NE(w.view().next, std::nullopt);
  EXPECT_EQ(close(*w.t, w.now).next.view.next, std::nullopt);
}

TEST(Track, AClosedPaneOfACrashedAgentLeavesItCrashed) {
  watch w{state::working, proved};
  w.life_says(life::crashed);
  const auto step = close(*w.t, w.now);
  ASSERT_TRUE(step.change);
  EXPECT_TRUE(step.change->closed);
  EXPECT_EQ(step.change->agent.says.state, state::crashed);
}

} // namespace
} // namespace orc
