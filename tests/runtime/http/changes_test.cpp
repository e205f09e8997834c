#include "runtime/http/changes.hpp"

#include "runtime/http/event_log.hpp"
#include "tests/runtime/http/sample.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

fleet fleet_with(std::vector<agent_view> agents) {
  return *sample::figures(std::move(agents))->fleet_now;
}

/// "type to" of each transition, to keep a test on one line.
std::vector<std::string> told(const std::vector<stream_event>& events) {
  std::vector<std::string> out;
  for (const auto& e : events) {
    const auto data = json::parse(e.data);
    const auto from = data.at("from").is_null() ? "new" : std::string{data.at("from").as_string()};
    out.push_back(std::string{data.at("agent_id").as_string()} + " " + from + " "
                  + std::string{data.at("to").as_string()}
                  + (data.at("closed").as_bool() ? " closed" : ""));
  }
  return out;
}

using lines = std::vector<std::string>;

TEST(Changes, AnAgentsNewStateIsOneTransition) {
  const auto before = fleet_with({sample::agent("a", agent_state::working, 9s)});
  EXPECT_TRUE(changes_between(before, before).empty());
  auto after = before;
  after.agents[0] = sample::agent("a", agent_state::idle, 1s);
  const auto events = changes_between(before, after);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "transition");
  EXPECT_EQ(
      events[0].data,
      R"({"agent_id":"a","name":"default/shop:api.0","kind":"claude","session":"shop",)"
      R"("session_key":"abc123-s1","at":"2025-11-24T15:59:59.000Z","from":"working","to":"idle",)"
      R"("rule":"claude.some_rule","evidence":"a line","positive":true,"details":{"sub_kind":null,)"
      R"("reset_at":null,"context_left_percent":null,"permission_mode":null,"retry_attempt":null,)"
      R"("retry_limit":null,"elapsed":null,"background_tasks":null},"closed":false})");
}

TEST(Changes, WhatIsNoStateIsNoTransition) {
  const auto before = fleet_with({sample::agent("a", agent_state::idle, 9s)});
  auto after = before;
  after.agents[0].says.evidence = "another line";
  after.agents[0].where.window_name = "renamed";
  EXPECT_TRUE(changes_between(before, after).empty());
}

TEST(Changes, AgentsThatComeAndGoAreToldWhereverTheyStand) {
  const auto a = sample::agent("a", agent_state::working, 9s);
  const auto b = sample::agent("b", agent_state::idle, 9s);
  const auto c = sample::agent("c", agent_state::crashed, 9s);
  EXPECT_EQ(told(changes_between(fleet_with({b}), fleet_with({a, b, c}))),
            (lines{"a new working", "c new crashed"}));
  EXPECT_EQ(told(changes_between(fleet_with({a, b, c}), fleet_with({b}))),
            (lines{"a working exited closed", "c crashed crashed closed"}));
  EXPECT_EQ(told(changes_between(fleet_with({a}), fleet_with({b}))),
            (lines{"a working exited closed", "b new idle"}));
  EXPECT_EQ(told(changes_between(fleet_with({b}), fleet_with({a}))),
            (lines{"a new working", "b idle exited closed"}));
}

TEST(Changes, SessionsThatComeGoOrAreRenamedAreFleetEvents) {
  auto before = fleet_with({});
  auto after = before;
  before.stats.session_names = {{"k1", "gone"}, {"k2", "old"}};
  after.stats.session_names = {{"k2", "new"}, {"k3", "fresh"}};
  const auto events = changes_between(before, after);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].type, "fleet");
  EXPECT_EQ(events[0].data,
            R"({"type":"session_renamed","subject":"k2","before":"old","after":"new",)"
            R"("at":"2025-11-24T16:00:00.000Z"})");
  EXPECT_EQ(json::parse(events[1].data).at("type").as_string(), "session_opened");
  EXPECT_EQ(json::parse(events[2].data).at("type").as_string(), "session_closed");
}

TEST(Changes, ComponentsColoursAndThatOfTheWholeAreTold) {
  const auto before = sample::report(
      {sample::component("one", color::green), sample::component("two", color::green)});
  const auto after = sample::report({sample::component("one", color::yellow, "slow"),
                                     sample::component("two", color::green),
                                     sample::component("three", color::green)});
  EXPECT_TRUE(changes_between(*before, *before).empty());
  const auto events = changes_between(*before, *after);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].type, "component");
  EXPECT_EQ(events[0].data,
            R"({"name":"one","before":"green","color":"yellow","reason":"slow",)"
            R"("at":"2025-11-24T16:00:00.000Z"})");
  EXPECT_EQ(events[1].type, "health");
  EXPECT_EQ(json::parse(events[1].data).at("status").as_string(), "degraded");
}

TEST(Changes, AHostileNameStaysWithinItsLine) {
  auto before = fleet_with({});
  auto after = before;
  after.stats.session_names = {{"k", "x\n\nevent: forged\r\ndata: \xff"}};
  before.stats.session_names = {};
  const auto events = changes_between(before, after);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data.find_first_of("\r\n"), std::string::npos);
}

struct EventLog : testing::Test {
  event_log log{"e", 3};

  void add(int how_many) {
    for (int i = 0; i < how_many; ++i)
      log.add({{"transition", "{}"}});
  }
};

TEST_F(EventLog, NumbersItsFrames) {
  EXPECT_EQ(log.add({{"transition", "{\"a\":1}"}, {"fleet", "{}"}}),
            "id: e-1\nevent: transition\ndata: {\"a\":1}\n\n"
            "id: e-2\nevent: fleet\ndata: {}\n\n");
}

TEST_F(EventLog, ANewClientBeginsWithTheNewestIdAndNoEvent) {
  add(2);
  EXPECT_EQ(log.beginning(""), "retry: 2000\nid: e-2\n\n");
}

TEST_F(EventLog, AClientThatComesBackGetsWhatItMissedOnce) {
  add(2);
  EXPECT_EQ(log.beginning("e-2"), "retry: 2000\n\n");
  const auto third = log.add({{"transition", "3"}});
  const auto fourth = log.add({{"transition", "4"}});
  EXPECT_EQ(log.beginning("e-2"), "retry: 2000\n\n" + third + fourth);
  EXPECT_EQ(log.beginning("e-3"), "retry: 2000\n\n" + fourth);
}

TEST_F(EventLog, AnIdThatIsTooOldOrNoneOfOursIsAReset) {
  add(5); // 3, 4 and 5 are kept
  const std::string reset = "retry: 2000\nid: e-5\nevent: reset\ndata: {}\n\n";
  EXPECT_NE(log.beginning("e-2"), reset);
  EXPECT_EQ(log.beginning("e-1"), reset);
  for (const auto* id : {"e-6", "f-5", "e5", "e-", "e-x", "e-5x", "x", "-5"})
    EXPECT_EQ(log.beginning(id), reset) << id;
}

} // namespace
} // namespace orc
