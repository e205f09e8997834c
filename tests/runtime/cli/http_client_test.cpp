#include "runtime/cli/http_client.hpp"

#include "runtime/cli/agents.hpp"
#include "runtime/cli/components.hpp"
#include "runtime/cli/explain.hpp"
#include "runtime/cli/history.hpp"
#include "runtime/cli/monitor.hpp"
#include "runtime/cli/within.hpp"
#include "runtime/http/http_server.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace orc::cli {
namespace {

using namespace std::chrono_literals;

/// The daemon's own server, with an answer of the test's.
struct HttpClient : testing::Test {
  http_server server;
  std::string asked;
  std::string sent;
  bool owner = false;
  api_response answer;
  context c;

  void SetUp() override {
    http_server_options options;
    options.port = 0;
    options.token = "0123456789abcdef";
    const auto port = server.start(options, [this](api_exchange x) {
      asked = x.request.path;
      for (const auto& [key, value] : x.request.query)
        asked += " " + key + "=" + value;
      sent = x.request.method + " " + x.request.content_type + " " + x.request.body;
      owner = x.request.owner;
      x.reply(answer);
    });
    ASSERT_TRUE(port);
    c.url = "http://127.0.0.1:" + std::to_string(*port);
  }
};

TEST_F(HttpClient, BringsStatusAndBody) {
  answer.status = 503;
  answer.body = "red";
  const auto got = http_get(c.url, "/health", 5s);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 503u);
  EXPECT_EQ(got->body, "red");
}

TEST_F(HttpClient, AnIdArrivesAsItWasTyped) {
  answer.body = R"({"items":[]})";
  EXPECT_EQ(history(c, {"a b&c=d/e", 7}).status, 0);
  EXPECT_EQ(asked, "/api/v1/agents/a b&c=d/e/history limit=7");
}

TEST_F(HttpClient, AnEmptyListOfAgentsSaysWhy) {
  answer.body = R"({"items":[]})";
  EXPECT_EQ(agents(c, {}).out, "no agents\n");
  answer.body =
      R"({"items":[{"id":"a","state":"idle","stuck":false,"flapping":false}],"as_of":"x"})";
  EXPECT_EQ(agents(c, {.states = {"working"}}).out, "none of the 1 agents fits\n");
  c.json = true;
  EXPECT_EQ(agents(c, {.states = {"working"}}).out, "{\"items\":[],\"as_of\":\"x\"}\n");
}

TEST_F(HttpClient, AnErrorsSentenceIsPassedOn) {
  answer.status = 404;
  answer.body = R"({"error":{"code":"not_found","message":"no such agent: x"}})";
  const auto o = agents(c, {});
  EXPECT_EQ(o.status, 66);
  EXPECT_EQ(o.err, "tmux-orc: no such agent: x\n");
}

TEST_F(HttpClient, AnAnswerThatIsNoJsonIsTheDaemonsFault) {
  answer.body = "<html>";
  EXPECT_EQ(agents(c, {}).status, 70);
}

TEST_F(HttpClient, AnotherProgramsRefusalIsNotTakenForTheDaemons) {
  answer.status = 404;
  answer.body = "<html>Not Found</html>";
  const auto o = agents(c, {});
  EXPECT_EQ(o.status, 70);
  EXPECT_EQ(o.err, "tmux-orc: the daemon answered 404\n");
}

TEST_F(HttpClient, ItIsKnownWhoAnswered) {
  std::string who;
  c.server = &who;
  answer.body = R"({"items":[]})";
  EXPECT_EQ(agents(c, {}).status, 0);
  EXPECT_TRUE(who.starts_with("tmux-orchestrator-monitor/")) << who;
  EXPECT_EQ(doubt(who, c.url, who.substr(who.find('/') + 1)), "");
}

TEST_F(HttpClient, AnAnswerOfAnotherShapeEndsInOneSentence) {
  explain_arguments live;
  live.agent = "x";
  auto owner_of_it = c;
  owner_of_it.token = "0123456789abcdef";
  for (const auto* body : {"[]", "{}", "3", R"({"items":[1]})", R"({"items":[{}]})"}) {
    answer.body = body;
    for (const auto& command :
         std::vector<std::function<outcome()>>{[&] { return agents(c, {}); },
                                               [&] { return monitor_status(c); },
                                               [&] { return component_status(c); },
                                               [&] { return component_dependencies(c); },
                                               [&] { return restart_component(owner_of_it, "x"); },
                                               [&] {
                                                 return history(c, {"x", 5});
                                               },
                                               [&] { return explain(c, live); }}) {
      const auto o = understood(command);
      EXPECT_TRUE(o.status == 70 || o.status == 0) << body << ": " << o.status;
      EXPECT_NE(o.out.empty(), o.err.empty()) << body;
    }
    EXPECT_EQ(understood([&] { return agents(c, {}); }).status, 70) << body;
    const auto check = monitor_health_check(c);
    EXPECT_EQ(check.status, 3) << body;
    EXPECT_TRUE(check.out.starts_with("UNKNOWN: ")) << check.out;
  }
}

TEST_F(HttpClient, ExplainTellsWhatItWillBeSaidToBeAndWhen) {
  explain_arguments live;
  live.agent = "x";
  answer.body = R"({"state":"working","positive":true,"why":null,)"
                R"("next":{"state":"idle","at":"2026-11-24T03:04:05.678Z"}})";
  EXPECT_NE(explain(c, live).out.find("idle at 2026-11-24T03:04:05.678Z, if it lasts"),
            std::string::npos)
      << explain(c, live).out;
  answer.body = R"({"state":"working","positive":true,"why":null,"next":null})";
  EXPECT_EQ(explain(c, live).out.find("if it lasts"), std::string::npos);
}

TEST_F(HttpClient, AFigureThatIsNotThereIsADashAndNull) {
  answer.body = "agents_total 3\n";
  const auto text = monitor_metrics(c).out;
  EXPECT_NE(text.find("cycle_time         -\n"), std::string::npos) << text;
  EXPECT_NE(text.find("agents             3\n"), std::string::npos) << text;
  c.json = true;
  EXPECT_NE(monitor_metrics(c).out.find(R"("monitoring_cycle_duration":null)"), std::string::npos);
}

/// A daemon with a colour, and ten agents or so.
struct HealthLine : HttpClient {
  std::string line_for(const char* health, const char* metrics) {
    http_server daemon;
    http_server_options options;
    options.port = 0;
    const auto port = daemon.start(options, [&](api_exchange x) {
      api_response r;
      r.body = x.request.path == "/health" ? health : metrics;
      x.reply(r);
    });
    c.url = "http://127.0.0.1:" + std::to_string(port.value());
    return monitor_health_check(c).out;
  }
};

TEST_F(HealthLine, TellsTheGuidesLimitsOfSoManyAgents) {
  EXPECT_EQ(line_for(R"({"color":"green","reason":null})",
                     "agents_total 10\nmonitoring_cycle_duration 0.0079\n"),
            "OK: all is well | agents=10 cycle_time=7.9ms;30;50\n");
  EXPECT_EQ(line_for(R"({"color":"green","reason":null})",
                     "agents_total 11\nmonitoring_cycle_duration 0.0079\n"),
            "OK: all is well | agents=11 cycle_time=7.9ms;60;100\n");
}

TEST_F(HealthLine, TellsTheProcessorsShareSinceTheStart) {
  // It began at the epoch: whatever time it is, so little is less than a tenth of a per cent.
  const auto line = line_for(R"({"color":"green","reason":null})",
                             "process_cpu_seconds_total 5\nprocess_start_time_seconds 0\n");
  EXPECT_EQ(line, "OK: all is well | cpu=0.0%;20;30\n");
}

TEST_F(HealthLine, AReasonForgesNeitherFiguresNorLines) {
  EXPECT_EQ(line_for(R"({"color":"red","reason":"a|b\ncycle_time=0"})", ""),
            "CRITICAL: a/b·cycle_time=0\n");
}

TEST(HttpGet, NobodyThereIsUnavailable) {
  const auto got = http_get("http://127.0.0.1:1", "/", 5s);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unavailable);
}

TEST(HttpGet, ANameIsLookedUp) {
  http_server server;
  http_server_options options;
  options.port = 0;
  const auto port = server.start(options, [](const api_exchange& x) { x.reply({}); });
  const auto got = http_get("http://localhost:" + std::to_string(port.value()), "/", 5s);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(http_get("http://no-such-host.invalid", "/", 5s).error().code, errc::unavailable);
}

TEST(Within, WhatTakesLongerIsNotWaitedFor) {
  std::promise<void> end;
  const auto blocked = end.get_future().share();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(within<int>(10ms, [blocked] {
    blocked.wait();
    return 1;
  }));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  end.set_value();
  EXPECT_EQ(within<int>(5s, [] { return 2; }), 2);
}

TEST(Doubt, TellsAStrangerFromADaemonOfAnotherVersion) {
  const std::string url = "http://x";
  EXPECT_EQ(doubt("", url, "0.1.0"), "");
  EXPECT_EQ(doubt("tmux-orchestrator-monitor/0.1.0", url, "0.1.0"), "");
  EXPECT_EQ(doubt("tmux-orchestrator-monitor/0.2.0", url, "0.1.0"),
            "tmux-orc: the daemon is version 0.2.0, this is 0.1.0\n");
  EXPECT_EQ(doubt("nginx\033", url, "0.1.0"),
            "tmux-orc: what answers at http://x is nginx·, and no tmux-orchestrator-monitor\n");
}

TEST(HttpGet, AnotherSchemeIsNoUrlOfOurs) {
  EXPECT_EQ(http_get("https://x", "/", 1s).error().code, errc::invalid_input);
  EXPECT_EQ(http_get("http://", "/", 1s).error().code, errc::invalid_input);
}

TEST(PercentEncode, KeepsTheUnreservedAndNothingElse) {
  EXPECT_EQ(percent_encode("aZ9-_.~"), "aZ9-_.~");
  EXPECT_EQ(percent_encode("a/b ?\xff"), "a%2Fb%20%3F%FF");
}

} // namespace
} // namespace orc::cli
