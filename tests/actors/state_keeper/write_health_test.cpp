#include "actors/state_keeper/write_health.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

const steady_time start{1h};
const error full{errc::storage, "state.db: database or disk is full"};
const error locked{errc::busy, "state.db: database is locked"};

TEST(WriteHealth, IsGreenWhileWritingGoesWell) {
  const auto h = wrote(opened({}));
  EXPECT_EQ(report(h, 0, start).own, color::green);
  EXPECT_EQ(report(h, 0, start).reason, "");
}

TEST(WriteHealth, AFailedWriteIsRedUntilOneSucceeds) {
  auto h = write_failed(opened({}), full, start);
  EXPECT_EQ(report(h, 0, start).own, color::red);
  EXPECT_EQ(report(h, 0, start).reason, full.message);
  h = wrote(h);
  EXPECT_EQ(report(h, 0, start).own, color::green);
}

TEST(WriteHealth, ALockIsYellowTwiceAndRedTheThirdTime) {
  auto h = opened({});
  h = write_failed(h, locked, start);
  EXPECT_EQ(report(h, 0, start).own, color::yellow);
  h = write_failed(h, locked, start);
  EXPECT_EQ(report(h, 0, start).own, color::yellow);
  h = write_failed(h, locked, start);
  EXPECT_EQ(report(h, 0, start).own, color::red);
}

TEST(WriteHealth, ADatabaseThatFailsForGoodIsTriedOnceASecond) {
  auto h = opened({});
  for (int i = 0; i < 2; ++i)
    h = write_failed(h, locked, start);
  EXPECT_TRUE(may_write(h, start));
  h = write_failed(h, locked, start);
  EXPECT_FALSE(may_write(h, start + 999ms));
  EXPECT_TRUE(may_write(h, start + 1s));
  EXPECT_TRUE(may_write(wrote(h), start));
}

TEST(WriteHealth, IsLongAwayWhenItFailedWithoutEndForHalfAMinute) {
  EXPECT_FALSE(is_long_away(wrote(opened({})), start));
  auto h = write_failed(opened({}), full, start);
  h = write_failed(h, locked, start + 20s);
  EXPECT_FALSE(is_long_away(h, start + 30s - 1ms));
  EXPECT_TRUE(is_long_away(h, start + 30s));
  h = write_failed(wrote(h), full, start + 31s);
  EXPECT_FALSE(is_long_away(h, start + 60s));
  EXPECT_TRUE(is_long_away(open_failed({}, full, start), start + 30s));
}

TEST(WriteHealth, OpeningItAgainIsNoEndOfAFailureToWrite) {
  auto h = opened(lost(write_failed(opened({}), full, start)));
  EXPECT_EQ(report(h, 0, start).reason, full.message);
  EXPECT_TRUE(is_long_away(write_failed(h, full, start + 30s), start + 30s));
  EXPECT_EQ(report(wrote(h), 0, start).own, color::green);
  EXPECT_EQ(report(opened(open_failed({}, full, start)), 0, start).own, color::green);
}

TEST(WriteHealth, SaysWhatWaitsInTheSpool) {
  const auto well = wrote(opened({}));
  EXPECT_EQ(report(well, 7, start).own, color::yellow);
  EXPECT_NE(report(well, 7, start).reason.find("7 records wait in the spool"), std::string::npos);
  const auto away = write_failed(well, full, start);
  EXPECT_EQ(report(away, 7, start).own, color::red);
  EXPECT_EQ(report(away, 7, start).reason, full.message + "; 7 records wait in the spool");
}

TEST(WriteHealth, ADatabaseThatCannotBeOpenedIsRedEvenWhereItIsLocked) {
  EXPECT_EQ(report(open_failed({}, locked, start), 0, start).own, color::red);
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
  h = lost(opened(h));
  EXPECT_TRUE(may_open(h, now));
}

TEST(WriteHealth, NoticeOfDamageIsYellowForAnHour) {
  const auto h = wrote(noted(opened({}), "it was damaged", start));
  EXPECT_EQ(report(h, 0, start + 1h - 1ms).own, color::yellow);
  EXPECT_EQ(report(h, 0, start + 1h - 1ms).reason, "it was damaged");
  EXPECT_EQ(report(h, 0, start + 1h).own, color::green);
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
