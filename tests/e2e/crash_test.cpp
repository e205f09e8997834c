// Any component may crash: it comes back, and what agents do is seen again within two cycles.
#include "tests/e2e/monitor_in_test.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace orc::e2e {
namespace {

struct component_now {
  std::int64_t incarnation = 0;
  std::string state;
};

component_now component_of(const api& http, const std::string& name) {
  const auto reply = http.get("/api/v1/components");
  if (reply.status != 200)
    return {};
  const auto body = boost::json::parse(reply.body);
  for (const auto& item : body.at("items").as_array())
    if (item.at("name").as_string() == name)
      return {item.at("incarnation").as_int64(), std::string{item.at("state").as_string()}};
  return {};
}

class Crash : public testing::TestWithParam<const char*> {
protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<test::scratch_folder>();
    server = std::make_unique<tmux_server>(folder->path().string());
    one = server->add_agent("alpha", "one");
    two = server->add_agent("beta", "two");
    whole =
        std::make_unique<monitor_in_test>(server->socket(), (folder->path() / "state.db").string());
    ASSERT_LE(cycles_until(whole->http(), one.pane, "idle", now_text()), 20);
  }

  static void TearDownTestSuite() {
    EXPECT_TRUE(whole->stop());
    whole.reset();
    server.reset();
    folder.reset();
  }

  /// A session's detector has the session's key in its name, which only the API knows.
  static std::string name_of(const std::string& parameter) {
    if (parameter != "session_detector")
      return parameter;
    const auto agent = whole->http().agent_in(one.pane);
    return "session_detector-" + std::string{agent.value().at("session_key").as_string()};
  }

  static inline std::unique_ptr<test::scratch_folder> folder;
  static inline std::unique_ptr<tmux_server> server;
  static inline std::unique_ptr<monitor_in_test> whole;
  static inline scripted_agent one;
  static inline scripted_agent two;
};

TEST_P(Crash, ComesBackAndTheWayIsWholeAgainWithinTwoCycles) {
  const auto name = name_of(GetParam());
  ASSERT_TRUE(eventually([&] { return component_of(whole->http(), name).state == "running"; }));
  const auto before = component_of(whole->http(), name).incarnation;
  make_it_show(*server, one, "idle", "[orc-agent] idle");
  ASSERT_LE(cycles_until(whole->http(), one.pane, "idle", now_text()), 5);

  whole->crash(name);
  const auto shown = make_it_show(*server, one, "waiting", "[orc-agent] waiting");
  EXPECT_LE(cycles_until(whole->http(), one.pane, "waiting_input", shown), 2);

  EXPECT_TRUE(eventually([&] {
    const auto now = component_of(whole->http(), name);
    return now.incarnation == before + 1 && now.state == "running";
  })) << name;
}

INSTANTIATE_TEST_SUITE_P(Components,
                         Crash,
                         testing::Values("tmux_gateway",
                                         "agent_monitor",
                                         "session_detector",
                                         "crash_detector",
                                         "idle_analyzer",
                                         "state_keeper",
                                         "history_reader",
                                         "metrics_aggregator",
                                         "health_monitor",
                                         "rollback_controller",
                                         "http_gateway"),
                         [](const auto& tested) { return std::string{tested.param}; });

} // namespace
} // namespace orc::e2e
