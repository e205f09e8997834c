#include "actors/tmux_gateway/reach.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

TEST(reach, is_green_after_a_good_answer_and_for_want_of_a_server) {
  EXPECT_EQ(report_of(std::nullopt).own, color::green);
  EXPECT_EQ(report_of(std::nullopt).reason, "");
  EXPECT_EQ(report_of(error{errc::no_server, "nobody is there"}).own, color::green);
}

TEST(reach, is_yellow_when_tmux_does_not_answer_and_says_why) {
  for (const auto code : {errc::timed_out, errc::permission, errc::protocol, errc::io}) {
    EXPECT_EQ(report_of(error{code, "it failed"}).own, color::yellow);
    EXPECT_EQ(report_of(error{code, "it failed"}).reason, "it failed");
  }
}

} // namespace
} // namespace orc
