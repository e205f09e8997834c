// The real daemon's event stream and control, as programs that live on them see it.
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace orc::e2e {
namespace {

namespace json = boost::json;
using client = test::raw_client;
using words = std::vector<std::string>;

/// Follows /api/v1/stream, and goes on where it was when it comes back.
class follower {
public:
  explicit follower(std::uint16_t port) : port_{port} { connect(); }

  void leave() { client_.reset(); }

  void connect() {
    client_ = std::make_unique<client>(port_);
    client_->send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n"
                  + (last_.empty() ? "" : "Last-Event-ID: " + last_ + "\r\n") + "\r\n");
    client_->read_until("\r\n\r\n");
  }

  /// The state that this agent's next transition leads to.
  std::string next_state(const std::string& agent_id) {
    for (int i = 0; i < 1000; ++i) {
      const auto frame = client_->read_until("\n\n");
      if (const auto id = line(frame, "id: "); !id.empty())
        last_ = id;
      EXPECT_NE(line(frame, "event: "), "reset");
      if (frame.empty() || line(frame, "event: ") != "transition")
        continue;
      const auto data = json::parse(line(frame, "data: "));
      if (data.at("agent_id").as_string() == agent_id)
        return std::string{data.at("to").as_string()};
    }
    return "nothing";
  }

private:
  static std::string line(const std::string& frame, const std::string& key) {
    const auto text = "\n" + frame;
    const auto at = text.find("\n" + key);
    if (at == std::string::npos)
      return {};
    const auto begin = at + 1 + key.size();
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  std::uint16_t port_;
  std::string last_;
  std::unique_ptr<client> client_;
};

struct Interface : testing::Test {
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  std::string control = folder / "state.sock"; // beside the database

  json::object ask(const std::string& request) const {
    client c{control};
    c.send(request);
    const auto all = c.read_all();
    const auto head = all.find("\r\n\r\n");
    if (!all.starts_with("HTTP/1.1 20") || head == std::string::npos)
      return {{"answer", all}};
    return json::parse(all.substr(head + 4)).as_object();
  }

  json::object restart(const std::string& component) const {
    return ask("POST /api/v1/components/" + component
               + "/restart HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }
};

TEST_F(Interface, AFollowerThatComesAndGoesSeesWhatTheHistoryHas) {
  const auto agent = server.add_agent("s", "w");
  const daemon_program daemon{folder.path().string(), watching(server.socket())};
  ASSERT_LE(cycles_until(daemon.http(), agent.pane, "idle", now_text()), 20);
  const std::string id{daemon.http().agent_in(agent.pane).value().at("id").as_string()};
  const auto last_recorded = [&] {
    const auto all = daemon.states(id);
    return all.empty() ? "" : all.back();
  };
  ASSERT_TRUE(eventually([&] { return last_recorded() == "idle"; }));
  const auto known = daemon.states(id).size();
  follower stream{daemon.http().port()};
  words seen;
  for (const bool away : {false, true, false, true}) {
    const auto* state = seen.size() % 2 == 0 ? "waiting_input" : "idle";
    if (away)
      stream.leave();
    const auto since = seen.size() % 2 == 0
                           ? make_it_show(server, agent, "waiting", "[orc-agent] waiting")
                           : make_it_show(server, agent, "idle", "[orc-agent] idle");
    ASSERT_LE(cycles_until(daemon.http(), agent.pane, state, since), 20);
    if (away)
      stream.connect();
    seen.push_back(stream.next_state(id));
  }
  ASSERT_TRUE(eventually([&] { return daemon.states(id).size() >= known + seen.size(); }));
  const auto all = daemon.states(id);
  EXPECT_EQ(seen, words(all.begin() + static_cast<std::ptrdiff_t>(known), all.end()));
}

TEST_F(Interface, EveryComponentIsRestartedByControlAndComesBack) {
  const auto agent = server.add_agent("s", "w");
  const daemon_program daemon{folder.path().string(), watching(server.socket())};
  ASSERT_LE(cycles_until(daemon.http(), agent.pane, "idle", now_text()), 20);
  for (const auto* name : {"state_keeper",
                           "history_reader",
                           "metrics_aggregator",
                           "health_monitor",
                           "idle_analyzer",
                           "crash_detector",
                           "agent_monitor",
                           "sessions",
                           "modular"}) {
    const auto said = restart(name);
    ASSERT_TRUE(said.contains("state")) << json::serialize(said);
    EXPECT_EQ(said.at("state").as_string(), "running") << name;
    EXPECT_EQ(said.at("incarnation").to_number<int>(), 2) << name;
  }
  EXPECT_EQ(restart("http_gateway").at("state").as_string(), "stopping");
  // Its port is another one now, since the configuration leaves the choice to the system.
  EXPECT_TRUE(eventually([&] {
    return ask("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("status");
  }));
  EXPECT_EQ(restart("nobody").count("state"), 0U);
}

TEST_F(Interface, OverTcpNobodyControlsWithoutAToken) {
  const daemon_program daemon{folder.path().string(), watching(server.socket())};
  client c{daemon.http().port()};
  c.send("POST /api/v1/components/state_keeper/restart HTTP/1.1\r\nHost: localhost\r\n"
         "Connection: close\r\n\r\n");
  EXPECT_TRUE(c.read_all().starts_with("HTTP/1.1 403 "));
  const auto set = ask("POST /api/v1/log HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                       "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n"
                       R"({"level":"error"})");
  EXPECT_EQ(json::serialize(set), R"({"items":[{"component":null,"level":"error"}]})");
}

/// A daemon that is not to start: its exit status and what it says.
struct Refusal : testing::Test {
  test::scratch_folder folder;
  std::string token = folder / "token";

  int status(const std::string& http) const {
    std::ofstream{folder / "monitor.json"} << R"({"http": {)" << http
                                           << R"(}, "storage": {"path": ")" << (folder / "state.db")
                                           << "\"}}";
    child_program daemon{{ORC_DAEMON, "--config", folder / "monitor.json"}, folder / "log"};
    return daemon.wait(10);
  }

  std::string said() const {
    std::ifstream in{folder / "log"};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

TEST_F(Refusal, AnAddressThatOthersReachNeedsAToken) {
  EXPECT_EQ(status(R"("port": 0, "address": "0.0.0.0")"), 78);
  EXPECT_NE(said().find("http.token_file"), std::string::npos) << said();
}

TEST_F(Refusal, ATokenThatOthersCanReadIsNone) {
  std::ofstream{token} << "0123456789abcdef\n";
  ::chmod(token.c_str(), 0644);
  EXPECT_EQ(status(R"("port": 0, "token_file": ")" + token + "\""), 78);
  EXPECT_NE(said().find(token), std::string::npos) << said();
  EXPECT_EQ(said().find("0123456789abcdef"), std::string::npos);
}

} // namespace
} // namespace orc::e2e
