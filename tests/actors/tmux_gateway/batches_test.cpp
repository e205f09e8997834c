#include "actors/tmux_gateway/batches.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using slots = std::vector<batch_slot>;
using indices = std::vector<std::size_t>;

TEST(plan_batches, fills_a_batch_over_all_sessions_together) {
  const auto plan = plan_batches({2, 1}, 3);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].slots, (slots{{0, 0}, {0, 1}, {1, 0}}));
  EXPECT_EQ(plan[0].completes, (indices{0, 1}));
}

TEST(plan_batches, opens_the_next_batch_only_when_one_is_full) {
  EXPECT_EQ(plan_batches({3}, 3).size(), 1U);
  const auto plan = plan_batches({4}, 3);
  ASSERT_EQ(plan.size(), 2U);
  EXPECT_EQ(plan[0].slots.size(), 3U);
  EXPECT_TRUE(plan[0].completes.empty());
  EXPECT_EQ(plan[1].slots, (slots{{0, 3}}));
  EXPECT_EQ(plan[1].completes, (indices{0}));
}

TEST(plan_batches, completes_each_session_with_panes_exactly_once_in_the_batch_of_its_last_pane) {
  const auto plan = plan_batches({1, 0, 5, 2}, 2);
  indices completed;
  for (const auto& part : plan)
    for (const auto session : part.completes) {
      completed.push_back(session);
      EXPECT_EQ(part.slots.empty(), false);
    }
  EXPECT_EQ(completed, (indices{0, 2, 3}));
  EXPECT_EQ(plan.size(), 4U);
}

TEST(plan_batches, makes_nothing_of_nothing_and_at_least_one_of_a_size_of_zero) {
  EXPECT_TRUE(plan_batches({}, 200).empty());
  EXPECT_TRUE(plan_batches({0, 0}, 200).empty());
  EXPECT_EQ(plan_batches({2}, 0).size(), 2U);
}

} // namespace
} // namespace orc
