// The real program, as a service manager and a person see it: its start, its end, its complaints.
#include "storage/history_reading.hpp"
#include "tests/e2e/program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;

/// One tmux server with one agent, and the daemon that the test starts and ends.
class Daemon : public testing::Test {
protected:
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  std::string log = folder / "log";
  std::string config = folder / "monitor.json";

  std::string path(const std::string& name) const { return folder / name; }

  void configure(const std::string& more = "") {
    std::ofstream{config} << R"({"http": {"port": 0}, "tmux": {"discover": false, "socket_path": ")"
                          << server.socket() << R"("}, "storage": {"path": ")" << path("state.db")
                          << R"("})" << more << "}";
  }

  std::unique_ptr<child_program> start() {
    std::ofstream{log, std::ios::trunc};
    return std::make_unique<child_program>(std::vector<std::string>{ORC_DAEMON, "--config", config},
                                           log);
  }

  std::string said() const {
    std::ifstream in{log};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// The port that it says it listens on.
  api ready_api() const {
    std::uint16_t port = 0;
    const std::string mark = "page    http://127.0.0.1:";
    eventually([&] {
      const auto text = said();
      const auto at = text.find(mark);
      if (at == std::string::npos)
        return false;
      port = static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
      return api{port}.get("/readyz").status == 200;
    });
    return api{port};
  }

  std::size_t recorded() const {
    auto past = history_reading::open(path("state.db"), 1s);
    return past ? past->page({"", 0, 1000}).value_or(history_page{}).items.size() : 0;
  }

  std::string last_state() const {
    auto past = history_reading::open(path("state.db"), 1s);
    if (!past)
      return "no database";
    const auto page = past->page({"", 0, 1}).value_or(history_page{});
    return page.items.empty() ? "nothing" : std::string{to_string(page.items[0].says.state)};
  }
};

TEST_F(Daemon, EndsWithinTwoSecondsOfSigtermWithEverythingCommitted) {
  const auto agent = server.add_agent("s", "w");
  configure();
  auto daemon = start();
  const auto http = ready_api();
  ASSERT_LE(cycles_until(http, agent.pane, "idle", now_text()), 20);
  const auto since = make_it_show(server, agent, "waiting", "[orc-agent] waiting");
  ASSERT_LE(cycles_until(http, agent.pane, "waiting_input", since), 2);
  const auto told = std::chrono::steady_clock::now();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(10), 0) << said();
  EXPECT_LT(std::chrono::steady_clock::now() - told, 2s);
  EXPECT_EQ(last_state(), "waiting_input");
}

TEST_F(Daemon, ARestartIsNoTransitionHoweverItCameAbout) {
  const auto agent = server.add_agent("s", "w");
  configure();
  auto daemon = start();
  ASSERT_LE(cycles_until(ready_api(), agent.pane, "idle", now_text()), 20);
  for (const int number : {SIGTERM, SIGKILL}) {
    ASSERT_TRUE(eventually([&] { return last_state() == "idle"; }));
    const auto before = recorded();
    daemon->signal(number);
    daemon->wait(10);
    daemon = start();
    const auto http = ready_api();
    EXPECT_LE(cycles_until(http, agent.pane, "idle", now_text()), 10);
    EXPECT_TRUE(eventually([&] { return http.metric("tmux_orchestrator_cycles_total") > 3; }));
    EXPECT_EQ(recorded(), before);
  }
}

TEST_F(Daemon, WhatChangedWhileItWasAwayIsOneTransition) {
  const auto agent = server.add_agent("s", "w");
  configure();
  auto daemon = start();
  ASSERT_LE(cycles_until(ready_api(), agent.pane, "idle", now_text()), 20);
  ASSERT_TRUE(eventually([&] { return last_state() == "idle"; }));
  const auto before = recorded();
  daemon->signal(SIGKILL);
  daemon->wait(10);
  make_it_show(server, agent, "waiting", "[orc-agent] waiting");
  daemon = start();
  const auto http = ready_api();
  EXPECT_LE(cycles_until(http, agent.pane, "waiting_input", now_text()), 10);
  EXPECT_TRUE(eventually([&] { return http.metric("tmux_orchestrator_cycles_total") > 3; }));
  EXPECT_EQ(recorded(), before + 1);
  EXPECT_EQ(last_state(), "waiting_input");
}

TEST_F(Daemon, WithoutATmuxServerItIsYellowAndBeginsWhenOneComes) {
  configure();
  auto daemon = start();
  const auto http = ready_api();
  EXPECT_TRUE(eventually(
      [&] { return http.get("/health").body.find("no tmux server") != std::string::npos; }));
  EXPECT_EQ(http.get("/health").status, 200);
  const auto agent = server.add_agent("late", "w");
  EXPECT_LE(cycles_until(http, agent.pane, "idle", now_text()), 20);
}

TEST_F(Daemon, ServesEveryPageOfItsInterface) {
  const auto agent = server.add_agent("s", "w");
  configure();
  auto daemon = start();
  const auto http = ready_api();
  ASSERT_LE(cycles_until(http, agent.pane, "idle", now_text()), 20);
  const std::string id{http.agent_in(agent.pane).value().at("id").as_string()};
  for (const auto& target : std::vector<std::string>{"/",
                                                     "/livez",
                                                     "/readyz",
                                                     "/health",
                                                     "/health/components",
                                                     "/health/crash_detector",
                                                     "/metrics",
                                                     "/api/v1/agents",
                                                     "/api/v1/agents/" + id,
                                                     "/api/v1/agents/" + id + "/history",
                                                     "/api/v1/components",
                                                     "/api/v1/sessions",
                                                     "/api/v1/events"})
    EXPECT_EQ(http.get(target).status, 200) << target;
  EXPECT_TRUE(eventually( // well before the second round of heartbeats
      [&] { return http.get("/health").body.find(R"("status":"healthy")") != std::string::npos; }));
  EXPECT_EQ(http.get("/health/nobody").status, 404);
  EXPECT_EQ(http.get("/api/v1/agents/nobody").status, 404);
}

/// One connection to the control socket, which stays open.
class control_line {
public:
  explicit control_line(const std::string& path)
      : fd_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    const timeval limit{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  }

  ~control_line() { ::close(fd_); }

  control_line(const control_line&) = delete;
  control_line& operator=(const control_line&) = delete;

  /// The beginning of the answer.
  [[nodiscard]] std::string ask(const std::string& method, const std::string& path) const {
    const auto text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                      + (method == "POST" ? "Content-Length: 0\r\n" : "") + "\r\n";
    char answer[512];
    if (!connected_ || ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) < 0)
      return {};
    const auto n = ::recv(fd_, answer, sizeof answer, 0);
    return n < 0 ? std::string{} : std::string{answer, static_cast<std::size_t>(n)};
  }

private:
  int fd_;
  bool connected_ = false;
};

/// The gateway cannot come back, since the process may open nothing any more: it crashes more often
/// than the root allows.
TEST_F(Daemon, WhereTheRootGivesUpItEndsWithTheWholeChainOfReasons) {
  if (test::sanitized)
    GTEST_SKIP() << "a sanitizer needs descriptors";
  configure();
  const auto daemon = start();
  ASSERT_EQ(ready_api().get("/readyz").status, 200);
  const control_line control{path("state.sock")};
  ASSERT_TRUE(control.ask("GET", "/livez").starts_with("HTTP/1.1 200 "));
  const rlimit nothing{3, 3};
  ASSERT_EQ(prlimit(daemon->pid(), RLIMIT_NOFILE, &nothing, nullptr), 0);
  EXPECT_TRUE(
      control.ask("POST", "/api/v1/components/http_gateway/restart").starts_with("HTTP/1.1 202 "));
  EXPECT_EQ(daemon->wait(60), 70) << said();
  const auto all = said();
  const auto chain = std::string{"root gave up, since http_gateway"};
  const auto printed = all.rfind("tmux-orchestrator-monitor: ");
  ASSERT_NE(printed, std::string::npos) << all;
  EXPECT_NE(all.find(chain, printed), std::string::npos) << all;
  const auto logged = all.find("CRITICAL main: stops: ");
  ASSERT_NE(logged, std::string::npos) << all;
  EXPECT_NE(all.substr(logged, all.find('\n', logged) - logged).find(chain), std::string::npos)
      << all;
}

TEST_F(Daemon, APortThatIsTakenIsSaidAtOnce) {
  configure();
  auto first = start();
  const auto taken = ready_api();
  std::ofstream{config} << R"({"http": {"port": )" << taken.port() << R"(}, "storage": {"path": ")"
                        << path("second.db") << "\"}}";
  auto second = start();
  EXPECT_EQ(second->wait(10), 69);
  EXPECT_NE(said().find(std::to_string(taken.port())), std::string::npos) << said();
  EXPECT_EQ(taken.get("/livez").status, 200);
}

TEST_F(Daemon, TwoNeverWriteOneDatabase) {
  configure();
  auto first = start();
  const auto http = ready_api();
  const auto second = start(); // on a port of its own
  EXPECT_EQ(second->wait(10), 75);
  EXPECT_NE(said().find("state.pid is held by the process " + std::to_string(first->pid())),
            std::string::npos)
      << said();
  EXPECT_EQ(http.get("/livez").status, 200);
  first->signal(SIGKILL);
  first->wait(10);
  const auto third = start(); // what was left behind is no obstacle
  EXPECT_EQ(ready_api().get("/livez").status, 200) << said();
}

TEST_F(Daemon, AWrongConfigurationIsSaidInWholeAndEndsIt) {
  std::ofstream{config} << R"({"http": {"prt": 1}, "cycle": {"interval": 0}})";
  auto daemon = start();
  EXPECT_EQ(daemon->wait(10), 78);
  EXPECT_EQ(said(),
            config + ":1:11: /http/prt: unknown key; did you mean \"port\"?\n" + config
                + ":1:32: /cycle/interval: found 0, expected seconds from 0.1 to 3600\n");
}

TEST_F(Daemon, ADatabaseThatCannotBeOpenedIsRedAndTheStatesAreSaidAllTheSame) {
  const auto agent = server.add_agent("s", "w");
  std::ofstream{config} << R"({"http": {"port": 0}, "tmux": {"discover": false, "socket_path": ")"
                        << server.socket()
                        << R"("}, "storage": {"path": "/proc/nowhere/state.db"}})";
  auto daemon = start();
  std::uint16_t port = 0;
  ASSERT_TRUE(eventually([&] { return said().find("page    http://") != std::string::npos; }));
  port = static_cast<std::uint16_t>(std::stoi(said().substr(said().find("127.0.0.1:") + 10)));
  const api http{port};
  EXPECT_LE(cycles_until(http, agent.pane, "idle", now_text()), 20);
  EXPECT_TRUE(eventually([&] { return http.get("/health").status == 503; }, 60s));
  EXPECT_EQ(http.get("/readyz").status, 503);
}

} // namespace
} // namespace orc::e2e
