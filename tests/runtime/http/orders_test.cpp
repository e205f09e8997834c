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

TEST(RestartOrder, GoesToTheSupervisorThatHasTheChild) {
  const auto said = post("/api/v1/components/state_keeper/restart", sample::view());
  const auto* order = std::get_if<restart_order>(&said);
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->component, "state_keeper");
  EXPECT_EQ(order->supervisor, "foundation");
}

TEST(RestartOrder, OfNobodyIs404AndOfTheRoot409) {
  auto v = sample::view();
  auto root = sample::component("root", color::green);
  root.facts.parent = "";
  v.health = sample::report({root});
  EXPECT_EQ(status(post("/api/v1/components/nobody/restart", v)), 404);
  EXPECT_EQ(status(post("/api/v1/components/root/restart", v)), 409);
}

TEST(RestartOrder, TakesNoBodyAndWaitsForTheFirstReport) {
  auto v = sample::view();
  EXPECT_EQ(status(post("/api/v1/components/state_keeper/restart", v, "{}")), 400);
  v.health = nullptr;
  EXPECT_EQ(status(post("/api/v1/components/state_keeper/restart", v)), 503);
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
  EXPECT_EQ(answer_restarting({"http_gateway", "root"}).status, 202);
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
