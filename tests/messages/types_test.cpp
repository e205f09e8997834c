#include "messages/types/agent.hpp"
#include "messages/types/census.hpp"
#include "messages/types/error.hpp"
#include "messages/types/health.hpp"
#include "messages/types/time.hpp"

#include <gtest/gtest.h>

#include <set>

namespace orc {
namespace {

TEST(AgentState, EveryNameReadsBackAsItself) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < agent_state_count; ++i) {
    const auto state = static_cast<agent_state>(i);
    names.insert(to_string(state));
    EXPECT_EQ(agent_state_from(to_string(state)), state);
  }
  EXPECT_EQ(names.size(), agent_state_count);
}

TEST(AgentState, AWordThatIsNoStateIsNothing) {
  EXPECT_FALSE(agent_state_from("Working"));
  EXPECT_FALSE(agent_state_from(""));
}

TEST(AgentState, HealthyIsNoneOfCrashedExitedErrorUnknown) {
  std::set<agent_state> ill;
  for (std::size_t i = 0; i < agent_state_count; ++i)
    if (const auto s = static_cast<agent_state>(i); !is_healthy(s))
      ill.insert(s);
  EXPECT_EQ(
      ill,
      (std::set{
          agent_state::crashed, agent_state::exited, agent_state::error, agent_state::unknown}));
}

TEST(Contradiction, EveryKindHasItsOwnNameAndOnlyAStuckAgentIsBeyondDoubt) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < contradiction_count; ++i) {
    const auto c = static_cast<contradiction>(i);
    names.insert(to_string(c));
    EXPECT_EQ(is_doubtful(c), c != contradiction::busy_but_still);
  }
  EXPECT_EQ(names.size(), contradiction_count);
  EXPECT_FALSE(names.contains("?"));
}

TEST(Census, AccuracyIsTheShareOfThoseThatAreRight) {
  census_report r;
  EXPECT_EQ(accuracy_of(r), 1.0); // nothing was there to be found
  r.right = 3;
  EXPECT_EQ(accuracy_of(r), 1.0);
  r.contradicted = 2;
  for (const auto what : {census_fault::missed, census_fault::phantom, census_fault::wrong_kind})
    r.differences.push_back({what, "default", "%1", "", "", "", 0});
  EXPECT_DOUBLE_EQ(accuracy_of(r), 3.0 / 8.0);
  r.right = 0;
  EXPECT_EQ(accuracy_of(r), 0.0);
}

TEST(Census, EveryDifferenceHasItsOwnName) {
  EXPECT_EQ(to_string(census_fault::missed), "missed");
  EXPECT_EQ(to_string(census_fault::phantom), "phantom");
  EXPECT_EQ(to_string(census_fault::wrong_kind), "wrong_kind");
}

TEST(Time, IsReadBackFromWhatItWasWrittenAs) {
  const wall_time t{std::chrono::milliseconds{1764000000678}};
  EXPECT_EQ(from_rfc3339(to_rfc3339(t)), t);
  EXPECT_EQ(from_rfc3339("2025-11-24T16:00:00.678Z"), t);
  EXPECT_EQ(from_rfc3339("2025-11-24t17:30:00.6789+01:30"), t);
  EXPECT_EQ(from_rfc3339("2025-11-24 08:00:00.678-08:00"), t);
  EXPECT_EQ(from_rfc3339("2025-11-24T16:00:00Z"), t - std::chrono::milliseconds{678});
}

TEST(Time, ThatIsNoneIsNothing) {
  for (const auto* bad : {"",
                          "2025-11-24",
                          "2025-11-24T16:00:00",
                          "2025-11-24T16:00Z",
                          "2025-02-29T00:00:00Z",
                          "2025-13-01T00:00:00Z",
                          "2025-00-01T00:00:00Z",
                          "2025-11-24T24:00:00Z",
                          "2025-11-24T16:60:00Z",
                          "2025-11-24T16:00:61Z",
                          "2025-11-24T16:00:00.Z",
                          "2025-11-24T16:00:00Zx",
                          "2025-11-24T16:00:00+1:00",
                          "yesterday",
                          "-025-11-24T16:00:00Z"})
    EXPECT_FALSE(from_rfc3339(bad)) << bad;
}

TEST(Errc, TheFirstAndTheLastHaveTheirOwnNames) {
  EXPECT_EQ(to_string(errc::invalid_input), "invalid_input");
  EXPECT_EQ(to_string(errc::internal), "internal");
}

TEST(Color, WorseIsTheDarkerOfTwo) {
  EXPECT_EQ(worse(color::green, color::yellow), color::yellow);
  EXPECT_EQ(worse(color::red, color::yellow), color::red);
  EXPECT_EQ(to_status(color::green), "healthy");
  EXPECT_EQ(to_status(color::red), "critical");
}

TEST(Rfc3339, HasMillisecondsAndZ) {
  EXPECT_EQ(to_rfc3339(wall_time{std::chrono::milliseconds{0}}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(wall_time{std::chrono::milliseconds{1'795'489'445'678}}),
            "2026-11-24T03:04:05.678Z");
}

TEST(Rfc3339, ATimeBeforeTheEpochKeepsItsMilliseconds) {
  EXPECT_EQ(to_rfc3339(wall_time{std::chrono::milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

} // namespace
} // namespace orc
