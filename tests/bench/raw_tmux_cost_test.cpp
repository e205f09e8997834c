#include "tests/bench/raw_tmux_cost.hpp"

#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>

namespace orc::bench {
namespace {

TEST(raw_tmux_cost, reads_every_pane_in_as_many_batches_as_needed) {
  test::private_tmux tmux;
  for (int i = 0; i < 4; ++i)
    tmux.add_window("first");
  const auto cost = raw_tmux_median({{}, tmux.socket()}, 2, 3);
  ASSERT_TRUE(cost) << cost.error().message;
  EXPECT_EQ(cost->panes, 5U);
  EXPECT_EQ(cost->batches, 3U);
  EXPECT_GE(cost->bytes, 5U * 24U);
  EXPECT_GT(cost->list.count(), 0.0);
  EXPECT_GT(cost->capture.count(), 0.0);
  EXPECT_EQ(cost->together(), cost->list + cost->capture);
}

TEST(raw_tmux_cost, says_that_there_is_no_server) {
  const test::scratch_folder folder;
  const auto cost = raw_tmux_median({{}, folder / "none"});
  ASSERT_FALSE(cost);
  EXPECT_EQ(cost.error().code, errc::no_server);
}

} // namespace
} // namespace orc::bench
