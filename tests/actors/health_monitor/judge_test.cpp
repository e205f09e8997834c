#include "actors/health_monitor/judge.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr steady_time now{100h};

component_facts running(const char* name = "crash_detector") {
  component_facts f;
  f.name = name;
  f.state = component_state::running;
  f.critical = true;
  f.incarnation = 1;
  return f;
}

color shade(const component_facts& f, const heartbeat* beat = nullptr, health_policy policy = {}) {
  return judge_component(f, beat, now, policy).shade;
}

TEST(JudgeComponent, OneThatRunsIsGreen) {
  EXPECT_EQ(shade(running()), color::green);
}

TEST(JudgeComponent, ARestartStaysVisibleForItsTime) {
  auto f = running();
  f.restarts = 1;
  f.last_failure = now - 59'999ms;
  EXPECT_EQ(shade(f), color::yellow);
  f.last_failure = now - 60s;
  EXPECT_EQ(shade(f), color::green);
}

TEST(JudgeComponent, DownIsYellowAndForLongRed) {
  auto f = running();
  f.state = component_state::backoff;
  f.last_failure = now - 29'999ms;
  EXPECT_EQ(shade(f), color::yellow);
  f.last_failure = now - 30s;
  EXPECT_EQ(shade(f), color::red);
}

TEST(JudgeComponent, GivenUpAndLeftBehindAreRedWithTheReason) {
  auto f = running();
  f.state = component_state::failed;
  f.last_reason = "disk on fire";
  EXPECT_EQ(judge_component(f, nullptr, now, {}).reason,
            "given up by its supervisor: disk on fire");
  EXPECT_EQ(shade(f), color::red);
  f.state = component_state::orphan;
  EXPECT_EQ(shade(f), color::red);
}

TEST(JudgeComponent, OneMissedHeartbeatIsYellowTwoAreRed) {
  heartbeat beat;
  beat.missed = 1;
  EXPECT_EQ(shade(running(), &beat), color::yellow);
  beat.missed = 2;
  EXPECT_EQ(shade(running(), &beat), color::red);
}

TEST(JudgeComponent, HowManyMissesAreRedIsConfigured) {
  health_policy policy;
  policy.missed_red = 4;
  heartbeat beat;
  beat.missed = 3;
  EXPECT_EQ(shade(running(), &beat, policy), color::yellow);
  beat.missed = 4;
  EXPECT_EQ(shade(running(), &beat, policy), color::red);
  policy.missed_red = 1;
  beat.missed = 1;
  EXPECT_EQ(shade(running(), &beat, policy), color::red);
}

TEST(JudgeComponent, OneThatIsStuckInOneHandlerIsToldFromOneThatHasTooMuchToDo) {
  auto f = running();
  heartbeat beat;
  beat.missed = 1;
  const auto reason = [&] { return judge_component(f, &beat, now, {}).reason; };
  EXPECT_EQ(reason(), "did not answer its last heartbeat");
  f.usage.depth = 12;
  f.usage.handling_seconds = 5;
  EXPECT_EQ(reason(), "did not answer its last heartbeat: 12 messages wait for it");
  f.usage.handling_seconds = 5.1;
  EXPECT_EQ(reason(), "did not answer its last heartbeat: it has been in one handler for 5.1 s");
  beat.missed = 2;
  f.usage.handling_seconds = 42;
  EXPECT_EQ(reason(), "did not answer its last 2 heartbeats: it has been in one handler for 42 s");
  beat.missed = 0;
  EXPECT_EQ(reason(), "");
}

TEST(JudgeComponent, ItsOwnWordCounts) {
  heartbeat beat;
  beat.own = {color::yellow, "no tmux server on default"};
  const auto h = judge_component(running(), &beat, now, {});
  EXPECT_EQ(h.shade, color::yellow);
  EXPECT_EQ(h.reason, "no tmux server on default");
}

TEST(JudgeComponent, TellsTheAgeOfItsHeartbeat) {
  heartbeat beat;
  beat.answered = now - 12s;
  beat.took = 3ms;
  const auto h = judge_component(running(), &beat, now, {});
  EXPECT_DOUBLE_EQ(*h.heartbeat_age, 12);
  EXPECT_DOUBLE_EQ(*h.heartbeat_rtt, 0.003);
}

TEST(Limits, AreTheGuidesTable) {
  EXPECT_DOUBLE_EQ(limits_for(10).target_seconds, 0.020);
  EXPECT_DOUBLE_EQ(limits_for(11).target_seconds, 0.040);
  EXPECT_DOUBLE_EQ(limits_for(50).warning_seconds, 0.120);
  EXPECT_DOUBLE_EQ(limits_for(51).critical_seconds, 0.400);
  EXPECT_DOUBLE_EQ(limits_for(200).critical_seconds, 0.750);
}

TEST(Limits, GrowInProportionAboveTheTable) {
  EXPECT_DOUBLE_EQ(limits_for(400).target_seconds, 0.700);
  EXPECT_DOUBLE_EQ(limits_for(1000).critical_seconds, 3.750);
}

snapshot with_cycle(double median, std::uint64_t agents) {
  auto f = std::make_shared<fleet>();
  f->stats.agents = agents;
  f->stats.cycle.steady = now;
  snapshot s;
  s.fleet_now = f;
  s.cycle_median_seconds = median;
  return s;
}

TEST(Performance, AtTheWarningIsStillGreenOverItIsYellow) {
  EXPECT_EQ(judge_performance(with_cycle(0.030, 10)).shade, color::green);
  EXPECT_EQ(judge_performance(with_cycle(0.0301, 10)).shade, color::yellow);
  EXPECT_EQ(judge_performance(with_cycle(0.050, 10)).shade, color::yellow);
  EXPECT_EQ(judge_performance(with_cycle(0.0501, 10)).shade, color::red);
}

TEST(Performance, SaysTheFigureAndTheLimit) {
  EXPECT_EQ(judge_performance(with_cycle(0.600, 200)).reason,
            "cycle time is 600 ms, over the warning 500 ms");
}

TEST(Resources, AgainstTheGuidesTable) {
  snapshot s;
  s.resources.rss_bytes = 150'000'000;
  EXPECT_EQ(judge_resources(s, 0).shade, color::green);
  s.resources.rss_bytes = 150'000'001;
  EXPECT_EQ(judge_resources(s, 0).shade, color::yellow);
  s.resources.rss_bytes = 200'000'001;
  EXPECT_EQ(judge_resources(s, 0).shade, color::red);
  EXPECT_EQ(judge_resources({}, 0.21).shade, color::yellow);
  EXPECT_EQ(judge_resources({}, 0.31).shade, color::red);
  snapshot big;
  big.state_file_bytes = 50'000'001;
  EXPECT_EQ(judge_resources(big, 0).shade, color::red);
}

snapshot
counted(std::uint64_t right, std::uint64_t contradicted, std::vector<census_fault> faults) {
  auto census = std::make_shared<census_report>();
  census->good_until = now + 900s;
  census->right = right;
  census->contradicted = contradicted;
  for (const auto what : faults)
    census->differences.push_back({what, "s", "%1", "", "", "", 0});
  snapshot s;
  s.census.last = census;
  return s;
}

TEST(Accuracy, IsGreenWhenAllAreRightAndBeforeTheFirstCensus) {
  EXPECT_EQ(judge_accuracy({}, now).shade, color::green);
  EXPECT_EQ(judge_accuracy(counted(3, 0, {}), now).shade, color::green);
  EXPECT_EQ(judge_accuracy(counted(0, 0, {}), now).shade, color::green);
}

TEST(Accuracy, IsYellowBelowAllAndRedUnder95PerCentAndSaysWhy) {
  const auto yellow = judge_accuracy(counted(19, 1, {}), now);
  EXPECT_EQ(yellow.shade, color::yellow);
  EXPECT_EQ(yellow.reason, "detection accuracy is 95 %: 1 contradicted");
  const auto red = judge_accuracy(
      counted(7, 0, {census_fault::missed, census_fault::phantom, census_fault::missed}), now);
  EXPECT_EQ(red.shade, color::red);
  EXPECT_EQ(red.reason, "detection accuracy is 70 %: 2 missed 1 phantom");
}

TEST(Accuracy, IsNotKnownWhenTheLastCensusIsTooOldWhateverItFound) {
  const auto red = counted(1, 0, {census_fault::missed});
  EXPECT_EQ(judge_accuracy(red, now + 900s).shade, color::red);
  const auto old = judge_accuracy(red, now + 901s);
  EXPECT_EQ(old.shade, color::yellow);
  EXPECT_EQ(old.reason,
            "detection accuracy is not known: the last census is too old, it found 50 %");
  EXPECT_EQ(judge_accuracy(counted(3, 0, {}), now + 901s).shade, color::yellow);
}

shared<snapshot> after(steady_time::duration age, void (*change)(cycle_stats&)) {
  auto f = std::make_shared<fleet>();
  f->stats.cycle.steady = now - age;
  change(f->stats);
  auto s = std::make_shared<snapshot>();
  s->fleet_now = f;
  return s;
}

TEST(Flow, BeforeTheFirstCycleIsYellow) {
  EXPECT_EQ(judge_flow(nullptr, now, {}).shade, color::yellow);
}

TEST(Flow, FiguresOlderThanThreeCyclesAreRed) {
  EXPECT_EQ(judge_flow(after(3s, [](cycle_stats&) {}), now, {}).shade, color::green);
  EXPECT_EQ(judge_flow(after(3001ms, [](cycle_stats&) {}), now, {}).shade, color::red);
}

TEST(Flow, ALongCycleIsNotStaleWhileItLasts) {
  EXPECT_EQ(judge_flow(after(5s, [](cycle_stats& s) { s.duration = 2s; }), now, {}).shade,
            color::green);
}

TEST(Flow, NoServerIsYellowAndATmuxThatDoesNotAnswerRed) {
  EXPECT_EQ(judge_flow(after(1s, [](cycle_stats& s) { s.server_present = false; }), now, {}).shade,
            color::yellow);
  const auto one_of_two = [](cycle_stats& s) {
    s.servers = 2;
    s.servers_silent = 1;
    s.tmux_answers = false;
  };
  EXPECT_EQ(judge_flow(after(1s, one_of_two), now, {}).shade, color::yellow);
  EXPECT_EQ(judge_flow(after(1s, [](cycle_stats& s) { s.tmux_answers = false; }), now, {}).shade,
            color::red);
}

component_health judged(const char* name, color c, bool critical) {
  component_health h;
  h.facts = running(name);
  h.facts.critical = critical;
  h.shade = c;
  h.reason = "why";
  return h;
}

TEST(Overall, ARedCriticalComponentIsRedAndNamed) {
  const auto w = overall({judged("a", color::yellow, false), judged("b", color::red, true)}, {});
  EXPECT_EQ(w.shade, color::red);
  EXPECT_EQ(w.reason, "b: why");
}

TEST(Overall, ARedComponentThatIsNotCriticalIsYellow) {
  EXPECT_EQ(overall({judged("a", color::red, false)}, {}).shade, color::yellow);
}

TEST(Overall, FiguresCountToo) {
  EXPECT_EQ(overall({}, {{color::red, "slow"}}).reason, "slow");
  EXPECT_EQ(overall({judged("a", color::green, true)}, {{}}).shade, color::green);
}

} // namespace
} // namespace orc
