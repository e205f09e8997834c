#include "runtime/supervision/restart_policy.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr steady_time t0{1h};

TEST(RestartType, DecidesAfterWhichEnds) {
  EXPECT_TRUE(restarts_after(restart_type::permanent, true));
  EXPECT_TRUE(restarts_after(restart_type::permanent, false));
  EXPECT_TRUE(restarts_after(restart_type::transient, true));
  EXPECT_FALSE(restarts_after(restart_type::transient, false));
  EXPECT_FALSE(restarts_after(restart_type::temporary, true));
}

TEST(Backoff, C35_DoublesUpToItsMaximum) {
  const backoff_policy p{100ms, 1000ms, 0, 30s};
  EXPECT_EQ(backoff_delay(p, 0, 0.5), 100ms);
  EXPECT_EQ(backoff_delay(p, 1, 0.5), 200ms);
  EXPECT_EQ(backoff_delay(p, 3, 0.5), 800ms);
  EXPECT_EQ(backoff_delay(p, 4, 0.5), 1000ms);
}

TEST(Backoff, C35_JitterAddsUpToItsShare) {
  const backoff_policy p{100ms, 1000ms, 0.2, 30s};
  EXPECT_EQ(backoff_delay(p, 0, 0), 100ms);
  EXPECT_EQ(backoff_delay(p, 0, 1), 120ms);
}

TEST(Backoff, C36_NeverOverflows) {
  EXPECT_EQ(backoff_delay({100ms, 10s, 0, 30s}, 1'000'000, 0), 10s);
}

TEST(Intensity, C27_ServesSoManyWithinThePeriodAndNotOneMore) {
  restart_budget budget;
  const intensity_policy p{2, 5s};
  EXPECT_TRUE(budget.spend(t0, p));
  EXPECT_TRUE(budget.spend(t0 + 1s, p));
  EXPECT_FALSE(budget.spend(t0 + 4999ms, p));
}

TEST(Intensity, C29_TheWindowSlides) {
  restart_budget budget;
  const intensity_policy p{2, 5s};
  EXPECT_TRUE(budget.spend(t0, p));
  EXPECT_TRUE(budget.spend(t0 + 4s, p));
  EXPECT_TRUE(budget.spend(t0 + 5s, p));
  EXPECT_FALSE(budget.spend(t0 + 6s, p));
}

TEST(Intensity, C28_ZeroServesNone) {
  EXPECT_FALSE(restart_budget{}.spend(t0, {0, 5s}));
}

} // namespace
} // namespace orc
