#include "runtime/host/time_zones.hpp"

#include <gtest/gtest.h>

#include <string>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

void put(std::string& to, std::int64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    to.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

std::string header(int times, int types) {
  std::string out = "TZif2" + std::string(15, '\0');
  for (const int count : {0, 0, 0, times, types, 4})
    put(out, count, 4);
  return out;
}

/// A zone one hour ahead, two from 1000 s on, one again from 2000 s on (RFC 8536, section 3).
std::string small_zone(const std::string& footer = "\nXXX-1\n") {
  auto out = header(0, 1);
  put(out, 0, 6);
  out += std::string("XXX\0", 4);
  out += header(2, 2);
  put(out, 1000, 8);
  put(out, 2000, 8);
  out += std::string("\1\0", 2);
  put(out, 3600, 4);
  out += std::string("\0\0", 2);
  put(out, 7200, 4);
  out += std::string("\1\0", 2);
  return out + std::string("XXX\0", 4) + footer;
}

wall_time at(std::int64_t s) {
  return wall_time{std::chrono::seconds{s}};
}

TEST(ZoneFile, TellsWhatHoldsAtAMoment) {
  const auto zone = small_zone();
  EXPECT_EQ(ahead_by(zone, at(999)), 1h);
  EXPECT_EQ(ahead_by(zone, at(1000)), 2h);
  EXPECT_EQ(ahead_by(zone, at(1999)), 2h);
  EXPECT_EQ(ahead_by(zone, at(2000)), 1h);
}

TEST(ZoneFile, FollowsItsRuleBehindItsLastTransition) {
  const auto zone = small_zone("\nXXX-1YYY,M3.5.0,M10.5.0/3\n");
  EXPECT_EQ(ahead_by(zone, at(1999)), 2h);
  EXPECT_EQ(ahead_by(zone, at(2000)), 1h);
  EXPECT_EQ(ahead_by(zone, from_rfc3339("2026-07-24T10:00:00Z").value()), 2h);
  EXPECT_EQ(ahead_by(small_zone("\nXXX-1YYY,J60,J300\n"), at(2000)), std::nullopt);
}

TEST(ZoneFile, ThatIsCutShortOrIsNoneSaysNothing) {
  const auto zone = small_zone("");
  for (std::size_t n = 0; n < zone.size(); ++n)
    EXPECT_EQ(ahead_by(zone.substr(0, n), at(1500)), std::nullopt) << n;
  EXPECT_EQ(ahead_by("TZif" + std::string(200, '\xff'), at(1500)), std::nullopt);
}

TEST(ZoneNames, ThatLeadOutOfTheFolderAreNone) {
  EXPECT_EQ(zone_ahead("../../etc/passwd", at(0)), std::nullopt);
  EXPECT_EQ(zone_ahead("/etc/localtime", at(0)), std::nullopt);
  EXPECT_EQ(zone_ahead("No/Such_Zone", at(0)), std::nullopt);
  EXPECT_EQ(zone_ahead("Europe", at(0)), std::nullopt); // a folder
}

TEST(ZoneNames, EmptyStandForThisMachine) {
  EXPECT_TRUE(zone_ahead("", at(0)));
}

TEST(ZoneNames, AreLookedUpInTheSystemsFiles) {
  const auto winter = zone_ahead("Europe/Berlin", from_rfc3339("2026-11-24T10:00:00Z").value());
  if (!winter)
    GTEST_SKIP() << "no zone files here";
  EXPECT_EQ(*winter, 1h);
  EXPECT_EQ(zone_ahead("Europe/Berlin", from_rfc3339("2026-07-24T10:00:00Z").value()), 2h);
}

} // namespace
} // namespace orc::host
