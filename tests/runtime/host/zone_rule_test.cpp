#include "runtime/host/zone_rule.hpp"

#include "messages/types/time.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

std::optional<std::chrono::seconds> ahead(std::string_view rule, const char* at) {
  return ahead_by_rule(rule, std::chrono::floor<std::chrono::seconds>(from_rfc3339(at).value()));
}

/// Whether the rule changes from `before` to `behind` exactly at `at`.
void expect_change(const char* rule,
                   const char* at,
                   std::chrono::seconds before,
                   std::chrono::seconds behind) {
  const auto moment = std::chrono::floor<std::chrono::seconds>(from_rfc3339(at).value());
  EXPECT_EQ(ahead_by_rule(rule, moment - 1s), before) << rule << " " << at;
  EXPECT_EQ(ahead_by_rule(rule, moment), behind) << rule << " " << at;
}

// The rules and the moments are those of zdump(8) for the zones named.

TEST(ZoneRule, TellsTheMomentsAtWhichClocksChange) {
  expect_change("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -5h, -4h); // New York
  expect_change("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -4h, -5h);
  expect_change("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 1h, 2h); // Berlin
  expect_change("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 2h, 1h);
}

TEST(ZoneRule, KnowsTheSouthWhereSummerIsOverNewYear) {
  const auto* sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
  expect_change(sydney, "2026-04-04T16:00:00Z", 11h, 10h);
  expect_change(sydney, "2026-10-03T16:00:00Z", 10h, 11h);
  EXPECT_EQ(ahead(sydney, "2026-12-31T13:30:00Z"), 11h); // 2027 there
}

TEST(ZoneRule, KnowsTheWintersOfDublinAndTimesBeyondADay) {
  expect_change("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 0h, 1h);
  expect_change("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00:00Z", 1h, 0h);
  expect_change("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -2h, -1h); // Nuuk
  expect_change("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 2h, 3h);    // Hebron
  expect_change("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00:00Z", 11h, 10h + 30min);
}

TEST(ZoneRule, OfAnotherFormSaysNothing) {
  const std::string good = "CET-1CEST,M3.5.0,M10.5.0/3";
  for (std::size_t n = 0; n + 2 < good.size(); ++n)
    EXPECT_EQ(ahead(good.substr(0, n), "2026-07-01T00:00:00Z"), std::nullopt) << n;
  for (const auto* wrong : {"CET-1CEST,J60,J300",
                            "CET-1CEST,60,300",
                            "CET-1CEST,M13.5.0,M10.5.0",
                            "CET-1CEST,M3.6.0,M10.5.0",
                            "CET-1CEST,M3.5.7,M10.5.0",
                            "CET-1CEST,M3.5.0/168,M10.5.0",
                            "CET-1CEST,M3.5.0,M10.5.0,",
                            "CET-9999CEST,M3.5.0,M10.5.0",
                            "CE-1CEST,M3.5.0,M10.5.0",
                            "<CET-1CEST,M3.5.0,M10.5.0"})
    EXPECT_EQ(ahead(wrong, "2026-07-01T00:00:00Z"), std::nullopt) << wrong;
}

} // namespace
} // namespace orc::host
