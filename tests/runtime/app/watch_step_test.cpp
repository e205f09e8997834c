#include "runtime/app/watch_step.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST(WatchStep, IsReadyWhenTheGatewayListensAndTheFirstCheckWasMadeAndSaysSoOnce) {
  EXPECT_EQ(advance({}, {.listening = true}, {}).notify, "");
  EXPECT_EQ(advance({}, {.checked = true, .status = "s"}, {}).notify, "STATUS=s");
  const watch_look both{.listening = true, .checked = true, .status = "s"};
  const auto first = advance({}, both, {});
  EXPECT_EQ(first.notify, "READY=1\nSTATUS=s");
  EXPECT_EQ(advance(first.next, both, {}).notify, "");
}

TEST(WatchStep, TellsTheStatusWhenItChanges) {
  watch_state state{.ready = true, .status = "healthy; 1 agent"};
  const watch_look same{.listening = true, .checked = true, .status = "healthy; 1 agent"};
  EXPECT_EQ(advance(state, same, {}).notify, "");
  const watch_look other{.listening = true, .checked = true, .status = "healthy; 2 agents"};
  EXPECT_EQ(advance(state, other, {}).notify, "STATUS=healthy; 2 agents");
}

TEST(WatchStep, FeedsTheWatchdogWithAnswersAlone) {
  EXPECT_EQ(advance({}, {.answered = true}, {}).notify, "WATCHDOG=1");
  const auto silent = advance({}, {.answered = false}, {});
  EXPECT_EQ(silent.notify, "");
  EXPECT_NE(silent.complaint, "");
  EXPECT_FALSE(silent.good_news);
  EXPECT_EQ(advance({}, {}, {}).notify, "") << "nobody was asked";
  const auto again = advance(silent.next, {.answered = true}, {});
  EXPECT_EQ(again.notify, "WATCHDOG=1");
  EXPECT_TRUE(again.good_news);
  EXPECT_EQ(advance(again.next, {.answered = true}, {}).complaint, "");
}

TEST(WatchStep, EndsTheDaemonAfterSoMuchSilenceInARow) {
  const watch_policy policy{10s, 30s};
  const auto silence = [&](watch_state& state) {
    auto step = advance(state, {.answered = false}, policy);
    state = step.next;
    return step;
  };
  watch_state state;
  EXPECT_FALSE(silence(state).end);
  EXPECT_FALSE(silence(state).end);
  state = advance(state, {.answered = true}, policy).next;
  EXPECT_FALSE(silence(state).end);
  EXPECT_FALSE(silence(state).end);
  const auto last = silence(state);
  EXPECT_TRUE(last.end);
  EXPECT_NE(last.complaint.find("no answer for 30 s"), std::string::npos);
}

TEST(WatchStep, NeverEndsItWhereThatIsSwitchedOff) {
  watch_state state;
  state.silent = 1000000;
  EXPECT_FALSE(advance(state, {.answered = false}, {10s, 0s}).end);
}

TEST(StatusLine, IsOneLineWhateverTheReasonHolds) {
  EXPECT_EQ(status_line(color::green, "", 1), "healthy; 1 agent");
  EXPECT_EQ(status_line(color::red, "tmux_gateway: x", 12), "critical: tmux_gateway: x; 12 agents");
  EXPECT_EQ(status_line(color::yellow, "a\nREADY=1\r\x1b", 0), "degraded: a READY=1  ; 0 agents");
}

TEST(StatusLine, IsCutWhereAReasonIsLong) {
  EXPECT_EQ(status_line(color::red, std::string(290, 'x'), 0).size(), 10u + 290u + 10u);
  EXPECT_EQ(status_line(color::red, std::string(291, 'x'), 0).size(), 300u + 3u + 10u);
}

TEST(WatchPolicy, AsksThreeTimesInWhatTheServiceManagerWaitsFor) {
  EXPECT_EQ(watch_policy_for(30s, 120s).period, 10s);
  EXPECT_EQ(watch_policy_for(std::nullopt, 120s).period, 10s);
  EXPECT_EQ(watch_policy_for(std::nullopt, 0s).period, 10s);
  EXPECT_EQ(watch_policy_for(std::nullopt, 30s).period, 10s);
  EXPECT_EQ(watch_policy_for(std::nullopt, 3s).period, 1s);
  EXPECT_EQ(watch_policy_for(1us, 0s).period, 1ms);
}

} // namespace
} // namespace orc
