#include "runtime/http/http_server.hpp"

#include "tests/support/raw_client.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <future>
#include <mutex>

namespace orc {
namespace {

using namespace std::chrono_literals;
using client = test::raw_client;

std::string get(std::string_view path, std::string_view more = "") {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{more}
         + "\r\n";
}

api_response said(std::string body) {
  return {200, "text/plain", std::move(body), {}};
}

constexpr std::string_view last_get =
    "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

class HttpServer : public testing::Test {
protected:
  /// Echoes the path, but for /hold: that one is kept.
  void start(http_server_options o = {}) {
    o.port = 0;
    const auto port = server_.start(o, [this](api_exchange x) {
      if (x.request.path == "/throw")
        throw std::runtime_error("no");
      if (x.request.path == "/hold") {
        const std::lock_guard lock{mutex_};
        held_.push_back(x.reply);
        held_first_.set_value();
        return;
      }
      x.reply(said("[" + x.request.method + " " + x.request.path + "]"));
    });
    ASSERT_TRUE(port) << port.error().message;
    port_ = *port;
  }

  std::string answer(std::string_view request) const {
    client c{port_};
    c.send(request);
    return c.read_all();
  }

  std::mutex mutex_;
  std::promise<void> held_first_;
  std::vector<std::function<void(api_response)>> held_;
  http_server server_;
  std::uint16_t port_ = 0;
};

TEST_F(HttpServer, AnswersWithLengthDateAndSecurityHeaders) {
  start();
  const auto text = answer(last_get);
  EXPECT_EQ(text.find("HTTP/1.1 200 OK\r\n"), 0U);
  EXPECT_NE(text.find("Content-Length: 11\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Date: "), std::string::npos);
  EXPECT_NE(text.find("Content-Security-Policy: default-src 'self'"), std::string::npos);
  EXPECT_NE(text.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos);
  EXPECT_NE(text.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n[GET /last]")) << text;
}

TEST_F(HttpServer, KeepsAConnectionAndAnswersPipelinedRequestsInOrder) {
  start();
  client c{port_};
  c.send(get("/1") + get("/2") + get("/3"));
  EXPECT_NE(c.read_until("[GET /1]").find("200 OK"), std::string::npos);
  EXPECT_NE(c.read_until("[GET /2]").find("200 OK"), std::string::npos);
  EXPECT_NE(c.read_until("[GET /3]").find("200 OK"), std::string::npos);
  c.send(last_get);
  EXPECT_TRUE(c.read_all().ends_with("[GET /last]"));
}

TEST_F(HttpServer, HeadHasTheLengthButNoBody) {
  start();
  const auto text = answer("HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_NE(text.find("Content-Length: 9\r\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\r\n\r\n")) << text;
}

TEST_F(HttpServer, RefusesWhatIsNoRequest) {
  start();
  for (const std::string_view bad :
       {"\x16\x03\x01\x02 hello tls\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"})
    EXPECT_EQ(answer(bad).find("HTTP/1.1 400 "), 0U) << bad;
  EXPECT_EQ(answer(last_get).find("HTTP/1.1 200 "), 0U);
}

TEST_F(HttpServer, AForeignHostIsRefusedOnLoopback) {
  start();
  const auto text = answer("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(text.find("HTTP/1.1 403 "), 0U);
  EXPECT_NE(text.find("{\"error\":{\"code\":\"wrong_host\""), std::string::npos);
}

TEST_F(HttpServer, HeadersOverTheLimitAre431AndBodiesAre413) {
  start();
  const auto with = [&](std::size_t n) {
    return answer(get("/", "Connection: close\r\nX: " + std::string(n, 'a') + "\r\n"));
  };
  EXPECT_EQ(with(15 * 1024).find("HTTP/1.1 200 "), 0U);
  EXPECT_EQ(with(17 * 1024).find("HTTP/1.1 431 "), 0U);
  const auto post = [&](std::size_t n) {
    return answer("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                  + std::to_string(n) + "\r\n\r\n" + std::string(n, 'b'));
  };
  EXPECT_EQ(post(64 * 1024).find("HTTP/1.1 200 "), 0U);
  EXPECT_EQ(post(64 * 1024 + 1).find("HTTP/1.1 413 "), 0U);
}

TEST_F(HttpServer, AClientThatAsksWhetherItMaySendItsBodyIsToldToGoOn) {
  start();
  const std::string post = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  client c{port_};
  c.send(post + "Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(c.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  c.send("abc");
  EXPECT_EQ(c.read_all().find("HTTP/1.1 200 "), 0U);
  EXPECT_EQ(
      answer(post + "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n").find("HTTP/1.1 413 "),
      0U);
  EXPECT_EQ(answer(post + "Expect: 100-continue\r\n\r\n").find("HTTP/1.1 200 "), 0U);
  EXPECT_EQ(answer(post + "Expect: wonders\r\n\r\n").find("HTTP/1.1 417 "), 0U);
}

TEST_F(HttpServer, ASlowClientHoldsNobodyUp) {
  start();
  const client slow{port_};
  slow.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(answer(last_get).find("HTTP/1.1 200 "), 0U);
}

TEST_F(HttpServer, AScraperIsAnsweredBesideTwoHundredSlowAndTwoHundredIdleClients) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files); // both ends of each connection are in this process
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ::setrlimit(RLIMIT_NOFILE, &files);
  start();
  std::vector<std::unique_ptr<client>> slow;
  std::vector<std::unique_ptr<client>> idle;
  const auto request = get("/slow");
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<client>(port_));
    idle.push_back(std::make_unique<client>(port_));
    idle.back()->send(get("/idle"));
    EXPECT_NE(idle.back()->read_until("[GET /idle]").find("200 OK"), std::string::npos);
  }
  for (std::size_t byte = 0; byte + 1 < request.size(); ++byte) {
    for (const auto& c : slow)
      c->send(std::string_view{request}.substr(byte, 1));
    EXPECT_EQ(answer(last_get).find("HTTP/1.1 200 "), 0U);
  }
  for (const auto& c : slow) { // slow is not wrong
    c->send("\n");
    EXPECT_NE(c->read_until("[GET /slow]").find("200 OK"), std::string::npos);
  }
  for (const auto& c : idle) {
    c->send(last_get);
    EXPECT_TRUE(c->read_all().ends_with("[GET /last]"));
  }
}

TEST_F(HttpServer, AClientThatNeverFinishesIsCutOff) {
  http_server_options o;
  o.read_deadline = 50ms;
  start(o);
  EXPECT_EQ(answer("GET / HTTP/1.1\r\nHo"), "");
}

TEST_F(HttpServer, AHandlerThatStaysSilentIs504AndItsLateAnswerIsIgnored) {
  http_server_options o;
  o.answer_deadline = 50ms;
  start(o);
  client c{port_};
  c.send(get("/hold"));
  EXPECT_EQ(c.read_until("}\n").find("HTTP/1.1 504 "), 0U);
  held_.front()(said("late"));
  c.send(last_get);
  const auto next = c.read_all();
  EXPECT_EQ(next.find("HTTP/1.1 200 "), 0U);
  EXPECT_TRUE(next.ends_with("[GET /last]")) << next;
}

TEST_F(HttpServer, AHandlerThatThrowsIs500) {
  start();
  EXPECT_EQ(answer(get("/throw", "Connection: close\r\n")).find("HTTP/1.1 500 "), 0U);
}

TEST_F(HttpServer, ConnectionsOverTheCapAre503AndClosed) {
  http_server_options o;
  o.max_connections = 2;
  start(o);
  client one{port_};
  client two{port_};
  one.send(get("/1"));
  two.send(get("/2"));
  EXPECT_NE(one.read_until("[GET /1]"), "");
  EXPECT_NE(two.read_until("[GET /2]"), "");
  EXPECT_EQ(answer(last_get).find("HTTP/1.1 503 "), 0U);
  one.send(get("/again"));
  EXPECT_NE(one.read_until("[GET /again]").find("200 OK"), std::string::npos);
}

TEST_F(HttpServer, StopsWithOpenConnectionsAndARunningRequest) {
  start();
  client idle{port_};
  client waiting{port_};
  idle.send(get("/1"));
  idle.read_until("[GET /1]");
  waiting.send(get("/hold"));
  held_first_.get_future().wait();
  server_.stop();
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_EQ(waiting.read_all().find("HTTP/1.1 503 "), 0U);
  held_.front()(said("after the end"));
  EXPECT_FALSE(client{port_}.connected());
}

TEST_F(HttpServer, FinishesTheAnswersThatWereGivenBeforeItStops) {
  http_server_options o;
  o.end_deadline = 10s;
  start(o);
  client waiting{port_};
  waiting.send(get("/hold"));
  held_first_.get_future().wait();
  const std::string large(std::size_t{8} << 20, 'x'); // more than the socket's buffers take
  held_.front()(said(large));
  auto all = std::async(std::launch::async, [&] { return waiting.read_all(); });
  server_.stop();
  EXPECT_TRUE(all.get().ends_with(large));
}

TEST_F(HttpServer, AClientThatDoesNotReadDelaysTheEndNoLongerThanTheDeadline) {
  http_server_options o;
  o.end_deadline = 50ms;
  start(o);
  client waiting{port_};
  waiting.send(get("/hold"));
  held_first_.get_future().wait();
  held_.front()(said(std::string(std::size_t{8} << 20, 'x')));
  const auto begun = std::chrono::steady_clock::now();
  server_.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s); // and not write_deadline's 15
}

TEST_F(HttpServer, APortThatIsTakenIsBusyAndSaysWhich) {
  start();
  http_server other;
  http_server_options o;
  o.port = port_;
  const auto port = other.start(o, [](const api_exchange&) {});
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().code, errc::busy);
  EXPECT_NE(port.error().message.find(std::to_string(port_)), std::string::npos);
}

TEST_F(HttpServer, APortIsFreeAgainAtOnce) {
  start();
  EXPECT_EQ(answer(last_get).find("HTTP/1.1 200 "), 0U);
  server_.stop();
  http_server again;
  http_server_options o;
  o.port = port_;
  EXPECT_TRUE(again.start(o, [](const api_exchange&) {}));
}

TEST(HttpServerAddress, OneThatIsNoneIsRefused) {
  http_server server;
  http_server_options o;
  o.address = "not an address";
  EXPECT_EQ(server.start(o, [](const api_exchange&) {}).error().code, errc::invalid_input);
}

TEST(HttpServerAddress, OneThatOthersReachDemandsAToken) {
  http_server server;
  http_server_options o;
  o.address = "0.0.0.0";
  o.port = 0;
  const auto open = server.start(o, [](const api_exchange&) {});
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, errc::invalid_input);
  EXPECT_NE(open.error().message.find("http.token_file"), std::string::npos);
  o.token = "0123456789abcdef";
  const auto port = server.start(o, [](const api_exchange& x) {
    x.reply({200, "text/plain", "let in", {}});
  });
  ASSERT_TRUE(port) << port.error().message;
  const auto ask = [&](const std::string& path, const std::string& more) {
    client c{*port};
    c.send("GET " + path + " HTTP/1.1\r\nHost: any\r\nConnection: close\r\n" + more + "\r\n");
    return c.read_all();
  };
  EXPECT_EQ(ask("/metrics", "").find("HTTP/1.1 401 "), 0U);
  EXPECT_NE(ask("/metrics", "").find("WWW-Authenticate: Bearer\r\n"), std::string::npos);
  EXPECT_EQ(ask("/metrics", "Authorization: Bearer 0123456789abcdeF\r\n").find("HTTP/1.1 401 "),
            0U);
  EXPECT_EQ(ask("/metrics", "Authorization: Bearer 0123456789abcdef\r\n").find("HTTP/1.1 200 "),
            0U);
  EXPECT_EQ(ask("/livez", "").find("HTTP/1.1 200 "), 0U);
}

} // namespace
} // namespace orc
