#include "runtime/http/answers.hpp"

#include "runtime/json/json_text.hpp"
#include "tests/runtime/http/sample.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

api_request asking(const std::string& path, std::map<std::string, std::string> query = {}) {
  api_request r;
  r.method = "GET";
  r.path = path;
  r.query = std::move(query);
  return r;
}

api_request asking_packed(const std::string& path) {
  auto r = asking(path);
  r.accepts_gzip = true;
  return r;
}

api_response get(const std::string& path,
                 const monitor_view& v,
                 std::map<std::string, std::string> query = {},
                 const std::string& method = "GET") {
  auto request = asking(path, std::move(query));
  request.method = method;
  auto said = answer_to(request, v);
  auto* now = std::get_if<api_response>(&said);
  return now ? std::move(*now) : api_response{0, "", "asks history_reader", {}};
}

std::string header(const api_response& r, std::string_view name) {
  for (const auto& [key, value] : r.headers)
    if (key == name)
      return value;
  return {};
}

TEST(ComponentsHealth, ReadsExactlySo) {
  EXPECT_EQ(get("/health/components", sample::view()).body,
            R"({"status":"healthy","color":"green","reason":null,"components":{"state_keeper":)"
            R"({"color":"green","reason":null,"state":"running","critical":true,)"
            R"("supervisor":false,"dynamic":false,"parent":"foundation","restarts":0,)"
            R"("incarnation":1,"uptime":60.5,"last_reason":null,"heartbeat_age":2,)"
            R"("heartbeat_rtt":0.25,"messages":0,"mailbox_depth":0,"busy_seconds":0,)"
            R"("cpu_seconds":0,"handling_seconds":0,"load_seconds":0,"orphans":0,"sends_to":[]}}})"
            "\n");
}

TEST(ComponentsHealth, TellsWhatAComponentTakesAndWhomItSendsTo) {
  auto v = sample::view();
  const std::map<std::string, std::vector<std::string>> wiring{
      {"session_detector", {"agent_monitor", "crash_detector"}}};
  v.sends_to = &wiring;
  auto c = sample::component("session_detector-k1-s0", color::green);
  c.facts.usage = {7, 3, 1.5, 0.25, 0.5};
  c.facts.load_seconds = 0.125;
  c.facts.orphans = 1;
  v.health = sample::report({c});
  const auto body = get("/health/session_detector-k1-s0", v).body;
  EXPECT_NE(body.find(R"("messages":7,"mailbox_depth":3,"busy_seconds":1.5,"cpu_seconds":0.25,)"
                      R"("handling_seconds":0.5,"load_seconds":0.125,"orphans":1,)"
                      R"("sends_to":["agent_monitor","crash_detector"])"),
            std::string::npos)
      << body;
}

TEST(ComponentsHealth, TheWordHealthyIsMissingWhenTheWholeIsNot) {
  const std::string reason = "unhealthy, was healthy, \\healthy";
  for (const auto shade : {color::yellow, color::red}) {
    const auto v = sample::view(shade, reason);
    for (const auto* path :
         {"/health", "/health/components", "/health/state_keeper", "/api/v1/components", "/readyz"})
      EXPECT_EQ(get(path, v).body.find("healthy"), std::string::npos) << path;
  }
  const auto body =
      boost::json::parse(get("/health/state_keeper", sample::view(color::red, reason)).body);
  EXPECT_EQ(body.at("reason").as_string(), reason);
}

TEST(ComponentsHealth, AComponentsNameCannotSmuggleTheWordIn) {
  auto v = sample::view();
  v.health = sample::report({sample::component("healthy", color::red, "down")});
  EXPECT_EQ(get("/health/components", v).body.find("healthy"), std::string::npos);
  EXPECT_EQ(get("/health/unhealthy", v).body.find("healthy"), std::string::npos);
}

TEST(Health, GreenAndYellowAre200AndRedIs503) {
  for (const auto* path : {"/health", "/health/components", "/health/state_keeper"}) {
    EXPECT_EQ(get(path, sample::view()).status, 200) << path;
    EXPECT_EQ(get(path, sample::view(color::yellow, "slow")).status, 200) << path;
    EXPECT_EQ(get(path, sample::view(color::red, "dead")).status, 503) << path;
  }
  EXPECT_EQ(get("/health/nobody", sample::view()).status, 404);
}

TEST(Health, ThreeCyclesAreFreshAndMoreIsRed) {
  auto v = sample::view();
  v.now = sample::start + 3 * v.cycle_interval;
  EXPECT_EQ(get("/health", v).status, 200);
  v.now += 1ms;
  const auto r = get("/health", v);
  EXPECT_EQ(r.status, 503);
  const auto body = boost::json::parse(r.body);
  EXPECT_EQ(body.at("status").as_string(), "critical");
  EXPECT_EQ(body.at("reason").as_string(), "the last cycle is 3.0 s old");
  EXPECT_EQ(get("/health/components", v).body.find("healthy"), std::string::npos);
}

TEST(Health, ThreeReportIntervalsAreFreshAndMoreIsRed) {
  auto v = sample::view();
  v.cycle_interval = 1h;
  v.now = sample::start + 3 * v.report_interval;
  EXPECT_EQ(get("/health/state_keeper", v).status, 200);
  v.now += 1ms;
  EXPECT_EQ(get("/health", v).status, 503);
  EXPECT_EQ(get("/health/state_keeper", v).status, 503);
}

TEST(Health, AMonitorThatJustStartedIsYellowForTenSecondsAndThenRed) {
  monitor_view v;
  v.started = sample::start;
  v.now = v.started + 10s;
  EXPECT_EQ(get("/health", v).status, 200);
  EXPECT_EQ(boost::json::parse(get("/health", v).body).at("color").as_string(), "yellow");
  v.now += 1ms;
  EXPECT_EQ(get("/health", v).status, 503);
}

TEST(Readiness, NeedsACycleAReportAndAWritableDatabase) {
  auto v = sample::view();
  EXPECT_EQ(get("/readyz", v).status, 200);
  EXPECT_EQ(get("/readyz", v).body, "{\"status\":\"ready\",\"reason\":null}\n");
  EXPECT_EQ(get("/readyz", sample::view(color::red, "disk full")).status, 503);
  v.draining = true;
  EXPECT_EQ(get("/readyz", v).status, 503);
  EXPECT_EQ(get("/livez", v).status, 200);
  v = sample::view();
  v.health = nullptr;
  EXPECT_EQ(get("/readyz", v).status, 503);
  v = sample::view();
  v.figures = std::make_shared<snapshot>();
  EXPECT_EQ(get("/readyz", v).status, 503);
}

TEST(Agents, OneReadsExactlySo) {
  EXPECT_EQ(get("/api/v1/agents/abc123-3", sample::view()).body,
            R"({"id":"abc123-3","kind":"claude","name":"default/shop:api.0",)"
            R"("state":"waiting_input","since":"2025-11-24T15:58:30.000Z","seconds":90.5,)"
            R"("rule":"claude.some_rule","evidence":"a line","positive":true,"details":)"
            R"({"sub_kind":null,"reset_at":null,"context_left_percent":null,)"
            R"("permission_mode":null,"retry_attempt":null,"retry_limit":null,"elapsed":null,)"
            R"("background_tasks":null},)"
            R"("idle_since":null,"waiting_since":null,"stuck":false,"flapping":false,)"
            R"("held":false,"next":null,"contradictions":[],)"
            R"("first_seen":"2025-11-24T15:58:30.000Z","last_change":"2025-11-24T15:58:30.000Z",)"
            R"("role":null,"server":"default","session":"shop",)"
            R"("session_key":"abc123-s1","window":"api",)"
            R"("pane":"%3","foreground":"agent","pid":4242,"command":"node","dead_status":null})"
            "\n");
}

TEST(Agents, WhatComesNextIsToldWithItsMoment) {
  auto working = sample::agent("abc123-3", agent_state::working, std::chrono::seconds{90});
  working.next = pending_state{agent_state::idle, sample::wall};
  auto v = sample::view();
  v.figures = sample::figures({working});
  const auto body = boost::json::parse(get("/api/v1/agents/abc123-3", v).body);
  EXPECT_EQ(boost::json::serialize(body.at("next")),
            R"({"state":"idle","at":"2025-11-24T16:00:00.000Z"})");
}

TEST(Agents, AreFilteredByStateSessionAndKind) {
  const auto v = sample::view();
  const auto count = [&](std::map<std::string, std::string> query) {
    return boost::json::parse(get("/api/v1/agents", v, std::move(query)).body)
        .at("items")
        .as_array()
        .size();
  };
  EXPECT_EQ(count({}), 1U);
  EXPECT_EQ(count({{"state", "waiting_input"}, {"session", "shop"}, {"kind", "claude"}}), 1U);
  EXPECT_EQ(count({{"session", "abc123-s1"}}), 1U);
  EXPECT_EQ(count({{"state", "idle"}}), 0U);
  EXPECT_EQ(count({{"session", "other"}}), 0U);
  EXPECT_EQ(count({{"kind", "codex"}}), 0U);
  EXPECT_EQ(get("/api/v1/agents", v, {{"state", "tired"}}).status, 400);
}

TEST(Agents, HostileTextStaysWellFormedJson) {
  auto v = sample::view();
  auto a = sample::agent("x-1", agent_state::error, 1s);
  a.says.evidence = "\"}]</script>\x01\xff\xc0\xaf\xed\xa0\x80";
  a.where.session_name = std::string("a\0b", 3);
  v.figures = sample::figures({a});
  boost::json::error_code ec;
  const auto body = boost::json::parse(get("/api/v1/agents", v).body, ec);
  ASSERT_FALSE(ec) << ec.message();
  EXPECT_EQ(body.at("items").at(0).at("evidence").as_string().find("\"}]</script>"), 0U);
}

TEST(Agents, AnUnknownOneIs404AndHistoryIsAskedOfTheDatabase) {
  EXPECT_EQ(get("/api/v1/agents/none", sample::view()).status, 404);
  const auto asked = answer_to(
      asking("/api/v1/agents/a-1/history", {{"limit", "1000"}, {"before", "7"}}), sample::view());
  const auto& q = std::get<history_query>(asked);
  EXPECT_EQ(q.agent_id, "a-1");
  EXPECT_EQ(q.limit, 1000U);
  EXPECT_EQ(q.before_id, 7U);
}

TEST(History, LimitsOutsideOfOneToAThousandAreRefused) {
  for (const auto* limit : {"0", "1001", "-1", "x", "", "10x", "99999999999999999999"})
    for (const auto* path : {"/api/v1/agents/a-1/history", "/api/v1/events"})
      EXPECT_EQ(get(path, sample::view(), {{"limit", limit}}).status, 400) << limit;
  EXPECT_EQ(get("/api/v1/agents/a-1/history", sample::view(), {{"before", "-1"}}).status, 400);
}

explanation small_explanation() {
  explanation why;
  why.seen.seen = {agent_state::idle, "k.prompt", "> ", true, {}};
  why.region = "last 3";
  why.lines = {{7, "> ", true}};
  why.rules = {{"k.busy",
                agent_state::working,
                9,
                true,
                false,
                false,
                "",
                {{"not", "stop", "", "whole", "a private line"}}},
               {"k.prompt", agent_state::idle, 5, true, false, true, "> private", {}}};
  why.seen.violence = "Killed: a private path";
  why.seen.farewell = "goodbye, private";
  why.looked_at.pane.title = "a private title";
  why.looked_at.kind = "k";
  return why;
}

TEST(Explain, AsksTheDetectorOfTheAgentsSession) {
  const auto said = answer_to(asking("/api/v1/agents/abc123-3/explain"), sample::view());
  const auto* asked = std::get_if<explain_query>(&said);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->agent_id, "abc123-3");
  EXPECT_EQ(asked->session_key, "abc123-s1");
  EXPECT_FALSE(asked->owner);
  EXPECT_EQ(get("/api/v1/agents/abc123-4/explain", sample::view()).status, 404);
}

TEST(Explain, ShowsRowsOfTheScreenToItsOwnerAlone) {
  const auto why = small_explanation();
  const auto mine = answer_explain({"abc123-3", "abc123-s1", true}, &why, sample::view());
  const auto body = boost::json::parse(mine.body);
  EXPECT_EQ(body.at("id"), "abc123-3");
  EXPECT_EQ(body.at("why").at("lines").at(0).at("text"), "> ");
  EXPECT_NE(mine.body.find("a private line"), std::string::npos);
  const auto others = answer_explain({"abc123-3", "abc123-s1", false}, &why, sample::view());
  EXPECT_TRUE(boost::json::parse(others.body).at("why").at("lines").is_null());
  EXPECT_EQ(others.body.find("private"), std::string::npos);
  for (const auto* one : {"violence", "farewell"})
    EXPECT_NE(body.at("why").at("seen").at(one), nullptr) << one;
  EXPECT_EQ(body.at("why").at("other").at("title"), "a private title");
}

TEST(Explain, NamesTheRulesThatLackedOneCondition) {
  auto why = small_explanation();
  const auto near = [&] {
    const auto body = answer_explain({"abc123-3", "", true}, &why, sample::view()).body;
    return boost::json::parse(body).at("why").at("would_change").as_array();
  };
  ASSERT_EQ(near().size(), 1u);
  EXPECT_EQ(near()[0].at("rule"), "k.busy");
  EXPECT_EQ(near()[0].at("needs").at("of"), "not");
  why.rules[0].unmet.push_back({"all", "x", "", "whole", ""});
  EXPECT_TRUE(near().empty());
  std::swap(why.rules[0], why.rules[1]); // what stands below the rule that decided changes nothing
  why.rules[1].unmet.pop_back();
  EXPECT_TRUE(near().empty());
}

TEST(Explain, OfAnAgentThatWasNotReadYetIsNull) {
  const auto said = answer_explain({"abc123-3", "", true}, nullptr, sample::view());
  EXPECT_EQ(said.status, 200);
  EXPECT_TRUE(boost::json::parse(said.body).at("why").is_null());
}

TEST(History, ReadsExactlySoAndAFullPageNamesTheNext) {
  history_page page;
  page.items.push_back({7,
                        "a-1",
                        "d/s:w.0",
                        "codex",
                        sample::wall,
                        agent_state::idle,
                        false,
                        {agent_state::working, "r", "", false, {}}});
  const auto body = answer_history({"a-1", 0, 1}, page, sample::view()).body;
  EXPECT_EQ(body,
            R"({"items":[{"id":7,"agent_id":"a-1","name":"d/s:w.0","kind":"codex",)"
            R"("at":"2025-11-24T16:00:00.000Z","from":"idle","to":"working","rule":"r",)"
            R"("evidence":null,"positive":false,"details":{"sub_kind":null,"reset_at":null,)"
            R"("context_left_percent":null,"permission_mode":null,"retry_attempt":null,)"
            R"("retry_limit":null,"elapsed":null,"background_tasks":null},)"
            R"("closed":false}],"next_before":7})"
            "\n");
  const auto last = boost::json::parse(answer_history({"a-1", 0, 2}, page, sample::view()).body);
  EXPECT_TRUE(last.at("next_before").is_null());
}

TEST(History, OfAnAgentThatNobodyKnowsIs404) {
  EXPECT_EQ(answer_history({"none", 0, 1}, {false, {}}, sample::view()).status, 404);
  EXPECT_EQ(answer_history({"abc123-3", 0, 1}, {false, {}}, sample::view()).status, 200);
}

TEST(Sessions, CountTheirAgentsByState) {
  const auto body = boost::json::parse(get("/api/v1/sessions", sample::view()).body);
  const auto& items = body.at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].at("name").as_string(), "shop");
  EXPECT_EQ(items[0].at("agents").to_number<int>(), 1);
  EXPECT_EQ(items[0].at("by_state").at("waiting_input").to_number<int>(), 1);
  EXPECT_EQ(items[0].at("by_state").as_object().size(), agent_state_count);
  EXPECT_EQ(items[1].at("agents").to_number<int>(), 0);
}

TEST(Events, ReadExactlySo) {
  const std::vector<event_entry> one{{3, {"session_renamed", "k", "", "new", sample::wall}}};
  EXPECT_EQ(answer_events({"", "", 0, 1}, one).body,
            R"({"items":[{"id":3,"type":"session_renamed","subject":"k","before":null,)"
            R"("after":"new","at":"2025-11-24T16:00:00.000Z"}],"next_before":3})"
            "\n");
  EXPECT_NE(answer_events({"", "", 0, 2}, one).body.find(R"("next_before":null)"),
            std::string::npos);
}

TEST(Metrics, ArePlainOrPackedAndCanBeSwitchedOff) {
  auto v = sample::view();
  EXPECT_EQ(get("/metrics", v).body, "agents_total 1\n");
  EXPECT_EQ(get("/metrics", v).content_type, "text/plain; version=0.0.4; charset=utf-8");
  const auto packed = std::get<api_response>(answer_to(asking_packed("/metrics"), v));
  EXPECT_EQ(packed.body, "packed");
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  v.export_metrics = false;
  EXPECT_EQ(get("/metrics", v).status, 404);
  v.export_metrics = true;
  v.figures = nullptr;
  EXPECT_EQ(get("/metrics", v).status, 503);
}

TEST(Methods, WrongOnesAre405WithAllowAndUnknownPathsStay404) {
  const auto r = get("/health", sample::view(), {}, "POST");
  EXPECT_EQ(r.status, 405);
  EXPECT_EQ(header(r, "Allow"), "GET, HEAD");
  const auto lost = get("/nowhere", sample::view(), {}, "POST");
  EXPECT_EQ(lost.status, 404);
  EXPECT_EQ(lost.body,
            "{\"error\":{\"code\":\"not_found\",\"message\":\"there is nothing at /nowhere\"}}\n");
}

TEST(Page, IsServedWithAnETagAndWithoutInlineScript) {
  const auto v = sample::view();
  const auto page = get("/", v);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("<script src=\"/page.js\""), std::string::npos);
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
  EXPECT_EQ(page.body.find("style="), std::string::npos);
  auto known = asking("/");
  known.if_none_match = header(page, "ETag");
  const auto again = std::get<api_response>(answer_to(known, v));
  EXPECT_EQ(again.status, 304);
  const auto packed = std::get<api_response>(answer_to(asking_packed("/page.js"), v));
  EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
}

TEST(Faults, AreToldByTheirStatus) {
  EXPECT_EQ(fault_response({errc::timed_out, "late"}).status, 504);
  EXPECT_EQ(fault_response({errc::storage, "disk"}).status, 503);
  EXPECT_EQ(fault_response({errc::unavailable, "restarting"}).status, 503);
  EXPECT_EQ(fault_response({errc::internal, "bug"}).status, 500);
}

TEST(JsonText, WritesNumbersShortAndPlain) {
  EXPECT_EQ(to_text(boost::json::value(0.03)), "0.03\n");
  EXPECT_EQ(to_text(boost::json::value(std::uint64_t{18446744073709551615ULL})),
            "18446744073709551615\n");
  EXPECT_EQ(to_text(boost::json::value(std::numeric_limits<double>::infinity())), "null\n");
}

} // namespace
} // namespace orc
