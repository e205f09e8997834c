// Each route over a real socket: its methods, and that it is documented.
#include "runtime/http/answer_cache.hpp"
#include "runtime/http/http_server.hpp"
#include "tests/runtime/http/sample.hpp"
#include "tests/support/raw_client.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <mutex>

namespace orc {
namespace {

const std::vector<std::string> readable{"/",
                                        "/page.css",
                                        "/page.js",
                                        "/icon.svg",
                                        "/livez",
                                        "/readyz",
                                        "/health",
                                        "/health/components",
                                        "/health/state_keeper",
                                        "/metrics",
                                        "/api/v1/agents",
                                        "/api/v1/agents/abc123-3",
                                        "/api/v1/agents/abc123-3/explain",
                                        "/api/v1/agents/abc123-3/history",
                                        "/api/v1/sessions",
                                        "/api/v1/components",
                                        "/api/v1/cycles",
                                        "/api/v1/events"};
/// What is read and ordered at the same place.
const std::vector<std::string> both{"/api/v1/mode", "/api/v1/drills"};
const std::vector<std::string> orders{"/api/v1/components/state_keeper/restart", "/api/v1/log"};

/// The answers of a monitor at work; what the database knows is nothing.
api_response answered(const api_request& request) {
  static answer_cache cache;
  static const auto view = [] {
    auto v = sample::view();
    v.drills.emplace();
    return v;
  }();
  const auto said = cache.answer(request, view);
  if (const auto* now = std::get_if<api_response>(&said))
    return *now;
  if (const auto* history = std::get_if<history_query>(&said))
    return answer_history(*history, {}, view);
  if (const auto* why = std::get_if<explain_query>(&said))
    return answer_explain(*why, nullptr, view);
  if (const auto* events = std::get_if<event_query>(&said))
    return answer_events(*events, {});
  return {200, "application/json", "{}\n", {}};
}

struct EveryRoute : testing::Test {
  http_server server;
  std::mutex mutex;
  std::uint16_t port = 0;

  void SetUp() override {
    http_server_options o;
    o.port = 0;
    o.token = "0123456789abcdef";
    port = server
               .start(o,
                      [this](const api_exchange& x) {
                        const std::lock_guard lock{mutex};
                        x.reply(answered(x.request));
                      })
               .value();
  }

  std::string
  ask(const std::string& method, const std::string& path, const std::string& more = "") {
    test::raw_client c{port};
    c.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more
           + "\r\n");
    return c.read_all();
  }

  /// Without its date: the clock may have moved on between two answers.
  static std::string head_of(const std::string& answer) {
    auto head = answer.substr(0, answer.find("\r\n\r\n"));
    const auto date = head.find("\r\nDate: ");
    return date == std::string::npos ? head : head.erase(date, head.find("\r\n", date + 2) - date);
  }
};

TEST_F(EveryRoute, HeadGivesTheHeaderOfGetAndNoBody) {
  auto all = readable;
  all.insert(all.end(), both.begin(), both.end());
  for (const auto& path : all) {
    const auto get = ask("GET", path);
    const auto head = ask("HEAD", path);
    EXPECT_EQ(get.find("HTTP/1.1 200 OK\r\n"), 0U) << path << "\n" << get;
    EXPECT_EQ(head_of(head), head_of(get)) << path;
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << path;
    EXPECT_FALSE(get.ends_with("\r\n\r\n")) << path;
  }
}

TEST_F(EveryRoute, RefusesEveryOtherMethodAndSaysWhichItKnows) {
  for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    for (const auto& path : readable) {
      const auto answer = ask(method, path);
      EXPECT_EQ(answer.find("HTTP/1.1 405 "), 0U) << method << " " << path;
      EXPECT_NE(answer.find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
    }
  for (const auto* method : {"GET", "HEAD", "PUT", "DELETE"})
    for (const auto& path : orders) {
      const auto answer = ask(method, path);
      EXPECT_EQ(answer.find("HTTP/1.1 405 "), 0U) << method << " " << path;
      EXPECT_NE(answer.find("\r\nAllow: POST\r\n"), std::string::npos);
    }
}

TEST_F(EveryRoute, WhatIsReadAndOrderedRefusesTheRest) {
  for (const auto* method : {"PUT", "DELETE", "PATCH"})
    for (const auto& path : both) {
      const auto answer = ask(method, path);
      EXPECT_EQ(answer.find("HTTP/1.1 405 "), 0U) << method;
      EXPECT_NE(answer.find("\r\nAllow: GET, HEAD, POST\r\n"), std::string::npos);
    }
}

TEST_F(EveryRoute, AnOrderNeedsTheToken) {
  auto all = orders;
  all.insert(all.end(), both.begin(), both.end());
  for (const auto& path : all) {
    EXPECT_EQ(ask("POST", path).find("HTTP/1.1 401 "), 0U) << path;
    const auto with = ask("POST", path, "Authorization: Bearer 0123456789abcdef\r\n");
    EXPECT_NE(with.find("HTTP/1.1 401 "), 0U) << path;
  }
}

TEST_F(EveryRoute, PathsThatLeadNowhereAre404WhateverTheyHold) {
  for (const auto* path : {"/nowhere",
                           "/api",
                           "/api/v1",
                           "/api/v2/agents",
                           "/api/v1/agents/a/b",
                           "/health/x/y",
                           "/METRICS",
                           "//metrics",
                           "/../etc/passwd",
                           "/%2e%2e/etc/passwd",
                           "/page.css/x",
                           "/api/v1/agents/$(reboot)/history/x",
                           "/%F0%9F%92%A5"})
    for (const auto* method : {"GET", "HEAD", "POST"})
      EXPECT_EQ(ask(method, path).find("HTTP/1.1 404 "), 0U) << method << " " << path;
}

std::string text_of(const std::string& file) {
  std::ifstream in{std::string{ORC_SOURCE_DIR "/"} + file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(ApiDocument, NamesEveryRoute) {
  const auto document = text_of("runtime/http/API.md");
  ASSERT_FALSE(document.empty());
  const auto source = text_of("runtime/http/routes.cpp");
  int found = 0;
  for (auto at = source.find("\"/"); at != source.npos; at = source.find("\"/", at + 1), ++found) {
    const auto path = source.substr(at + 1, source.find('"', at + 1) - at - 1);
    EXPECT_NE(document.find(path), std::string::npos) << path;
  }
  EXPECT_GT(found, 15); // or the search finds nothing any more
}

} // namespace
} // namespace orc
