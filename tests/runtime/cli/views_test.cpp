#include "runtime/cli/agents.hpp"
#include "runtime/cli/monitor.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

json::object agent(const char* id, const char* state, double seconds) {
  return {{"id", id},
          {"kind", "claude"},
          {"state", state},
          {"seconds", seconds},
          {"name", "d/s:0.0"},
          {"window", "w"},
          {"evidence", "e\033[2J"},
          {"stuck", false},
          {"flapping", false}};
}

TEST(AgentsTable, PutsWhoWaitsLongestFirstAndWhoWorksLast) {
  const json::value body{{"items",
                          {agent("w", "working", 9),
                           agent("q1", "waiting_input", 5),
                           agent("c", "crashed", 1),
                           agent("q2", "waiting_input", 50)}}};
  const auto text = agents_table(body, {200, false});
  EXPECT_LT(text.find("q2"), text.find("q1"));
  EXPECT_LT(text.find("q1 "), text.find("c "));
  EXPECT_LT(text.find("crashed"), text.find("working"));
}

TEST(AgentsTable, LetsNoEscapeSequenceThrough) {
  const json::value body{{"items", {agent("a", "idle", 1)}}};
  EXPECT_EQ(agents_table(body, {200, false}).find('\033'), std::string::npos);
}

TEST(AgentsTable, SaysWhenThereIsNobody) {
  EXPECT_EQ(agents_table(json::value{{"items", json::array{}}}, {80, false}), "no agents\n");
}

TEST(Sample, IsTheSeriesOfExactlyThatName) {
  const std::string body = "# HELP a x\na_b 1\na 2.5\na{x=\"1\"} 3\n";
  EXPECT_DOUBLE_EQ(sample(body, "a"), 2.5);
  EXPECT_DOUBLE_EQ(sample(body, "a_b"), 1);
  EXPECT_DOUBLE_EQ(sample(body, "a{x=\"1\"}"), 3);
  EXPECT_LT(sample(body, "b"), 0);
}

TEST(HealthCheck, WithoutADaemonIsUnknown) {
  context c;
  c.url = "http://127.0.0.1:1";
  const auto o = monitor_health_check(c);
  EXPECT_EQ(o.status, 3);
  EXPECT_TRUE(o.out.starts_with("UNKNOWN: ")) << o.out;
}

} // namespace
} // namespace orc::cli
