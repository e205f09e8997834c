#include "actors/state_keeper/write_health.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

const steady_time start{1h};
const error full{errc::storage, "state.db: database or disk is full"};
const error locked{errc::busy, "state.db: database is locked"};

TEST(WriteHealth, IsGreenWhileWritingGoesWell) {
  const auto h = wrote(opened({}, "", start));
  EXPECT_EQ(report(h, start).own, color::green);
  EXPECT_EQ(report(h, start).reason, "");
}

TEST(WriteHealth, AFailedWriteIsRedUntilOneSucceeds) {
  auto h = write_failed(opened({}, "", start), full);
  EXPECT_EQ(report(h, start).own, color::red);
  EXPECT_EQ(report(h, start).reason, full.message);
  h = wrote(h);
  EXPECT_EQ(report(h, start).own, color::green);
}

TEST(WriteHealth, ALockIsYellowTwiceAndRedTheThirdTime) {
  auto h = opened({}, "", start);
  h = write_failed(h, locked);
  EXPECT_EQ(report(h, start).own, color::yellow);
  h = write_failed(h, locked);
  EXPECT_EQ(report(h, start).own, color::yellow);
  h = write_failed(h, locked);
  EXPECT_EQ(report(h, start).own, color::red);
}

TEST(WriteHealth, ADatabaseThatCannotBeOpenedIsRedEvenWhereItIsLocked) {
  EXPECT_EQ(report(open_failed({}, locked, start), start).own, color::red);
}

TEST(WriteHealth, TriesToOpenAgainAfterLongerAndLongerPauses) {
  write_health h;
  EXPECT_TRUE(may_open(h, start));
  auto now = start;
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    h = open_failed(h, full, now);
    EXPECT_FALSE(may_open(h, now + pause - 1ms)) << pause.count();
    EXPECT_TRUE(may_open(h, now + pause)) << pause.count();
    now += pause;
  }
  h = lost(opened(h, "", now));
  EXPECT_TRUE(may_open(h, now));
}

TEST(WriteHealth, NoticeOfDamageIsYellowForAnHour) {
  const auto h = wrote(opened({}, "it was damaged", start));
  EXPECT_EQ(report(h, start + 1h - 1ms).own, color::yellow);
  EXPECT_EQ(report(h, start + 1h - 1ms).reason, "it was damaged");
  EXPECT_EQ(report(h, start + 1h).own, color::green);
}

TEST(WriteHealth, AFailureThatLastsIsSaidOnceAMinute) {
  auto first = say({}, full, start);
  EXPECT_TRUE(first.worth_it);
  EXPECT_FALSE(say(first.next, full, start + 1min - 1ms).worth_it);
  EXPECT_TRUE(say(first.next, full, start + 1min).worth_it);
  EXPECT_TRUE(say(first.next, locked, start + 1s).worth_it);
  EXPECT_TRUE(say(wrote(first.next), full, start + 1s).worth_it); // it was over in between
}

} // namespace
} // namespace orc
