#include "runtime/http/drills.hpp"

#include "runtime/http/answers.hpp"
#include "tests/runtime/http/sample.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

monitor_view view_with_drills() {
  auto v = sample::view();
  v.drills.emplace();
  return v;
}

api_answer post(const std::string& body,
                const monitor_view& v = view_with_drills(),
                const std::string& type = "application/json") {
  api_request r;
  r.method = "POST";
  r.path = "/api/v1/drills";
  r.content_type = type;
  r.body = body;
  r.owner = true;
  return answer_to(r, v);
}

int status(const api_answer& said) {
  const auto* response = std::get_if<api_response>(&said);
  return response ? response->status : 0;
}

api_answer get(const monitor_view& v) {
  api_request r;
  r.method = "GET";
  r.path = "/api/v1/drills";
  return answer_to(r, v);
}

TEST(DrillOrder, OfAComponentNamesItsTarget) {
  const auto said = post(R"({"fault":"hang","target":"idle_analyzer","seconds":2.5})");
  const auto& order = std::get<drill_order>(said);
  EXPECT_EQ(order.target, "idle_analyzer");
  const auto& fault = std::get<component_fault>(order.what);
  EXPECT_EQ(fault.kind, fault_kind::hang);
  EXPECT_EQ(fault.lasts, 2500ms);
  EXPECT_EQ(
      std::get<component_fault>(
          std::get<drill_order>(post(R"({"fault":"crash","target":"x","seconds":null})")).what)
          .kind,
      fault_kind::crash);
}

TEST(DrillOrder, OfTheWorldHasNoTarget) {
  for (const auto fault : world_faults) {
    const auto said =
        post(R"({"fault":")" + std::string{to_string(fault)} + R"(","target":null,"seconds":3})");
    const auto* order = std::get_if<drill_order>(&said);
    ASSERT_TRUE(order) << to_string(fault);
    EXPECT_EQ(std::get<world_fault>(order->what), fault);
    EXPECT_EQ(order->lasts, 3s);
  }
}

TEST(DrillOrder, NoneTakesBack) {
  const auto all = std::get<drill_order>(post(R"({"fault":"none"})"));
  EXPECT_EQ(all.target, "");
  EXPECT_EQ(std::get<component_fault>(all.what).kind, fault_kind::none);
  EXPECT_EQ(std::get<drill_order>(post(R"({"fault":"none","target":"x"})")).target, "x");
}

TEST(DrillOrder, SecondsHaveBounds) {
  for (const auto* good : {"0.001", "1", "600"})
    EXPECT_EQ(status(post(R"({"fault":"storage_busy","seconds":)" + std::string{good} + "}")), 0)
        << good;
  for (const auto* bad : {"0", "-1", "600.1", "1e300", "null", "\"1\""})
    EXPECT_EQ(status(post(R"({"fault":"storage_busy","seconds":)" + std::string{bad} + "}")), 400)
        << bad;
  EXPECT_EQ(status(post(R"({"fault":"slow","target":"x","seconds":60})")), 0);
  EXPECT_EQ(status(post(R"({"fault":"slow","target":"x","seconds":61})")), 400);
}

TEST(DrillOrder, ThatIsNotUnderstoodIs400AndOtherTextIs415) {
  for (const auto* bad : {"",
                          "crash",
                          "[]",
                          "{}",
                          R"({"fault":"explode","target":"x"})",
                          R"({"fault":"crash"})",
                          R"({"fault":"crash","target":""})",
                          R"({"fault":"crash","target":"x","seconds":1})",
                          R"({"fault":"crash","target":7})",
                          R"({"fault":"tmux_hang","target":"x","seconds":1})",
                          R"({"fault":"tmux_hang"})",
                          R"({"fault":"none","seconds":1})",
                          R"({"fault":"none","who":"x"})",
                          R"({"fault":null})"})
    EXPECT_EQ(status(post(bad)), 400) << bad;
  EXPECT_EQ(status(post(R"({"fault":"none"})", view_with_drills(), "text/plain")), 415);
}

TEST(Drills, WithoutFaultInjectionThereAreNone) {
  EXPECT_EQ(status(post(R"({"fault":"none"})", sample::view())), 404);
  const auto said = get(sample::view());
  EXPECT_EQ(status(said), 404);
  EXPECT_NE(std::get<api_response>(said).body.find("--fault-injection"), std::string::npos);
}

TEST(Drills, AreListedWithThoseInForce) {
  auto v = view_with_drills();
  v.drills->push_back({"slow", "idle_analyzer", std::nullopt});
  v.drills->push_back({"storage_full", "", 2.5});
  const auto said = get(v);
  ASSERT_EQ(status(said), 200);
  const auto body = boost::json::parse(std::get<api_response>(said).body);
  EXPECT_EQ(body.at("items").as_array().size(), 3 + world_faults.size());
  for (const auto& item : body.at("items").as_array())
    EXPECT_EQ(item.at("of") == "world", item.at("fault").as_string().find("_") != std::string::npos)
        << item;
  EXPECT_EQ(boost::json::serialize(body.at("armed").at(0)),
            R"({"fault":"slow","target":"idle_analyzer","seconds_left":null})");
  EXPECT_TRUE(body.at("armed").at(1).at("target").is_null());
  EXPECT_EQ(body.at("armed").at(1).at("seconds_left").as_double(), 2.5);
}

TEST(Answers, BeforeTheFirstReportNobodyIsSaidToBeUnknown) {
  api_request r;
  r.method = "GET";
  auto v = sample::view();
  for (const auto& [path, known] :
       {std::pair{"/health/nobody", 404}, {"/api/v1/agents/nobody", 404}}) {
    r.path = path;
    EXPECT_EQ(status(answer_to(r, v)), known) << path;
  }
  v.health = nullptr;
  v.figures = nullptr;
  for (const auto* path : {"/health/nobody", "/api/v1/agents/nobody"}) {
    r.path = path;
    EXPECT_EQ(status(answer_to(r, v)), 503) << path;
  }
}

TEST(Drills, AreAnsweredWithWhatIsInForce) {
  EXPECT_EQ(answer_drill({"hang", component_fault{}, "x", 2500ms}).body,
            R"({"fault":"hang","target":"x","seconds":2.5})"
            "\n");
  EXPECT_EQ(answer_drill({"crash", component_fault{}, "x", {}}).status, 200);
  EXPECT_EQ(answer_drill({"crash", component_fault{}, "x", {}}, true).status, 202);
}

} // namespace
} // namespace orc
