#include "actors/tmux_gateway/reach.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

reach after(unsigned failures, errc code) {
  reach now;
  const error fault{code, "it failed"};
  for (unsigned i = 0; i < failures; ++i)
    now = advance(now, &fault);
  return now;
}

TEST(reach, is_green_before_and_after_a_good_answer) {
  EXPECT_EQ(report_of(reach{}).own, color::green);
  EXPECT_EQ(report_of(reach{}).reason, "");
  EXPECT_EQ(report_of(advance(after(9, errc::timed_out), nullptr)).own, color::green);
}

TEST(reach, is_yellow_for_four_failures_and_red_from_the_fifth_on) {
  EXPECT_EQ(report_of(after(1, errc::timed_out)).own, color::yellow);
  EXPECT_EQ(report_of(after(1, errc::timed_out)).reason, "it failed");
  EXPECT_EQ(report_of(after(4, errc::timed_out)).own, color::yellow);
  EXPECT_EQ(report_of(after(5, errc::timed_out)).own, color::red);
  EXPECT_EQ(report_of(after(5, errc::timed_out)).reason, "it failed (5 failures in a row)");
}

TEST(reach, stays_green_for_want_of_a_server) {
  EXPECT_EQ(report_of(after(100, errc::no_server)).own, color::green);
}

TEST(reach, counts_anew_after_an_answer_and_after_a_missing_server) {
  const error timeout{errc::timed_out, "t"};
  const error absent{errc::no_server, "n"};
  EXPECT_EQ(advance(advance(after(4, errc::timed_out), nullptr), &timeout).failures, 1U);
  EXPECT_EQ(advance(advance(after(4, errc::timed_out), &absent), &timeout).failures, 1U);
}

} // namespace
} // namespace orc
