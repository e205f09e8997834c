#include "runtime/cli/http_client.hpp"

#include "runtime/cli/agents.hpp"
#include "runtime/http/http_server.hpp"

#include <gtest/gtest.h>

namespace orc::cli {
namespace {

using namespace std::chrono_literals;

/// The daemon's own server, with an answer of the test's.
struct HttpClient : testing::Test {
  http_server server;
  std::string asked;
  api_response answer;
  context c;

  void SetUp() override {
    http_server_options options;
    options.port = 0;
    const auto port = server.start(options, [this](api_exchange x) {
      asked = x.request.path;
      for (const auto& [key, value] : x.request.query)
        asked += " " + key + "=" + value;
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

TEST_F(HttpClient, AFilterArrivesAsItWasTyped) {
  answer.body = R"({"items":[]})";
  EXPECT_EQ(agents(c, {"", "a b&c=d", ""}).status, 0);
  EXPECT_EQ(asked, "/api/v1/agents session=a b&c=d");
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

TEST(HttpGet, NobodyThereIsUnavailable) {
  const auto got = http_get("http://127.0.0.1:1", "/", 5s);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unavailable);
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
