#include "runtime/cli/agents.hpp"
#include "runtime/cli/components.hpp"
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

json::value three() {
  auto stuck = agent("stuck", "working", 900);
  stuck["stuck"] = true;
  stuck["kind"] = "codex";
  auto waits = agent("q", "waiting_input", 5);
  waits["session"] = "Über den Dächern";
  waits["session_key"] = "r1-s3";
  waits["server"] = "lab";
  waits["evidence"] = "May I run the Migration?";
  return {{"items", {agent("w", "working", 9), std::move(stuck), std::move(waits)}}};
}

std::string ids(const json::value& body, const agents_arguments& a) {
  std::string out;
  for (const auto& item : choose_agents(body, a))
    out += (out.empty() ? "" : " ") + text_of(item, "id");
  return out;
}

TEST(Agents, WhoWaitsLongestComesFirstAndWhoWorksLast) {
  const json::value body{{"items",
                          {agent("w", "working", 9),
                           agent("q1", "waiting_input", 5),
                           agent("c", "crashed", 1),
                           agent("q2", "waiting_input", 50)}}};
  EXPECT_EQ(ids(body, {}), "q2 q1 c w");
}

TEST(Agents, AreChosenByAnyOfSeveralStatesAndByAllKindsOfFilter) {
  EXPECT_EQ(ids(three(), {.states = {"working"}}), "stuck w");
  EXPECT_EQ(ids(three(), {.states = {"working", "waiting_input"}}), "q stuck w");
  EXPECT_EQ(ids(three(), {.states = {"working"}, .kinds = {"codex"}}), "stuck");
  EXPECT_EQ(ids(three(), {.sessions = {"Über den Dächern"}}), "q");
  EXPECT_EQ(ids(three(), {.sessions = {"r1-s3"}}), "q");
  EXPECT_EQ(ids(three(), {.servers = {"lab"}}), "q");
  EXPECT_EQ(ids(three(), {.stuck = true}), "stuck");
  EXPECT_EQ(ids(three(), {.states = {"idle"}}), "");
}

TEST(Agents, ATextIsLookedForInEveryColumnInUpperAndLowerCase) {
  EXPECT_EQ(ids(three(), {.match = "the migration"}), "q");
  EXPECT_EQ(ids(three(), {.match = "CODEX"}), "stuck");
  EXPECT_EQ(ids(three(), {.match = "codex working"}), ""); // no match across two columns
}

TEST(Agents, AreSortedAsAsked) {
  EXPECT_EQ(ids(three(), {.sort = "since"}), "stuck w q");
  EXPECT_EQ(ids(three(), {.sort = "waiting"}), "q stuck w");
  EXPECT_EQ(ids(three(), {.sort = "kind"}), "w q stuck");
  auto body = three();
  body.at("items").as_array()[0].as_object()["name"] = "z";
  EXPECT_EQ(ids(body, {.sort = "name"}), "stuck q w");
}

TEST(AgentsTable, LetsNoEscapeSequenceThrough) {
  EXPECT_EQ(agents_table({agent("a", "idle", 1)}, {200, false}).find('\033'), std::string::npos);
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

json::object component(const char* name, const char* parent, json::array to) {
  return {{"name", name},
          {"parent", parent ? json::value(parent) : json::value(nullptr)},
          {"sends_to", std::move(to)}};
}

TEST(ComponentTree, ShowsWhoHangsWhereAndWhoSendsToWhom) {
  EXPECT_EQ(tree_of({component("root", nullptr, {}),
                     component("a", "root", {}),
                     component("a1", "a", {"b", "c"}),
                     component("b", "root", {"a1"})}),
            "root\n"
            "├─ a\n"
            "│  └─ a1  b, c\n"
            "└─ b      a1\n");
}

TEST(ComponentTree, HasNoEndlessRingsAndLetsNoEscapeSequenceThrough) {
  const auto ring = tree_of({component("root", nullptr, {}),
                             component("\033[2J", "root", {"\033[2J"}),
                             component("x", "x", {})});
  EXPECT_EQ(ring.find('\033'), std::string::npos);
  EXPECT_EQ(ring.find('x'), std::string::npos);
  EXPECT_LT(tree_of({component("r", nullptr, {}), component("r", "r", {})}).size(), 100u);
}

} // namespace
} // namespace orc::cli
