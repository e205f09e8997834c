#include "actors/agent_monitor/open_cycle.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr steady_time start{1h};

open_cycle
cycle_of(std::set<std::string> sessions, std::uint64_t screens, std::uint64_t gateways = 1) {
  open_cycle c{{start, wall_time{}}};
  const bool any = !sessions.empty();
  c.expect(std::move(sessions), screens, any ? gateways : 0);
  return c;
}

TEST(OpenCycle, NothingToReadIsComplete) {
  EXPECT_TRUE(cycle_of({}, 0).is_complete());
}

TEST(OpenCycle, WaitsForEverySessionAndForTheGateway) {
  auto c = cycle_of({"a", "b"}, 3);
  c.heard_session("a", 1, 0);
  c.heard_gateway(2ms, 3, 0);
  EXPECT_FALSE(c.is_complete());
  c.heard_session("b", 2, 0);
  EXPECT_TRUE(c.is_complete());
  EXPECT_TRUE(c.is_flawless());
  const auto s = c.close(start + 7ms);
  EXPECT_TRUE(s.complete);
  EXPECT_EQ(s.duration, 7ms);
  EXPECT_EQ(s.capture_time, 2ms);
  EXPECT_EQ(s.readings, 3u);
}

TEST(OpenCycle, ASessionCountsOnce) {
  auto c = cycle_of({"a"}, 1);
  c.heard_session("a", 1, 0);
  c.heard_session("a", 1, 0);
  c.heard_session("stranger", 1, 0);
  EXPECT_EQ(c.close(start).readings, 1u);
}

TEST(OpenCycle, WhatDidNotComeByTheDeadlineHasFailed) {
  auto c = cycle_of({"a", "b"}, 5);
  c.heard_gateway(1ms, 5, 0);
  c.heard_session("a", 2, 0);
  const auto s = c.close(start + 5s);
  EXPECT_FALSE(s.complete);
  EXPECT_EQ(s.readings, 5u);
  EXPECT_EQ(s.readings_failed, 3u);
}

TEST(OpenCycle, AScreenThatWasNotCapturedIsNoFailedReadingToo) {
  auto c = cycle_of({"a"}, 3);
  c.heard_gateway(1ms, 2, 1);
  c.heard_session("a", 2, 1);
  EXPECT_FALSE(c.is_flawless());
  const auto s = c.close(start);
  EXPECT_EQ(s.captures, 3u);
  EXPECT_EQ(s.captures_failed, 1u);
  EXPECT_EQ(s.readings, 2u);
  EXPECT_EQ(s.readings_failed, 0u);
}

TEST(OpenCycle, AScreenThatCouldNotBeReadIsAFlaw) {
  auto c = cycle_of({"a"}, 2);
  c.heard_gateway(1ms, 2, 0);
  c.heard_session("a", 1, 1);
  EXPECT_TRUE(c.is_complete());
  EXPECT_FALSE(c.is_flawless());
  EXPECT_EQ(c.close(start).readings_failed, 1u);
}

TEST(OpenCycle, WaitsForTheGatewayOfEveryServerAndAddsUpWhatTheyTell) {
  auto c = cycle_of({"a", "b"}, 5, 2);
  c.heard_session("a", 2, 0);
  c.heard_session("b", 3, 0);
  c.heard_gateway(4ms, 2, 0);
  EXPECT_FALSE(c.is_complete());
  c.heard_gateway(3ms, 3, 0);
  EXPECT_TRUE(c.is_flawless());
  const auto s = c.close(start);
  EXPECT_EQ(s.captures, 5u);
  EXPECT_EQ(s.capture_time, 4ms);
}

TEST(OpenCycle, OneGatewayThatNeverAnsweredFailedItsOwnShare) {
  auto c = cycle_of({"a", "b"}, 5, 2);
  c.heard_session("a", 2, 0);
  c.heard_gateway(4ms, 2, 0);
  const auto s = c.close(start + 5s);
  EXPECT_EQ(s.captures, 5u);
  EXPECT_EQ(s.captures_failed, 3u);
  EXPECT_EQ(s.readings_failed, 0u);
}

TEST(OpenCycle, AGatewayThatNeverAnsweredFailedAllOfIt) {
  auto c = cycle_of({"a"}, 4);
  const auto s = c.close(start + 5s);
  EXPECT_EQ(s.captures_failed, 4u);
  EXPECT_FALSE(s.complete);
}

} // namespace
} // namespace orc
