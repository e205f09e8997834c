#include "actors/metrics_aggregator/books.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

fleet cycle(std::chrono::milliseconds took,
            std::vector<std::pair<std::string, agent_state>> agents = {}) {
  fleet f;
  f.stats.duration = took;
  for (auto& [id, state] : agents) {
    agent_view a;
    a.where.agent_id = id;
    a.says.state = state;
    f.agents.push_back(std::move(a));
  }
  return f;
}

TEST(Books, AddUpWhatProducersGotRidOfAndTakeTheLastWordForWhatWaits) {
  books b;
  b.note(recording_figures{"agent_monitor", 5, 0, 3});
  b.note(recording_figures{"idle_analyzer", 9, 2, 1});
  b.note(recording_figures{"idle_analyzer", 4, 1, 7});
  b.note(operations_done{"write", {1, 0}, 1, spool_size{100, 3}});
  b.note(operations_done{"check", {1, 0}, 0});
  const auto s = b.figures();
  EXPECT_EQ(s.recording.at("idle_analyzer").waiting, 4u);
  EXPECT_EQ(s.recording.at("idle_analyzer").dropped, 3u);
  EXPECT_EQ(s.recording.at("idle_analyzer").acknowledged, 8u);
  EXPECT_EQ(s.recording.at("agent_monitor").acknowledged, 3u);
  EXPECT_EQ(s.spool.bytes, 100u);
  EXPECT_EQ(s.spool.records, 3u);
}

shared<census_report> census(std::vector<census_fault> faults, const std::string& error = "") {
  auto r = std::make_shared<census_report>();
  for (const auto what : faults)
    r->differences.push_back({what, "default", "%1", "", "", "", 0});
  r->error = error;
  return r;
}

TEST(Books, KeepTheLastCensusThatCouldBeMadeAndAddUpItsDifferences) {
  books b;
  EXPECT_EQ(b.figures().census.last, nullptr);
  b.note(census({census_fault::missed, census_fault::missed, census_fault::wrong_kind}));
  const auto last = census({census_fault::missed});
  b.note(last);
  b.note(census({}, "tmux does not answer"));
  const auto c = b.figures().census;
  EXPECT_EQ(c.last, last);
  EXPECT_EQ(c.made, 3U);
  EXPECT_EQ(c.failed, 1U);
  EXPECT_EQ(b.figures().checks.attempted, 3U);
  EXPECT_EQ(b.figures().checks.failed, 1U);
  EXPECT_EQ(c.differences, (std::array<std::uint64_t, 3>{3, 0, 1}));
}

TEST(Books, CountAContradictionOnceForAsLongAsItLasts) {
  constexpr auto stuck = static_cast<std::size_t>(contradiction::busy_but_still);
  constexpr auto shell = static_cast<std::size_t>(contradiction::shell_prompt_in_front);
  books b;
  auto f = cycle(10ms, {{"a", agent_state::working}, {"b", agent_state::working}});
  f.agents[0].contradictions = {contradiction::busy_but_still};
  b.close_cycle(f, steady_time{1s});
  f.agents[0].contradictions = {contradiction::shell_prompt_in_front,
                                contradiction::busy_but_still};
  f.agents[1].contradictions = {contradiction::busy_but_still};
  b.close_cycle(f, steady_time{2s});
  EXPECT_EQ(b.figures().contradictions.now[stuck], 2U);
  EXPECT_EQ(b.figures().contradictions.begun[stuck], 2U);
  EXPECT_EQ(b.figures().contradictions.begun[shell], 1U);
  f.agents[0].contradictions.clear();
  b.close_cycle(f, steady_time{3s});
  EXPECT_EQ(b.figures().contradictions.now[stuck], 1U);
  EXPECT_EQ(b.figures().contradictions.now[shell], 0U);
  f.agents[0].contradictions = {contradiction::busy_but_still};
  b.close_cycle(f, steady_time{4s});
  EXPECT_EQ(b.figures().contradictions.begun[stuck], 3U);
}

TEST(Books, AddUpOperationsOfEachKind) {
  books b;
  b.note(operations_done{"write", {3, 1}, 4096});
  b.note(operations_done{"write", {2, 0}, 0});
  b.note(operations_done{"check", {5, 2}, 0});
  b.note(operations_done{"no such kind", {9, 9}, 0});
  auto f = cycle(10ms);
  f.stats.captures = 7;
  f.stats.captures_failed = 1;
  f.stats.readings = 6;
  f.stats.readings_failed = 2;
  f.stats.complete = false;
  b.close_cycle(f, steady_time{1s});
  const auto s = b.figures();
  EXPECT_EQ(s.writes.attempted, 5U);
  EXPECT_EQ(s.writes.failed, 1U);
  EXPECT_EQ(s.checks.failed, 2U);
  EXPECT_EQ(s.captures.attempted, 7U);
  EXPECT_EQ(s.readings.failed, 2U);
  EXPECT_EQ(s.state_file_bytes, 4096U);
  EXPECT_EQ(s.cycles_incomplete, 1U);
  EXPECT_DOUBLE_EQ(error_rate(s), 6.0 / 23.0);
  EXPECT_EQ(error_rate({}), 0);
}

TEST(Books, TheMedianForgetsWhatIsOlderThanFiveMinutes) {
  books b;
  b.close_cycle(cycle(900ms), steady_time{0s});
  b.close_cycle(cycle(10ms), steady_time{300s});
  EXPECT_DOUBLE_EQ(b.figures().cycle_median_seconds, 0.455);
  b.close_cycle(cycle(20ms), steady_time{301s});
  EXPECT_DOUBLE_EQ(b.figures().cycle_median_seconds, 0.015);
  b.close_cycle(cycle(900ms), steady_time{302s});
  EXPECT_DOUBLE_EQ(b.figures().cycle_median_seconds, 0.02);
}

TEST(Books, ABucketHoldsItsOwnBound) {
  books b;
  b.close_cycle(cycle(5ms), {});
  b.close_cycle(cycle(6ms), {});
  b.close_cycle(cycle(3s), {});
  const auto h = b.figures().durations;
  EXPECT_EQ(h.at_most.front(), 1U);
  EXPECT_EQ(h.at_most[1], 2U);
  EXPECT_EQ(h.at_most.back(), 2U);
  EXPECT_EQ(h.count, 3U);
}

TEST(Books, TheFirstCycleChangesNothingAndLaterOnesCountWhatChanged) {
  books b;
  b.close_cycle(cycle(1ms, {{"a", agent_state::idle}, {"b", agent_state::working}}), {});
  EXPECT_EQ(b.figures().transitions, 0U);
  b.close_cycle(cycle(1ms, {{"a", agent_state::working}, {"b", agent_state::working}}), {});
  EXPECT_EQ(b.figures().transitions, 1U);
  b.close_cycle(cycle(1ms, {{"b", agent_state::working}, {"c", agent_state::starting}}), {});
  const auto s = b.figures();
  EXPECT_EQ(s.transitions, 2U);
  EXPECT_EQ(s.agents_by_state[static_cast<std::size_t>(agent_state::working)], 1U);
  EXPECT_EQ(s.agents_by_state[static_cast<std::size_t>(agent_state::idle)], 0U);
}

TEST(Books, AnAgentThatComesIsNoTransitionAndOneThatGoesIsOneUnlessItHadEnded) {
  books b;
  b.close_cycle(cycle(1ms, {{"a", agent_state::idle}}), {});
  b.close_cycle(cycle(1ms, {{"a", agent_state::idle}, {"b", agent_state::idle}}), {});
  EXPECT_EQ(b.figures().transitions, 0U);
  b.close_cycle(cycle(1ms, {{"b", agent_state::idle}}), {});
  EXPECT_EQ(b.figures().transitions, 1U);
  b.close_cycle(cycle(1ms, {{"b", agent_state::crashed}}), {});
  EXPECT_EQ(b.figures().transitions, 2U);
  b.close_cycle(cycle(1ms, {}), {});
  EXPECT_EQ(b.figures().transitions, 2U);
}

TEST(Books, OnlyACrashCountsAsARestart) {
  books b;
  for (const auto* type : {"started", "crashed", "backoff", "started", "stopped"})
    b.note(component_event{type, {}});
  EXPECT_EQ(b.figures().restarts, 1U);
}

} // namespace
} // namespace orc
