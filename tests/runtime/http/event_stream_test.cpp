#include "runtime/http/event_stream.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/event_log.hpp"
#include "runtime/http/http_server.hpp"
#include "tests/support/raw_client.hpp"

#include <gtest/gtest.h>

#include <mutex>

namespace orc {
namespace {

using namespace std::chrono_literals;
using client = test::raw_client;

/// A server whose stream counts.
struct EventStream : testing::Test {
  http_server server;
  std::mutex mutex;
  event_log log{"e", 100000};
  std::uint16_t port = 0;

  void start(http_server_options o = {}) {
    o.port = 0;
    port = server.start(o, [this](const api_exchange& x) { answer(x); }).value();
  }

  void answer(const api_exchange& x) {
    const std::lock_guard lock{mutex};
    if (x.request.path == "/api/v1/stream")
      x.reply(answer_stream(log.beginning(x.request.last_event_id)));
    else
      x.reply({200, "text/plain", "plain", {}});
  }

  void publish(const std::string& data) {
    const std::lock_guard lock{mutex};
    server.publish(log.add({{"transition", data}}));
  }

  static std::string listen(const std::string& more = "") {
    return "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
  }

  /// A client that has got its beginning.
  std::unique_ptr<client> listener(const std::string& more = "") const {
    auto c = std::make_unique<client>(port);
    c->send(listen(more));
    c->read_until("retry: 2000\n");
    return c;
  }
};

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
    ++n;
  return n;
}

TEST_F(EventStream, IsOneAnswerWithoutLengthThatGoesOn) {
  start();
  client c{port};
  c.send(listen());
  const auto head = c.read_until("\r\n\r\n");
  EXPECT_EQ(head.find("HTTP/1.1 200 OK\r\n"), 0U);
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_EQ(c.read_until("\n\n"), "retry: 2000\nid: e-0\n\n");
  publish("one");
  publish("two");
  EXPECT_EQ(c.read_until("two\n\n"),
            "id: e-1\nevent: transition\ndata: one\n\nid: e-2\nevent: transition\ndata: two\n\n");
}

TEST_F(EventStream, ResumesWithNothingLostAndNothingTwice) {
  start();
  std::string last = "e-0";
  std::uint64_t next = 1;
  for (int round = 0; round < 20; ++round) {
    auto c = listener("Last-Event-ID: " + last + "\r\n");
    // Half of them before it is there, half of them while it listens.
    for (int i = 0; i < 10; ++i)
      publish(std::to_string(i));
    for (int i = 0; i < 5; ++i, ++next) {
      c->read_until("id: ");
      const auto id = c->read_until("\n");
      EXPECT_EQ(id, "e-" + std::to_string(next) + "\n");
      last = id.substr(0, id.size() - 1);
      c->read_until("\n\n");
    }
  }
}

TEST_F(EventStream, IsKeptAliveByComments) {
  http_server_options o;
  o.streams.heartbeat = 20ms;
  start(o);
  auto c = listener();
  EXPECT_NE(c->read_until(": heartbeat\n\n: heartbeat\n\n"), "");
}

TEST_F(EventStream, OneMoreThanTheCapIs503AndALeaverMakesRoom) {
  http_server_options o;
  o.streams.most = 2;
  start(o);
  auto first = listener();
  auto second = listener();
  client third{port};
  third.send(listen("Connection: close\r\n"));
  EXPECT_EQ(third.read_all().find("HTTP/1.1 503 "), 0U);
  first.reset();
  for (int i = 0; i < 1000; ++i) { // the server hears of it soon
    client again{port};
    again.send(listen());
    if (again.read_until("\r\n").find("200 OK") != std::string::npos)
      return;
  }
  FAIL() << "a stream that ended still counts";
}

TEST_F(EventStream, DoesNotCountAgainstTheConnections) {
  http_server_options o;
  o.max_connections = 1;
  start(o);
  auto one = listener();
  auto two = listener();
  client scraper{port};
  scraper.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(scraper.read_all().find("HTTP/1.1 200 "), 0U);
}

TEST_F(EventStream, AClientThatDoesNotReadIsCutOffAndTheOthersGetEverything) {
  http_server_options o;
  o.streams.backlog = 64 * 1024;
  start(o);
  auto slow = listener();
  auto quick = listener();
  const std::string large(std::size_t{16} * 1024, 'x');
  for (int i = 0; i < 1000; ++i) { // more than the socket's buffers and the backlog take
    publish(large + std::to_string(i) + ".");
    EXPECT_NE(quick->read_until(std::to_string(i) + ".\n\n"), "");
  }
  const auto got = slow->read_all(); // ends: the server has closed it
  EXPECT_LT(count(got, "event: transition"), 1000U);
}

TEST_F(EventStream, EndsWithTheServer) {
  start();
  auto c = listener();
  server.stop();
  EXPECT_EQ(c->read_until("id: e-0\n\n"), "id: e-0\n\n");
  EXPECT_EQ(c->read_all(), "");
}

TEST_F(EventStream, HeadTellsOfItAndDoesNotListen) {
  start();
  client c{port};
  c.send("HEAD /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto all = c.read_all();
  EXPECT_NE(all.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

} // namespace
} // namespace orc
