// The census of a real daemon on a real tmux server: what the detectors miss shows.
#include "tests/e2e/odd_test.hpp"

namespace orc::e2e {
namespace {

namespace json = boost::json;

class Census : public odd_test {
protected:
  scripted_agent one = server.add_agent("s", "one");
  scripted_agent other = server.add_agent("s", "other");

  void watch_with_a_census_a_second(json::object more = {}) {
    auto sections = watching(server.socket());
    sections["detection"] = {{"census_interval", 1}, {"census_confirm", 2}};
    for (auto& [key, value] : more)
      sections[key] = value;
    daemon.emplace(folder.path().string(), sections);
    expect_state(one, "idle", at_first);
  }

  double found(const std::string& what) const {
    return http().metric("tmux_orchestrator_census_agents{found=\"" + what + "\"}");
  }

  double accuracy() const { return http().metric("tmux_orchestrator_detection_accuracy_ratio"); }

  /// What has this subject among the events.
  long fired() const {
    const auto all = daemon->events();
    return std::count_if(all.begin(), all.end(), [](const auto& e) {
      return e.type == "rollback_trigger" && e.subject == "detection_accuracy"
             && e.after.starts_with("fired: ");
    });
  }
};

/// agent_monitor looks at the leader of the foreground group and below it; of a pipeline that is
/// the first program, and the agent at its end is none of its children.
TEST_F(Census, FindsAnAgentThatTheDetectorsMiss) {
  watch_with_a_census_a_second();
  expect_state(other, "idle", at_first);
  EXPECT_TRUE(eventually([&] { return found("right") == 2 && accuracy() == 1; }));
  make_it(server, other, "exit");
  expect_state(other, "exited");
  EXPECT_TRUE(eventually([&] { return found("right") == 1 && accuracy() == 1; }));

  server.type(other.pane, "sleep 1000 | " + other.command);
  EXPECT_TRUE(eventually([&] { return found("missed") == 1 && found("right") == 1; }));
  EXPECT_EQ(accuracy(), 0.5);
  EXPECT_GE(http().metric("agent_detection_errors"), 1);
  EXPECT_LE(daemon->cycles_until("red", "detection accuracy is 50 %: 1 missed", now_text()), soon);
  EXPECT_TRUE(eventually([&] { return fired() == 1; }));
  EXPECT_NE(daemon->said().find("agent_detection: missed: "), std::string::npos);

  server.tmux({"send-keys", "-t", other.pane, "C-c"});
  EXPECT_TRUE(eventually([&] { return found("missed") == 0 && accuracy() == 1; }));
  expect_all_is_well();
  EXPECT_EQ(fired(), 1) << "once, until it is armed again";
}

TEST_F(Census, DoesNotMissWhatTheConfigurationExcludes) {
  watch_with_a_census_a_second({{"agents", {{"exclude", json::array{"*/s:other"}}}}});
  const auto made = http().metric("tmux_orchestrator_censuses_total");
  EXPECT_TRUE(
      eventually([&] { return http().metric("tmux_orchestrator_censuses_total") >= made + 3; }));
  EXPECT_EQ(found("right"), 1);
  EXPECT_EQ(found("missed"), 0);
  expect_all_is_well();
}

} // namespace
} // namespace orc::e2e
