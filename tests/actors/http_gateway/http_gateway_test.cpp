#include "actors/http_gateway/http_gateway.hpp"

#include "runtime/telemetry/log.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <future>
#include <optional>
#include <unistd.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct HttpGateway : virtual_time {
  notebook<int> asked;
  std::uint16_t port = 0;
  bool draining = false;
  http_gateway_actor gateway;
  rollback_controller_actor rollback;
  std::map<std::string, supervisor_actor> supervisors;
  fault_switches faults; ///< null: the daemon runs without fault injection

  template <class... Answers>
  void begin(Answers... answers) {
    http_gateway_options options;
    options.server.port = 0;
    options.listening = [this](std::uint16_t p) { port = p; };
    options.draining = [this] { return draining; };
    options.faults = faults;
    gateway = spawn(
        http_gateway,
        http_gateway_links{
            spawn_probe<history_reader_actor>(system(), asked, answers...), rollback, supervisors},
        options);
    run();
  }

  /// The answer to a request that came as the server would bring it; nothing while it waits.
  std::shared_ptr<std::optional<api_response>> request(const std::string& path,
                                                       const std::string& method = "GET",
                                                       const std::string& last_event = "",
                                                       const std::string& json = "") {
    auto got = std::make_shared<std::optional<api_response>>();
    api_exchange x;
    x.request.method = method;
    x.request.last_event_id = last_event;
    x.request.path = path;
    x.request.body = json;
    x.request.content_type = json.empty() ? "" : "application/json";
    x.reply = [got](api_response r) { *got = std::move(r); };
    tell_from_outside(gateway, std::move(x));
    run();
    return got;
  }

  void cycle(std::vector<std::pair<std::string, std::string>> sessions = {},
             color whole = color::green) {
    auto f = std::make_shared<fleet>();
    f->stats.session_names = std::move(sessions);
    f->stats.cycle.steady = now();
    auto s = std::make_shared<snapshot>();
    s->fleet_now = f;
    tell_from_outside(gateway, shared<snapshot>{s});
    auto h = std::make_shared<health_report>();
    h->at.steady = now();
    h->shade = whole;
    component_health keeper;
    keeper.facts.name = "state_keeper";
    keeper.facts.parent = "foundation";
    h->components.push_back(keeper);
    tell_from_outside(gateway, shared<health_report>{h});
    run();
  }
};

TEST_F(HttpGateway, AnswersFromTheNewestSnapshotUntilItIsOld) {
  begin();
  cycle();
  EXPECT_EQ((*request("/health"))->status, 200);
  advance(3s);
  EXPECT_EQ((*request("/health"))->status, 200);
  advance(1ms);
  EXPECT_EQ((*request("/health"))->status, 503);
  cycle();
  EXPECT_EQ((*request("/health"))->status, 200);
}

TEST_F(HttpGateway, IsReadyAfterACycleAndNotWhileDraining) {
  begin();
  EXPECT_EQ((*request("/readyz"))->status, 503);
  EXPECT_EQ((*request("/livez"))->status, 200);
  cycle();
  EXPECT_EQ((*request("/readyz"))->status, 200);
  draining = true;
  EXPECT_EQ((*request("/readyz"))->status, 503);
}

TEST_F(HttpGateway, AsksTheReaderForHistoryAndEvents) {
  begin(
      [](const history_query& q) {
        history_page page;
        page.items.push_back({});
        page.items[0].agent_id = q.agent_id;
        return page;
      },
      [](const event_query& q) { return event_entries(q.limit); });
  const auto history = request("/api/v1/agents/a-1/history");
  ASSERT_TRUE(*history);
  EXPECT_NE((*history)->body.find("\"agent_id\":\"a-1\""), std::string::npos);
  const auto events = request("/api/v1/events");
  ASSERT_TRUE(*events);
  EXPECT_EQ((*events)->status, 200);
}

TEST_F(HttpGateway, AReaderThatStaysSilentIs504AfterItsTimeout) {
  begin([](const history_query&) -> caf::result<history_page> {
    return caf::delegated<history_page>{};
  });
  const auto history = request("/api/v1/agents/a-1/history");
  advance(1999ms);
  EXPECT_FALSE(*history);
  advance(1ms);
  ASSERT_TRUE(*history);
  EXPECT_EQ((*history)->status, 504);
}

TEST_F(HttpGateway, AsksTheControllerForTheModeAndHasATriggerArmedAgain) {
  notebook<int> none;
  rollback = spawn_probe<rollback_controller_actor>(
      system(),
      none,
      [](which_atom) {
        return mode_view{"modular", {}, {{"critical_red", true, {}, "it is", 1}}};
      },
      [](rearm_atom, const std::string& name) -> caf::result<mode_view> {
        if (name != "critical_red")
          return to_caf({errc::not_found, "no such"});
        return mode_view{"modular", {}, {{"critical_red", false, {}, "", 1}}};
      });
  begin();
  const auto mode = request("/api/v1/mode");
  ASSERT_TRUE(*mode);
  EXPECT_EQ((*mode)->body,
            R"({"mode":"modular","since":"1970-01-01T00:00:00.000Z","triggers":[{"name":)"
            R"("critical_red","state":"fired","since":"1970-01-01T00:00:00.000Z",)"
            R"("reason":"it is"}]})"
            "\n");
  const auto post = [&](const std::string& body) {
    return **request("/api/v1/mode", "POST", "", body);
  };
  const auto armed = post(R"({"rearm":"critical_red"})");
  EXPECT_EQ(armed.status, 200);
  EXPECT_NE(armed.body.find(R"("state":"armed")"), std::string::npos);
  EXPECT_EQ(post(R"({"rearm":"nobody"})").status, 404);
}

TEST_F(HttpGateway, AControllerThatStaysSilentIs504) {
  notebook<int> none;
  rollback = spawn_probe<rollback_controller_actor>(
      system(), none, [](which_atom) -> caf::result<mode_view> {
        return caf::delegated<mode_view>{};
      });
  begin();
  const auto mode = request("/api/v1/mode");
  advance(2s);
  ASSERT_TRUE(*mode);
  EXPECT_EQ((*mode)->status, 504);
  EXPECT_NE((*mode)->body.find("rollback_controller"), std::string::npos);
}

TEST_F(HttpGateway, AReaderThatFailsIs503) {
  begin([](const history_query&) -> caf::result<history_page> {
    return to_caf({errc::storage, "disk I/O error"});
  });
  EXPECT_EQ((*request("/api/v1/agents/a-1/history"))->status, 503);
}

TEST_F(HttpGateway, AsksTheSessionsDetectorWhyAnAgentWasReadSo) {
  notebook<int> none;
  const auto detector = spawn_probe<session_detector_actor>(
      system(),
      none,
      [](explain_atom, const std::string& agent) -> caf::result<shared<explanation>> {
        if (agent != "abc-1")
          return to_caf({errc::not_found, "never seen"});
        auto why = std::make_shared<explanation>();
        why->seen.seen.rule = "claude.because";
        return shared<explanation>{why};
      });
  supervisors["sessions"] = spawn_probe<supervisor_actor>(system(), none, [detector](which_atom) {
    child_entry child;
    child.facts.name = "session_detector-abc-s1";
    child.handle = caf::actor_cast<component_actor>(detector);
    return child_entries{child};
  });
  begin();
  auto f = std::make_shared<fleet>();
  for (const auto& [id, session] :
       {std::pair{"abc-1", "abc-s1"}, {"abc-2", "abc-s1"}, {"abc-3", "abc-s2"}}) {
    agent_view agent;
    agent.where.agent_id = id;
    agent.where.session_key = session;
    f->agents.push_back(agent);
  }
  auto s = std::make_shared<snapshot>();
  s->fleet_now = f;
  tell_from_outside(gateway, shared<snapshot>{s});
  run();
  EXPECT_NE((**request("/api/v1/agents/abc-1/explain")).body.find("claude.because"),
            std::string::npos);
  for (const auto* unread : {"abc-2", "abc-3"}) {
    const auto said = **request("/api/v1/agents/" + std::string{unread} + "/explain");
    EXPECT_EQ(said.status, 200);
    EXPECT_NE(said.body.find("\"why\":null"), std::string::npos);
  }
}

/// A supervisor with one child, or one that is away.
supervisor_actor
supervisor_of(caf::actor_system& system, notebook<int>& book, const std::string& child) {
  return spawn_probe<supervisor_actor>(
      system, book, [child](restart_atom, const std::string& id) -> caf::result<component_facts> {
        if (child.empty())
          return to_caf({errc::unavailable, "it stops"});
        if (id != child)
          return to_caf({errc::not_found, "no such child"});
        component_facts facts;
        facts.name = id;
        facts.state = component_state::running;
        return facts;
      });
}

TEST_F(HttpGateway, HasAComponentRestartedByTheSupervisorThatHasIt) {
  notebook<int> none;
  supervisors = {{"engines", supervisor_of(system(), none, "modular")},
                 {"foundation", supervisor_of(system(), none, "state_keeper")},
                 {"host", supervisor_of(system(), none, "tmux_gateway")}};
  begin();
  for (const auto* name : {"modular", "state_keeper", "tmux_gateway"}) {
    const auto said = request("/api/v1/components/" + std::string{name} + "/restart", "POST");
    ASSERT_TRUE(*said) << name;
    EXPECT_EQ((*said)->status, 200);
    EXPECT_NE((*said)->body.find("\"name\":\"" + std::string{name}), std::string::npos);
  }
  EXPECT_EQ((*request("/api/v1/components/nobody/restart", "POST"))->status, 404);
}

TEST_F(HttpGateway, ASupervisorThatIsAwayHidesNoneOfTheOthersChildren) {
  notebook<int> none;
  supervisors = {{"engines", supervisor_of(system(), none, "")},
                 {"foundation", supervisor_of(system(), none, "state_keeper")}};
  begin();
  EXPECT_EQ((*request("/api/v1/components/state_keeper/restart", "POST"))->status, 200);
  EXPECT_EQ((*request("/api/v1/components/modular/restart", "POST"))->status, 503);
}

TEST_F(HttpGateway, AnswersBeforeItIsRestartedItself) {
  notebook<int> none;
  supervisors = {{"root", supervisor_of(system(), none, "http_gateway")}};
  begin();
  EXPECT_EQ((*request("/api/v1/components/http_gateway/restart", "POST"))->status, 202);
}

TEST_F(HttpGateway, ARestartThatDoesNotEndIs504) {
  notebook<int> none;
  supervisors["foundation"] = spawn_probe<supervisor_actor>(
      system(), none, [](restart_atom, const std::string&) -> caf::result<component_facts> {
        return caf::delegated<component_facts>{};
      });
  begin();
  cycle();
  const auto said = request("/api/v1/components/state_keeper/restart", "POST");
  advance(24999ms);
  EXPECT_FALSE(*said);
  advance(1ms);
  ASSERT_TRUE(*said);
  EXPECT_EQ((*said)->status, 504);
}

struct HttpGatewayDrills : HttpGateway {
  using order = std::pair<std::string, component_fault>;
  std::vector<order> ordered; ///< of the supervisor that has idle_analyzer and http_gateway
  notebook<int> none;

  void SetUp() override {
    faults = {std::make_shared<fault_switch>(), std::make_shared<fault_switch>()};
    supervisors = {{"engines", supervisor_of_nobody()},
                   {"modular",
                    spawn_probe<supervisor_actor>(
                        system(),
                        none,
                        [this](fault_atom, const std::string& id, const component_fault& fault)
                            -> caf::result<component_facts> {
                          if (id != "idle_analyzer" && id != "http_gateway")
                            return to_caf({errc::not_found, ""});
                          ordered.emplace_back(id, fault);
                          component_facts facts;
                          facts.name = id;
                          facts.incarnation = 1;
                          return facts;
                        })}};
  }

  supervisor_actor supervisor_of_nobody() {
    return spawn_probe<supervisor_actor>(
        system(),
        none,
        [](fault_atom, const std::string&, const component_fault&) -> caf::result<component_facts> {
          return to_caf({errc::not_found, ""});
        });
  }

  int drill(const std::string& json) {
    const auto said = request("/api/v1/drills", "POST", "", json);
    return *said ? (*said)->status : 0;
  }

  std::string listed() { return (*request("/api/v1/drills"))->body; }
};

TEST_F(HttpGatewayDrills, OfAComponentAreArmedByItsSupervisor) {
  begin();
  EXPECT_EQ(drill(R"({"fault":"slow","target":"idle_analyzer","seconds":0.5})"), 200);
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].second.kind, fault_kind::slow);
  EXPECT_EQ(ordered[0].second.lasts, 500ms);
  EXPECT_NE(listed().find(R"("armed":[{"fault":"slow","target":"idle_analyzer")"),
            std::string::npos)
      << listed();
  EXPECT_EQ(drill(R"({"fault":"none","target":"idle_analyzer"})"), 200);
  EXPECT_EQ(ordered.back().second.kind, fault_kind::none);
  EXPECT_NE(listed().find(R"("armed":[])"), std::string::npos);
  EXPECT_EQ(drill(R"({"fault":"crash","target":"nobody"})"), 404);
}

TEST_F(HttpGatewayDrills, AHangIsListedForAsLongAsItLasts) {
  begin();
  EXPECT_EQ(drill(R"({"fault":"hang","target":"idle_analyzer","seconds":2})"), 200);
  advance(1999ms);
  EXPECT_EQ(listed().find(R"("armed":[])"), std::string::npos);
  advance(1ms);
  EXPECT_NE(listed().find(R"("armed":[])"), std::string::npos);
}

TEST_F(HttpGatewayDrills, OfTheGatewayItselfAreAnsweredBeforeTheyStrike) {
  begin();
  EXPECT_EQ(drill(R"({"fault":"crash","target":"http_gateway"})"), 202);
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].first, "http_gateway");
}

TEST_F(HttpGatewayDrills, OfTheWorldAreArmedHereAndDamageOnce) {
  begin();
  EXPECT_EQ(drill(R"({"fault":"storage_full","seconds":60})"), 200);
  EXPECT_TRUE(faults.storage->strikes(world_fault::storage_full));
  EXPECT_TRUE(faults.storage->strikes(world_fault::storage_full));
  EXPECT_EQ(drill(R"({"fault":"tmux_hang","seconds":60})"), 200);
  EXPECT_EQ(faults.tmux->now().fault, world_fault::tmux_hang);
  EXPECT_EQ(drill(R"({"fault":"storage_corrupt","seconds":60})"), 200);
  EXPECT_TRUE(faults.storage->strikes(world_fault::storage_corrupt));
  EXPECT_FALSE(faults.storage->strikes(world_fault::storage_corrupt));
  EXPECT_TRUE(ordered.empty());
}

TEST_F(HttpGatewayDrills, NoneTakesEverythingBack) {
  begin();
  cycle(); // a report that knows state_keeper
  EXPECT_EQ(drill(R"({"fault":"tmux_hang","seconds":60})"), 200);
  EXPECT_EQ(drill(R"({"fault":"slow","target":"idle_analyzer","seconds":1})"), 200);
  EXPECT_EQ(drill(R"({"fault":"none"})"), 200);
  EXPECT_EQ(faults.tmux->now().fault, world_fault::none);
  EXPECT_NE(listed().find(R"("armed":[])"), std::string::npos);
}

TEST_F(HttpGateway, WithoutFaultInjectionNothingIsMadeToFail) {
  begin();
  EXPECT_EQ((*request("/api/v1/drills"))->status, 404);
  EXPECT_EQ((*request("/api/v1/drills", "POST", "", R"({"fault":"none"})"))->status, 404);
}

TEST_F(HttpGateway, SetsWhatIsLogged) {
  begin();
  const auto post = [&](const std::string& body) {
    api_exchange x;
    std::optional<api_response> got;
    x.request.method = "POST";
    x.request.path = "/api/v1/log";
    x.request.content_type = "application/json";
    x.request.body = body;
    x.reply = [&got](api_response r) { got = std::move(r); };
    tell_from_outside(gateway, std::move(x));
    run();
    return got.value();
  };
  const auto before = levels();
  const auto set = post(R"({"component":"tmux_gateway","level":"debug"})");
  EXPECT_EQ(set.status, 200);
  EXPECT_NE(set.body.find(R"({"component":"tmux_gateway","level":"debug"})"), std::string::npos);
  EXPECT_EQ(levels().at("tmux_gateway"), "debug");
  EXPECT_EQ(post(R"({"component":"nobody","level":"debug"})").status, 404);
  EXPECT_EQ(post(R"({"component":"tmux_gateway","level":"loud"})").status, 400);
  EXPECT_EQ(post(R"({"component":"tmux_gateway","level":null})").status, 200);
  EXPECT_EQ(levels(), before);
}

TEST_F(HttpGateway, AControlSocketThatCannotBeHadMakesItYellow) {
  begin();
  EXPECT_EQ(ask_now<self_report>(gateway, heartbeat_atom_v)->own, color::green);
  http_gateway_options options;
  options.server.port = 0;
  options.control_socket = "/proc/nowhere/control.sock";
  notebook<int> none;
  auto second = spawn(http_gateway,
                      http_gateway_links{spawn_probe<history_reader_actor>(system(), none), {}, {}},
                      options);
  run();
  const auto report = ask_now<self_report>(second, heartbeat_atom_v);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->own, color::yellow);
  EXPECT_NE(report->reason.find("/proc/nowhere/control.sock"), std::string::npos);
}

TEST_F(HttpGateway, KeepsWhatChangedForWhoComesBackToTheStream) {
  begin();
  cycle();
  const auto first = request("/api/v1/stream");
  ASSERT_TRUE((*first)->stream);
  const auto at = (*first)->body.find("id: ") + 4;
  const auto id = (*first)->body.substr(at, (*first)->body.find('\n', at) - at);
  cycle({{"k", "new"}});
  cycle({{"k", "new"}});
  cycle({}, color::yellow);
  const auto again = request("/api/v1/stream", "GET", id);
  const auto& body = (*again)->body;
  const auto opened = body.find("session_opened");
  const auto closed = body.find("session_closed");
  EXPECT_LT(opened, closed);
  EXPECT_LT(closed, body.find("event: health\n"));
  EXPECT_EQ(body.find("session_opened", opened + 1), std::string::npos);
  EXPECT_EQ(body.find("event: reset"), std::string::npos);
  EXPECT_NE((*request("/api/v1/stream", "GET", "x-1"))->body.find("event: reset"),
            std::string::npos);
}

TEST_F(HttpGateway, ShowsTheCyclesThatItHeardOf) {
  begin();
  cycle();
  advance(1s);
  cycle();
  EXPECT_NE((*request("/api/v1/cycles"))->body.find(R"({"items":[{"id":2,)"), std::string::npos);
}

TEST_F(HttpGateway, APortThatIsTakenEndsItWithTheReason) {
  begin();
  http_gateway_options options;
  options.server.port = port;
  notebook<int> none;
  auto second = spawn(http_gateway,
                      http_gateway_links{spawn_probe<history_reader_actor>(system(), none), {}, {}},
                      options);
  run();
  const auto answer = ask_now<self_report>(second, heartbeat_atom_v);
  EXPECT_FALSE(answer);
}

class tcp_client {
public:
  explicit tcp_client(std::uint16_t port) : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval limit{20, 0}; // a test that hangs shall fail
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }

  ~tcp_client() { ::close(fd_); }

  tcp_client(const tcp_client&) = delete;
  tcp_client& operator=(const tcp_client&) = delete;

  void send(std::string_view text) const { ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }

  [[nodiscard]] std::string read_all() const {
    std::string all;
    char bytes[4096];
    for (ssize_t n = 0; (n = ::recv(fd_, bytes, sizeof bytes, 0)) > 0;)
      all.append(bytes, static_cast<std::size_t>(n));
    return all;
  }

  bool connected = false;

private:
  int fd_;
};

struct LiveGateway : testing::Test {
  system_config config;
  caf::actor_system system{config};
  notebook<int> none;
  std::promise<std::uint16_t> port;

  http_gateway_options options() {
    http_gateway_options o;
    o.server.port = 0;
    o.listening = [this](std::uint16_t p) { port.set_value(p); };
    return o;
  }
};

TEST_F(LiveGateway, AnswersOnItsPortAndFreesItWhenItEnds) {
  auto reader = spawn_probe<history_reader_actor>(system, none);
  auto gateway = system.spawn(http_gateway, http_gateway_links{reader, {}, {}}, options());
  const auto at = port.get_future().get();
  const tcp_client client{at};
  client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_all().find("HTTP/1.1 200 OK\r\n"), 0U);
  const tcp_client idle{at};
  {
    caf::scoped_actor self{system};
    self->monitor(gateway);
    caf::anon_send_exit(gateway, caf::exit_reason::kill);
    self->receive([](const caf::down_msg&) {});
  }
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_FALSE(tcp_client{at}.connected);
  caf::anon_send_exit(reader, caf::exit_reason::kill);
}

} // namespace
} // namespace orc
