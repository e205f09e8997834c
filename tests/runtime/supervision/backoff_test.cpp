// F. Backoff: how long a child waits before it is started again.
#include "tests/runtime/supervision/worker.hpp"

#include <limits>

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C35_TheDelayDoublesUpToItsMaximumAndJitterAddsUpToItsShare) {
  const backoff_policy plain{100ms, 1000ms, 0};
  for (const auto& [failures, delay] :
       {std::pair{0U, 100ms}, {1U, 200ms}, {2U, 400ms}, {3U, 800ms}, {4U, 1000ms}, {5U, 1000ms}})
    EXPECT_EQ(backoff_delay(plain, failures, 1), delay) << failures;
  const backoff_policy loose{100ms, 1000ms, 0.2};
  EXPECT_EQ(backoff_delay(loose, 0, 0), 100ms);
  EXPECT_EQ(backoff_delay(loose, 0, 0.5), 110ms);
  EXPECT_EQ(backoff_delay(loose, 9, 1), 1200ms); // the jitter comes after the maximum

  spec.backoff.jitter = 0.2;
  spec.seed = 7;
  std::vector<std::chrono::milliseconds> delays;
  for (int run_of_it = 0; run_of_it < 2; ++run_of_it) {
    spec.children = {child("a")};
    auto boss = begin();
    told.clear();
    crash(named(0));
    delays.push_back(told.back().delay);
    shut_down(boss);
  }
  EXPECT_EQ(delays.at(0), delays.at(1)); // the same seed, the same luck
  EXPECT_GE(delays.at(0), 100ms);
  EXPECT_LE(delays.at(0), 120ms);
}

TEST_F(Supervision, C35_AChildWaitsLongerEachTime) {
  spec.children = {child("a")};
  auto boss = begin();
  for (const auto delay : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
    crash(named(0));
    advance(delay - 1ms);
    EXPECT_EQ(states(boss), "a=backoff");
    advance(1ms);
    EXPECT_EQ(states(boss), "a=running");
  }
}

TEST_F(Supervision, C36_AMillionFailuresOverflowNothing) {
  const backoff_policy policy{100ms, 10000ms, 0};
  EXPECT_EQ(backoff_delay(policy, 1'000'000, 0), 10000ms);
  EXPECT_EQ(backoff_delay(policy, std::numeric_limits<std::uint64_t>::max(), 0), 10000ms);
}

TEST_F(Supervision, C37_ALongRunForgives) {
  spec.children = {child("a")};
  auto boss = begin();
  crash(named(0));
  advance(100ms);
  advance(29999ms);
  crash(named(0));
  advance(199ms);
  EXPECT_EQ(states(boss), "a=backoff"); // a moment too short: the second delay
  advance(1ms);
  advance(30s);
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running");
}

TEST_F(Supervision, C38_WhatAnOlderIncarnationRanDoesNotForgiveANewerOne) {
  int failures = 0;
  spec.children = {reluctant("a", &failures)};
  auto boss = begin();
  advance(31s); // a long run of the first
  failures = 2;
  crash(named(0));
  advance(100ms); // the first failed start
  EXPECT_EQ(first(boss).incarnation, 2u);
  advance(199ms);
  EXPECT_EQ(first(boss).incarnation, 2u);
  advance(1ms);
  EXPECT_EQ(first(boss).incarnation, 3u);
  advance(399ms);
  EXPECT_EQ(first(boss).incarnation, 3u);
}

TEST_F(Supervision, C39_TooManyRestartsOfOneChildEndIt) {
  spec.backoff.max_restarts = 3;
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  const auto end = end_of(boss);
  for (int i = 0; i < 3; ++i) {
    crash(named(0));
    advance(1s);
  }
  EXPECT_EQ(states(boss), "a=running b=running");
  crash(named(1)); // another child has a count of its own
  advance(1s);
  EXPECT_EQ(states(boss), "a=running b=running");
  crash(named(0));
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C40_WithoutBackoffItRestartsAtOnceThroughTheMailbox) {
  spec.backoff.min = 0ms;
  spec.intensity = {200, 60s};
  int failures = 0;
  spec.children = {reluctant("a", &failures)};
  auto boss = begin();
  failures = 100; // a recursion as deep would show
  crash(named(0));
  for (int i = 0; i < 101; ++i)
    advance(0ms);
  EXPECT_EQ(states(boss), "a=running");
  EXPECT_EQ(first(boss).restarts, 101u);
}

TEST_F(Supervision, C41_InTheGapRequestsFailAtOnceAndTheRestIsCounted) {
  spec.children = {child("a")};
  begin();
  crash(named(0));
  const auto& stats = name_behind(spec.children[0].name).stats();
  const auto answer = ask_now<int>(named(0), 0);
  ASSERT_FALSE(answer);
  EXPECT_TRUE(is(answer.error(), errc::unavailable));
  EXPECT_EQ(system().render(answer.error()), "unavailable: a");
  tell_from_outside(named(0), 1);
  EXPECT_EQ(stats.refused, 1u);
  EXPECT_EQ(stats.dropped, 1u);
}

TEST_F(Supervision, C42_ARetryThatFiresTooLateIsIgnored) {
  spec.children = {child("a"), child("b"), child("c")};
  auto boss = begin();
  for (std::size_t i = 0; i < 3; ++i)
    crash(named(i));
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"a"}));
  ASSERT_TRUE(ask_now<component_facts>(boss, restart_atom_v, std::string{"b"}));
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"c"}));
  ASSERT_TRUE(ask_now<component_facts>(boss, delete_atom_v, std::string{"c"}));
  advance(10s);
  EXPECT_EQ(states(boss), "a=stopped b=running");
  EXPECT_EQ(which(boss).at(1).incarnation, 2u);
  EXPECT_EQ(worker_state::census.alive, 1);
}

TEST_F(Supervision, C43_TheSupervisorAnswersInTheGap) {
  for (const auto how : {strategy::one_for_one, strategy::rest_for_one, strategy::one_for_all}) {
    spec.how = how;
    spec.children = {child("a"), child("b")};
    auto boss = begin();
    crash(named(1));
    EXPECT_TRUE(ask_now<child_entries>(boss, which_atom_v));
    EXPECT_TRUE(ask_now<child_counts>(boss, count_atom_v));
    EXPECT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"b"}));
    const auto end = end_of(boss);
    shut_down(boss);
    EXPECT_TRUE(end->over);
  }
  spec.how = strategy::simple_one_for_one;
  spec.children.clear();
  on_demand();
  auto boss = begin();
  const auto made = ask_now<child_entry>(boss, start_atom_v, std::string{"s"});
  crash(caf::actor_cast<worker_actor>(made->handle));
  EXPECT_EQ(states(boss), "s=backoff");
  EXPECT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"s"}));
  EXPECT_EQ(states(boss), "");
}

} // namespace
} // namespace orc
