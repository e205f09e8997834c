#include "runtime/http/orders.hpp"

#include "runtime/http/answers.hpp"
#include "tests/runtime/http/sample.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

api_answer post(const std::string& path, const monitor_view& v, const std::string& body = "") {
  api_request r;
  r.method = "POST";
  r.path = path;
  r.body = body;
  r.owner = true;
  return answer_to(r, v);
}

int status(const api_answer& said) {
  const auto* response = std::get_if<api_response>(&said);
  return response ? response->status : 0;
}

TEST(RestartOrder, NamesItsComponent) {
  auto v = sample::view();
  const auto said = post("/api/v1/components/state_keeper/restart", v);
  EXPECT_EQ(std::get<restart_order>(said).component, "state_keeper");
  v.health = nullptr; // who is new is in no report yet
  EXPECT_EQ(status(post("/api/v1/components/new/restart", v)), 0);
}

TEST(RestartOrder, OfTheRootIs409AndABodyIs400) {
  auto v = sample::view();
  auto root = sample::component("root", color::green);
  root.facts.parent = "";
  v.health = sample::report({root, sample::component("state_keeper", color::green)});
  EXPECT_EQ(status(post("/api/v1/components/root/restart", v)), 409);
  EXPECT_EQ(status(post("/api/v1/components/state_keeper/restart", v)), 0);
  EXPECT_EQ(status(post("/api/v1/components/state_keeper/restart", v, "{}")), 400);
}

TEST(RestartOrder, IsAnsweredWithWhatRunsNow) {
  component_facts facts;
  facts.name = "state_keeper";
  facts.state = component_state::running;
  facts.incarnation = 3;
  facts.restarts = 2;
  EXPECT_EQ(answer_restarted(facts).body,
            R"({"name":"state_keeper","state":"running","incarnation":3,"restarts":2})"
            "\n");
  EXPECT_EQ(answer_restarting({"http_gateway"}).status, 202);
}

api_answer post_level(const std::string& body, const std::string& type = "application/json") {
  api_request r;
  r.method = "POST";
  r.path = "/api/v1/log";
  r.content_type = type;
  r.body = body;
  return answer_to(r, sample::view());
}

TEST(LevelOrder, NamesAComponentAndALevel) {
  const auto said = post_level(R"({"component":"tmux_gateway","level":"debug"})");
  const auto& order = std::get<level_order>(said);
  EXPECT_EQ(order.component, "tmux_gateway");
  EXPECT_EQ(order.level, "debug");
}

TEST(LevelOrder, WithoutAComponentMeansAllAndWithoutALevelTakesOneAway) {
  for (const auto* all : {R"({"level":"info"})", R"({"component":null,"level":"info"})"})
    EXPECT_EQ(std::get<level_order>(post_level(all)).component, "") << all;
  EXPECT_EQ(std::get<level_order>(post_level(R"({"component":"x","level":null})")).level, "");
}

TEST(LevelOrder, ThatIsNotUnderstoodIs400AndOtherTextIs415) {
  for (const auto* bad : {"",
                          "debug",
                          "[]",
                          "{}",
                          R"({"level":null})",
                          R"({"component":"x"})",
                          R"({"component":"x","level":""})",
                          R"({"component":1,"level":"info"})",
                          R"({"component":"","level":"info"})",
                          R"({"level":3})",
                          R"({"level":"info","x":1})",
                          R"({"level":"info"} x)"})
    EXPECT_EQ(status(post_level(bad)), 400) << bad;
  EXPECT_EQ(status(post_level(std::string(60000, '['))), 400);
  for (const auto* type : {"", "text/plain", "application/x-www-form-urlencoded"})
    EXPECT_EQ(status(post_level(R"({"level":"info"})", type)), 415) << type;
}

TEST(LevelOrder, IsAnsweredWithAllLevels) {
  EXPECT_EQ(answer_levels({{"", "info"}, {"x", "debug"}}).body,
            R"({"items":[{"component":null,"level":"info"},{"component":"x","level":"debug"}]})"
            "\n");
}

api_answer post_mode(const std::string& body, const std::string& type = "application/json") {
  api_request r;
  r.method = "POST";
  r.path = "/api/v1/mode";
  r.content_type = type;
  r.body = body;
  return answer_to(r, sample::view());
}

TEST(RearmOrder, NamesATriggerAndNothingElse) {
  EXPECT_EQ(std::get<rearm_trigger_order>(post_mode(R"({"rearm":"all"})")).trigger, "all");
  for (const auto* bad : {"",
                          "{}",
                          "[]",
                          R"({"rearm":null})",
                          R"({"rearm":""})",
                          R"({"rearm":1})",
                          R"({"rearm":"all","mode":"legacy"})",
                          R"({"mode":"legacy"})"})
    EXPECT_EQ(status(post_mode(bad)), 400) << bad;
  EXPECT_EQ(status(post_mode(R"({"rearm":"all"})", "text/plain")), 415);
}

TEST(Orders, AreGivenByPostAlone) {
  api_request r;
  r.method = "GET";
  r.path = "/api/v1/components/state_keeper/restart";
  const auto said = answer_to(r, sample::view());
  EXPECT_EQ(status(said), 405);
  EXPECT_EQ(std::get<api_response>(said).headers.back().second, "POST");
}

} // namespace
} // namespace orc
