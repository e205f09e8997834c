#include "runtime/telemetry/log_repeats.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct LogRepeats : testing::Test {
  log_repeats repeats{30s};
  log_repeats::time start = std::chrono::system_clock::time_point{} + 1000h;
  std::vector<log_repeats::tally> due;

  bool admit(const std::string& text,
             log_repeats::time::duration at,
             const std::string& component = "tmux_gateway") {
    return repeats.admit({component, 3, text}, start + at, due);
  }
};

TEST_F(LogRepeats, WithinTheWindowAreCountedAndToldAtItsEnd) {
  EXPECT_TRUE(admit("slow", 0s));
  EXPECT_FALSE(admit("slow", 1s));
  EXPECT_FALSE(admit("slow", 30s - 1ns));
  EXPECT_TRUE(repeats.over(start + 30s - 1ns).empty());
  const auto over = repeats.over(start + 30s);
  ASSERT_EQ(over.size(), 1u);
  EXPECT_EQ(over[0].times, 2u);
  EXPECT_EQ(over[0].what.text, "slow");
  EXPECT_EQ(over[0].what.component, "tmux_gateway");
  EXPECT_TRUE(repeats.over(start + 90s).empty());
}

TEST_F(LogRepeats, AfterTheWindowTheMessageIsWrittenAgainBehindItsCount) {
  admit("slow", 0s);
  admit("slow", 1s);
  EXPECT_TRUE(admit("slow", 30s));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].times, 1u);
}

TEST_F(LogRepeats, OfTwoComponentsAreTwoMessages) {
  EXPECT_TRUE(admit("slow", 0s, "state_keeper"));
  EXPECT_TRUE(admit("slow", 0s, "tmux_gateway"));
}

TEST_F(LogRepeats, ThatTakeTurnsAreCountedEach) {
  for (const auto* text : {"a", "b", "a", "b", "b"})
    admit(text, 1s);
  const auto over = repeats.rest();
  ASSERT_EQ(over.size(), 2u);
  EXPECT_EQ(over[0].times + over[1].times, 3u);
}

TEST_F(LogRepeats, ThatMustMakeRoomAreToldBeforeTheyAreForgotten) {
  admit("first", 0s);
  admit("first", 0s);
  for (int i = 0; i < 127; ++i)
    admit(std::to_string(i), 1s);
  EXPECT_TRUE(due.empty());
  admit("one more", 1s);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].what.text, "first");
}

TEST_F(LogRepeats, AClockThatIsSetBackEndsTheWindow) {
  admit("slow", 0s);
  EXPECT_TRUE(admit("slow", -1h));
}

TEST_F(LogRepeats, AWindowOfZeroKeepsNothingBack) {
  repeats = log_repeats{0s};
  EXPECT_TRUE(admit("slow", 0s));
  EXPECT_TRUE(admit("slow", 0s));
  EXPECT_TRUE(repeats.rest().empty());
}

} // namespace
} // namespace orc
