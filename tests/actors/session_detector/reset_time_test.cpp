#include "actors/session_detector/reset_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// Tuesday, 24 November 2026, 10:00 in UTC, on a machine in Berlin.
reading_time in_berlin(const char* now = "2026-11-24T10:00:00Z") {
  return {from_rfc3339(now).value(),
          [](std::string_view zone, wall_time) -> std::optional<std::chrono::seconds> {
            if (zone.empty() || zone == "Europe/Berlin")
              return 1h;
            return zone == "America/New_York" ? std::optional<std::chrono::seconds>{-5h}
                                              : std::nullopt;
          }};
}

std::string read(std::string_view text, const reading_time& at = in_berlin()) {
  const auto out = reset_time(text, at);
  return out ? to_rfc3339(*out).substr(0, 19) : "none";
}

TEST(ResetTime, IsReadFromRfc3339WithFractionsAndOffsets) {
  EXPECT_EQ(to_rfc3339(*reset_time("2026-11-24T15:00:00Z", {})), "2026-11-24T15:00:00.000Z");
  EXPECT_EQ(to_rfc3339(*reset_time("until 2026-11-24T15:00:00.5+02:00, then", {})),
            "2026-11-24T13:00:00.500Z");
  EXPECT_EQ(to_rfc3339(*reset_time("2026-11-24 15:00:00 -01:30", {})), "2026-11-24T16:30:00.000Z");
  for (const auto* wrong : {"", "2026-13-24T15:00:00Z", "2026-02-30T15:00:00Z", "tea time"})
    EXPECT_EQ(read(wrong), "none") << wrong;
}

TEST(ResetTime, IsReadFromATimeOfDayInItsZone) {
  EXPECT_EQ(read("resets 3pm (UTC)"), "2026-11-24T15:00:00");
  EXPECT_EQ(read("Your limit will reset at 5am (UTC)."), "2026-11-24T05:00:00");
  EXPECT_EQ(read("resets at 3:30pm (Europe/Berlin)"), "2026-11-24T14:30:00");
  EXPECT_EQ(read("resets at 3:30 p.m. (America/New_York)"), "2026-11-24T20:30:00");
  EXPECT_EQ(read("try again at 3:04 PM"), "2026-11-24T14:04:00");
  EXPECT_EQ(read("resets 15:00 UTC+2"), "2026-11-24T13:00:00");
  EXPECT_EQ(read("resets 3pm PST"), "2026-11-24T23:00:00");
  EXPECT_EQ(read("resets 3pm (Etc/GMT+5)"), "2026-11-24T20:00:00"); // POSIX's sign
  EXPECT_EQ(read("resets 3pm (Etc/GMT-2)"), "2026-11-24T13:00:00");
  EXPECT_EQ(read("resets 3pm (Etc/UTC)"), "2026-11-24T15:00:00");
  EXPECT_EQ(read("resets 3pm (GMT+5)"), "2026-11-24T10:00:00");
  EXPECT_EQ(read("12am (UTC)"), "2026-11-25T00:00:00");
  EXPECT_EQ(read("12pm (UTC)"), "2026-11-24T12:00:00");
}

TEST(ResetTime, TakesATimeOfDayFromSixHoursAgoToEighteenAhead) {
  EXPECT_EQ(read("4:01am (UTC)"), "2026-11-24T04:01:00");
  EXPECT_EQ(read("3:59am (UTC)"), "2026-11-25T03:59:00");
  EXPECT_EQ(read("4am (UTC)", in_berlin("2026-11-24T23:30:00Z")), "2026-11-25T04:00:00");
  EXPECT_EQ(read("11pm (UTC)", in_berlin("2026-11-25T01:00:00Z")), "2026-11-24T23:00:00");
}

/// Words that were printed since the screen before.
reading_time fresh(const char* now, std::optional<wall_time> named = {}) {
  auto out = in_berlin(now);
  out.fresh = true;
  out.named = named;
  return out;
}

TEST(ResetTime, OfWordsJustPrintedLiesAhead) {
  EXPECT_EQ(read("Access resets at 12:00 AM PST.", fresh("2026-11-24T11:00:00Z")),
            "2026-11-25T08:00:00");
  EXPECT_EQ(read("4am (UTC)", fresh("2026-11-24T04:06:00Z")), "2026-11-25T04:00:00");
  EXPECT_EQ(read("4am (UTC)", fresh("2026-11-24T04:04:00Z")),
            "2026-11-24T04:00:00"); // this very one
  EXPECT_EQ(read("3am (UTC)", fresh("2026-11-24T04:00:00Z")), "2026-11-25T03:00:00");
  EXPECT_EQ(read("Tue 9am (UTC)", fresh("2026-11-24T10:00:00Z")), "2026-12-01T09:00:00");
  EXPECT_EQ(read("Tue 9pm (UTC)", fresh("2026-11-24T10:00:00Z")), "2026-11-24T21:00:00");
}

TEST(ResetTime, OfADayOfTheWeekThatIsTodayIsOverForSixHoursAtMost) {
  EXPECT_EQ(read("Tue 9am (UTC)", in_berlin("2026-11-24T14:59:00Z")), "2026-11-24T09:00:00");
  EXPECT_EQ(read("Tue 9am (UTC)", in_berlin("2026-11-24T15:00:00Z")), "2026-12-01T09:00:00");
  EXPECT_EQ(read("Monday (UTC)", in_berlin("2026-11-23T10:00:00Z")), "2026-11-30T00:00:00");
}

TEST(ResetTime, OfWordsThatStandStillIsTheMomentThatTheyNamed) {
  const auto named = from_rfc3339("2026-11-24T04:00:00Z");
  EXPECT_EQ(read("4am (UTC)", fresh("2026-11-24T12:00:00Z", named)), "2026-11-24T04:00:00");
  EXPECT_EQ(read("5am (Europe/Berlin)", fresh("2026-11-27T12:00:00Z", named)),
            "2026-11-24T04:00:00");
  EXPECT_EQ(read("Tue 4am (UTC)", fresh("2026-11-24T12:00:00Z", named)), "2026-11-24T04:00:00");
  EXPECT_EQ(read("Wed 4am (UTC)", fresh("2026-11-24T12:00:00Z", named)), "2026-11-25T04:00:00");
  EXPECT_EQ(read("5am (UTC)", fresh("2026-11-24T12:00:00Z", named)), "2026-11-25T05:00:00");
}

TEST(ResetTime, IsToldByTheClocksOfItsOwnMoment) {
  const auto summer_begins = from_rfc3339("2027-03-28T01:00:00Z").value();
  reading_time at{summer_begins - 5h, [&](std::string_view, wall_time then) {
                    return std::optional<std::chrono::seconds>{then < summer_begins ? 1h : 2h};
                  }};
  EXPECT_EQ(read("9am (Europe/Berlin)", at), "2027-03-28T07:00:00");
  EXPECT_EQ(read("1:30am (Europe/Berlin)", at), "2027-03-28T00:30:00");
  EXPECT_EQ(read("3:30am (Europe/Berlin)", at), "2027-03-28T01:30:00");
  EXPECT_EQ(read("resets Apr 2 at 3pm", at), "2027-04-02T13:00:00");
  at.now = summer_begins + 5h;
  EXPECT_EQ(read("resets Mar 27 at 3pm", at), "2027-03-27T14:00:00");
}

TEST(ResetTime, IsReadFromADay) {
  EXPECT_EQ(read("resets Nov 30 at 3pm (UTC)"), "2026-11-30T15:00:00");
  EXPECT_EQ(read("resets Nov 30, 3pm (UTC)"), "2026-11-30T15:00:00");
  EXPECT_EQ(read("30 November 2026, 15:00 UTC"), "2026-11-30T15:00:00");
  EXPECT_EQ(read("try again at Dec 3rd, 2026 3:04 PM"), "2026-12-03T14:04:00");
  EXPECT_EQ(read("resets 2026-11-30 (UTC)"), "2026-11-30T00:00:00");
  EXPECT_EQ(read("resets Jan 2 (UTC)"), "2027-01-02T00:00:00");
  EXPECT_EQ(read("tomorrow at 9 am UTC"), "2026-11-25T09:00:00");
  EXPECT_EQ(read("resets Monday 9am (UTC)"), "2026-11-30T09:00:00");
  EXPECT_EQ(read("resets Tue 9pm (UTC)"), "2026-11-24T21:00:00");
}

TEST(ResetTime, IsCountedFromNow) {
  EXPECT_EQ(read("retrying in 59m 36s"), "2026-11-24T10:59:36");
  EXPECT_EQ(read("try again in 3 hours 12 minutes"), "2026-11-24T13:12:00");
  EXPECT_EQ(read("Try again in 3h12m."), "2026-11-24T13:12:00");
  EXPECT_EQ(read("retry after 3600 seconds"), "2026-11-24T11:00:00");
  EXPECT_EQ(read("in 5 days 1 hour"), "2026-11-29T11:00:00");
  EXPECT_EQ(read("Please retry in 1 week"), "2026-12-01T10:00:00");
  EXPECT_EQ(read("in 366 days"), "2027-11-25T10:00:00");
  EXPECT_EQ(read("in 367 days"), "none");
  EXPECT_EQ(read("maybe 30 minutes"), "2026-11-24T10:30:00"); // not the thirtieth of May
}

TEST(ResetTime, IsReadFromSecondsSince1970) {
  EXPECT_EQ(read("1795000000"), "2026-11-18T11:06:40");
  EXPECT_EQ(to_rfc3339(*reset_time("|1795000000123|", in_berlin())), "2026-11-18T11:06:40.123Z");
  EXPECT_EQ(read("179500000"), "none");
}

TEST(ResetTime, SaysNothingOfZonesThatAreNotKnown) {
  EXPECT_EQ(read("3pm (Mars/Olympus_Mons)"), "none");
  for (const auto* other : {"3pm (XYZ)", "3pm JST", "at 3 PM AEST.", "3 p.m. IST", "15:00 (BRT)"})
    EXPECT_EQ(read(other), "none") << other;
  EXPECT_EQ(read("3pm. TRY LATER"), "2026-11-24T14:00:00");
  EXPECT_EQ(read("3pm CET (Europe/Berlin)"), "2026-11-24T14:00:00");
  reading_time no_zones{in_berlin().now, {}};
  EXPECT_EQ(read("3pm", no_zones), "none");
  EXPECT_EQ(read("3pm UTC", no_zones), "2026-11-24T15:00:00");
  EXPECT_EQ(read("in 3 hours", no_zones), "2026-11-24T13:00:00");
}

TEST(ResetTime, SaysNothingOfWordsThatCountFromAMomentThatIsNotKnown) {
  EXPECT_EQ(read("in 3 hours", {}), "none");
  EXPECT_EQ(read("4am (UTC)", {}), "none");
}

TEST(ResetTime, OfImpossibleTimesIsNone) {
  for (const auto* wrong : {"25:00 UTC", "13pm UTC", "0am UTC", "3:60pm UTC", "99999999999 hours"})
    EXPECT_EQ(read(wrong), "none") << wrong;
}

} // namespace
} // namespace orc
