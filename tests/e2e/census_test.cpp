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

  void expect_further_censuses(int so_many) const {
    const auto made = http().metric("tmux_orchestrator_censuses_total");
    EXPECT_TRUE(eventually(
        [&] { return http().metric("tmux_orchestrator_censuses_total") >= made + so_many; }));
  }

  /// What has this subject among the events.
  long fired() const {
    const auto all = daemon->events();
    return std::count_if(all.begin(), all.end(), [](const auto& e) {
      return e.type == "rollback_trigger" && e.subject == "detection_accuracy"
             && e.after.starts_with("fired: ");
    });
  }
};

/// agent_monitor goes from the pane's process to its children; one whose parent has ended is
/// nobody's child, though it is in front on the pane's terminal.
TEST_F(Census, FindsAnAgentThatTheDetectorsMiss) {
  watch_with_a_census_a_second();
  expect_state(other, "idle", at_first);
  EXPECT_TRUE(eventually([&] { return found("right") == 2 && accuracy() == 1; }));
  make_it(server, other, "exit");
  expect_state(other, "exited");
  EXPECT_TRUE(eventually([&] { return found("right") == 1 && accuracy() == 1; }));

  server.type(other.pane, "sh -c '(" + other.command + " &); exec sleep 1000'");
  EXPECT_TRUE(eventually([&] { return found("missed") == 1 && found("right") == 1; }));
  EXPECT_EQ(accuracy(), 0.5);
  EXPECT_GE(http().metric("agent_detection_errors"), 1);
  EXPECT_LE(daemon->cycles_until("red", "detection accuracy is 50 %: 1 missed", now_text()), soon);
  EXPECT_TRUE(eventually([&] { return fired() == 1; }));
  EXPECT_NE(daemon->said().find("agent_detection: missed: "), std::string::npos);

  tmux_server::tell(other, "exit");
  EXPECT_TRUE(eventually([&] { return found("missed") == 0 && accuracy() == 1; }));
  server.tmux({"send-keys", "-t", other.pane, "C-c"});
  expect_all_is_well();
  EXPECT_EQ(fired(), 1) << "once, until it is armed again";
}

TEST_F(Census, AgreesWithTheDetectorsThatAnAgentIsAtTheEndOfAPipeline) {
  watch_with_a_census_a_second();
  expect_state(other, "idle", at_first);
  make_it(server, other, "exit");
  expect_state(other, "exited");
  server.type(other.pane, "(sleep 1000; true) | " + other.command);
  expect_state(other, "idle", at_first);
  expect_further_censuses(2);
  EXPECT_EQ(found("right"), 2);
  EXPECT_EQ(accuracy(), 1);
  tmux_server::tell(other, "exit");
  server.tmux({"send-keys", "-t", other.pane, "C-c"});
  expect_state(other, "exited", at_first);
  expect_all_is_well();
}

TEST_F(Census, LeavesOutAnAgentThatWasGivenATerminalOfItsOwn) {
  watch_with_a_census_a_second();
  expect_state(other, "idle", at_first);
  make_it(server, other, "exit");
  expect_state(other, "exited");
  server.type(other.pane, "script -qc '" + other.command + "' /dev/null");
  expect_state(other, "idle", at_first);
  expect_further_censuses(3);
  EXPECT_EQ(found("right"), 1);
  EXPECT_EQ(found("phantom"), 0);
  expect_all_is_well();
}

TEST_F(Census, DoesNotMissWhatTheConfigurationExcludes) {
  watch_with_a_census_a_second({{"agents", {{"exclude", json::array{"*/s:other"}}}}});
  expect_further_censuses(3);
  EXPECT_EQ(found("right"), 1);
  EXPECT_EQ(found("missed"), 0);
  expect_all_is_well();
}

} // namespace
} // namespace orc::e2e
