// E. Intensity: how much is too much.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C27_OneRestartMoreThanAllowedEndsIt) {
  spec.intensity = {2, 60s};
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  const auto end = end_of(boss);
  for (int i = 0; i < 2; ++i) {
    crash(named(0));
    advance(1s);
    EXPECT_EQ(states(boss), "a=running b=running");
  }
  crash(named(0));
  EXPECT_TRUE(end->over);
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, C28_WithoutAnyBudgetTheFirstFailureEndsIt) {
  spec.intensity = {0, 60s};
  spec.children = {child("a")};
  const auto end = end_of(begin());
  EXPECT_FALSE(end->over);
  crash(named(0));
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C29_TheWindowSlides) {
  spec.intensity = {2, 10s};
  spec.children = {child("a")};
  auto boss = begin();
  const auto end = end_of(boss);
  crash(named(0)); // at 0
  advance(9s);
  crash(named(0)); // at 9
  advance(1s);
  crash(named(0)); // at 10: the first is forgotten, a bucket of 10 s would be empty
  advance(8999ms);
  EXPECT_EQ(states(boss), "a=running");
  crash(named(0)); // at 18.999: the one at 9 still counts
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C30_OneBudgetForAllChildren) {
  spec.intensity = {2, 60s};
  spec.children = {child("a"), child("b"), child("c")};
  const auto end = end_of(begin());
  crash(named(0));
  crash(named(1));
  EXPECT_FALSE(end->over);
  crash(named(2));
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C31_OneForAllCountsTheCycleNotTheChildren) {
  spec.how = strategy::one_for_all;
  spec.intensity = {1, 60s};
  spec.children = {child("a"), child("b"), child("c"), child("d")};
  auto boss = begin();
  const auto end = end_of(boss);
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running b=running c=running d=running");
  crash(named(3));
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C32_TheClockIsMonotonic) {
  // Nothing that decides sees a wall clock: the budget takes steady time alone.
  static_assert(std::is_same_v<steady_time, std::chrono::steady_clock::time_point>);
  static_assert(std::chrono::steady_clock::is_steady);
  restart_budget budget;
  const steady_time start{1h};
  EXPECT_TRUE(budget.spend(start, {1, 10s}));
  EXPECT_FALSE(budget.spend(start + 9999ms, {1, 10s}));
  EXPECT_FALSE(budget.spend(start + 19998ms, {1, 10s}));
  EXPECT_TRUE(budget.spend(start + 29998ms, {1, 10s}));
}

TEST_F(Supervision, C33_AFailedRestartCountsLikeACrash) {
  int failures = 0;
  spec.intensity = {2, 60s};
  spec.children = {reluctant("a", &failures)};
  const auto end = end_of(begin());
  failures = 100;
  crash(named(0));
  advance(100ms); // second failure
  EXPECT_FALSE(end->over);
  advance(200ms); // third
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C34_OnTheWayOutItStopsAllInReverseAndSaysWhy) {
  spec.intensity = {0, 60s};
  spec.children = {child("a"), child("b"), child("c")};
  const auto end = end_of(begin());
  events.clear();
  crash(named(1), "disk on fire");
  EXPECT_EQ(events, (words{"crashed b", "gave_up b", "stopped c", "stopped a"}));
  EXPECT_NE(end->reason.find("gave_up"), std::string::npos) << end->reason;
  EXPECT_NE(end->reason.find("boss gave up, since b went down too often"), std::string::npos)
      << end->reason;
  EXPECT_NE(end->reason.find("disk on fire"), std::string::npos) << end->reason;
}

} // namespace
} // namespace orc
