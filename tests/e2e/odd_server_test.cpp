// tmux servers that are not there, are there no more, hang, dawdle, refuse or talk nonsense: what
// is said of the agents stays true, what is said of the monitor is clear, nothing is made up.
#include "tests/e2e/odd_test.hpp"

#include <csignal>
#include <filesystem>
#include <unistd.h>

namespace orc::e2e {
namespace {

class OddServer : public odd_test {
protected:
  /// Health tells of it soon; it is not the end of anything.
  void expect_trouble(const std::string& words) {
    EXPECT_LE(daemon->cycles_until("red", words, now_text()), soon) << words;
    EXPECT_EQ(http().get("/health").status, 503);
    EXPECT_EQ(http().get("/livez").status, 200);
    EXPECT_EQ(http().metric("tmux_orchestrator_tmux_up"), 0);
  }

  pid_t server_pid() const { return std::stoi(server.tmux({"display-message", "-p", "#{pid}"})); }
};

TEST_F(OddServer, OneThatIsStartedAgainBringsNewAgentsUnderItsOldPaneNumbers) {
  watch();
  EXPECT_LE(daemon->cycles_until("yellow", "no tmux server", now_text()), at_first);
  EXPECT_EQ(http().get("/health").status, 200);
  EXPECT_EQ(http().get("/readyz").status, 200);
  const auto first = server.add_agent("s", "w");
  expect_state(first, "idle", at_first);
  become(first, "waiting");
  const auto old_id = id_of(first);

  server.kill();
  expect_state(first, "");
  EXPECT_LE(daemon->cycles_until("yellow", "no tmux server", now_text()), soon);
  ASSERT_TRUE(eventually([&] { return daemon->history(old_id).back().closed; }));
  const auto old_life = daemon->states(old_id);

  const auto second = server.add_agent("s", "w");
  ASSERT_EQ(second.pane, first.pane);
  expect_state(second, "idle", at_first);
  expect_all_is_well();
  EXPECT_NE(id_of(second), old_id);
  EXPECT_EQ(daemon->states(old_id), old_life);
  EXPECT_TRUE(daemon->history(id_of(second)).front().first);
}

TEST_F(OddServer, ASocketThatAKilledServerLeftBehindIsNoServer) {
  const auto first = server.add_agent("s", "w");
  watch();
  expect_state(first, "idle", at_first);
  const auto old_id = id_of(first);
  kill(server_pid(), SIGKILL);
  expect_state(first, "");
  ASSERT_TRUE(std::filesystem::is_socket(server.socket()));
  EXPECT_LE(daemon->cycles_until("yellow", "no tmux server", now_text()), soon);
  const auto second = server.add_agent("s", "w");
  expect_state(second, "idle", at_first);
  EXPECT_NE(id_of(second), old_id);
  expect_all_is_well();
}

TEST_F(OddServer, ASocketThatMayNotBeOpenedIsSaidAndNobodyIsThoughtGone) {
  const auto agent = server.add_agent("s", "w");
  // Root may open anything, unless it is kept from that.
  const bool root = geteuid() == 0;
  watch(root ? states{"setpriv", "--bounding-set=-dac_override,-dac_read_search"} : states{});
  expect_state(agent, "idle", at_first);
  const auto before = past_of(agent);
  std::filesystem::permissions(server.socket(), std::filesystem::perms::none);
  expect_trouble("Permission denied");
  EXPECT_TRUE(daemon->let_pass(5));
  expect_state(agent, "idle");
  std::filesystem::permissions(server.socket(), std::filesystem::perms::owner_all);
  expect_all_is_well();
  EXPECT_EQ(past_of(agent), before);
}

TEST_F(OddServer, OneThatHangsIsSaidWithinAFewCyclesAndNothingIsMadeUpMeanwhile) {
  const auto asked = server.add_agent("s", "asked");
  const auto busy = server.add_agent("t", "busy");
  auto sections = watching(server.socket());
  sections["tmux"].as_object()["timeout"] = 0.4;
  daemon.emplace(folder.path().string(), sections);
  expect_state(asked, "idle", at_first);
  become(busy, "working");
  const auto before = recorded();
  {
    const frozen hangs{server_pid()};
    expect_trouble("tmux did not answer within");
    EXPECT_TRUE(daemon->let_pass(3));
    EXPECT_EQ(recorded(), before);
    expect_state(busy, "working");
    tmux_server::tell(asked, "waiting");
  }
  expect_state(asked, "waiting_input", at_once + 1); // its screen comes after the server's return
  expect_all_is_well();
  EXPECT_EQ(recorded(), before + 1);
}

TEST_F(OddServer, OneThatAnswersInFitsAndStartsIsReadRightAndCalledWell) {
  const auto agent = server.add_agent("s", "w");
  watch();
  expect_state(agent, "idle", at_first);
  const auto before = past_of(agent).size();
  {
    const stutter fits{server_pid()};
    for (const auto* word : {"waiting", "error", "working", "waiting"}) {
      tmux_server::tell(agent, word);
      expect_state(agent, std::string{to_string(state_for(word))}, at_once + 2);
      EXPECT_TRUE(daemon->let_pass(3));
    }
  }
  const auto all = past_of(agent);
  EXPECT_EQ(states(all.begin() + static_cast<std::ptrdiff_t>(before), all.end()),
            (states{"waiting_input", "error", "working", "waiting_input"}));
  expect_all_is_well();
}

TEST_F(OddServer, OneThatAnswersSlowlyIsReadRightAndItsSlownessIsInTheCycleTime) {
  const auto agent = server.add_agent("s", "w");
  watch_through_odd_tmux();
  expect_state(agent, "idle", at_first);
  oddities.before_tmux("sleep 0.25");
  EXPECT_TRUE(daemon->let_pass(2));
  for (const auto* word : {"waiting", "working", "error"})
    become(agent, word, at_once + 1);
  EXPECT_GT(http().metric("monitoring_cycle_duration"), 0.5); // a list and a batch
  EXPECT_EQ(http().metric("tmux_orchestrator_tmux_up"), 1);
  EXPECT_EQ(http().metric("errors_total"), 0);
}

TEST_F(OddServer, NonsenseFromTmuxIsSaidAndNoneOfItIsBelieved) {
  const auto agent = server.add_agent("s", "w");
  watch_through_odd_tmux();
  expect_state(agent, "idle", at_first);
  const auto before = recorded();
  for (const auto* nonsense : {"head -c 3000 /dev/urandom; exit 0",         // noise
                               "exec printf ''",                            // nothing
                               "\"$tmux\" \"$@\" | head -c 150; exit 0"}) { // cut short
    oddities.before_tmux(nonsense);
    expect_trouble("tmux's list of panes");
    expect_state(agent, "idle");
    oddities.before_tmux("");
    expect_all_is_well();
  }
  EXPECT_EQ(recorded(), before);
}

TEST_F(OddServer, AnEndlessAnswerIsCutOff) {
  const auto agent = server.add_agent("s", "w");
  watch_through_odd_tmux();
  expect_state(agent, "idle", at_first);
  oddities.before_tmux("exec yes");
  expect_trouble("bytes");
  oddities.before_tmux("");
  expect_all_is_well();
  expect_state(agent, "idle");
}

TEST_F(OddServer, AMissingTmuxIsSaidByItsName) {
  watch({"env", "PATH=" + (folder / "nothing")});
  expect_trouble("tmux is not installed");
}

} // namespace
} // namespace orc::e2e
