// Panes that close, change their size or their place at the worst moment: no agent is lost or
// doubled, none is said to have ended, and none is ever read by another pane's screen.
#include "tests/e2e/odd_test.hpp"

namespace orc::e2e {
namespace {

class OddPanes : public odd_test {
protected:
  /// The seat may be another one now; the agent and its history go on as they were.
  void expect_same_life(const scripted_agent& agent,
                        const boost::json::object& before,
                        const std::string& name) {
    EXPECT_LE(cycles_until(http(),
                           now_text(),
                           [&](const auto&) {
                             const auto now = http().agent_in(agent.pane);
                             return now && now->at("name").as_string() == name;
                           }),
              at_once)
        << text_of(agent, "name") << " instead of " << name;
    const auto now = http().agent_in(agent.pane).value();
    for (const auto* key : {"id", "state", "since", "first_seen"})
      EXPECT_EQ(now.at(key), before.at(key)) << name << ": " << key;
  }

  boost::json::object seen(const scripted_agent& agent) const {
    return http().agent_in(agent.pane).value();
  }
};

TEST_F(OddPanes, APaneThatClosesBetweenListAndCaptureLeavesTheOthersAsTheyAre) {
  const auto first = server.add_agent("s", "first");
  const auto closing = server.add_agent("s", "closing");
  const auto last = server.add_agent("t", "last");
  watch_through_odd_tmux();
  for (const auto& agent : {first, closing, last})
    become(agent, "waiting", at_first);
  const auto before = recorded();
  oddities.once_before_captures("kill-pane -t " + closing.pane);
  // All in one batch: they write at once.
  for (const auto& agent : {first, closing, last})
    tmux_server::tell(agent, "error");
  for (const auto& agent : {first, last})
    expect_state(agent, "error", at_once + 1);
  expect_state(closing, "");
  EXPECT_TRUE(oddities.was_used());
  EXPECT_EQ(http().metric("tmux_orchestrator_operations_failed_total{kind=\"capture\"}"), 1);
  EXPECT_TRUE(eventually([&] { return recorded() == before + 3; }));
  EXPECT_TRUE(daemon->history(daemon->history().back().agent_id).size() > 1);
  expect_all_is_well();
}

TEST_F(OddPanes, PanesThatAreResizedBetweenListAndCaptureKeepTheirOwnScreens) {
  std::vector<scripted_agent> agents;
  for (const auto* window : {"a", "b", "c"})
    agents.push_back(server.add_agent("s", window));
  server.tmux({"join-pane", "-d", "-s", agents[1].pane, "-t", agents[0].pane});
  watch_through_odd_tmux();
  for (const auto& agent : agents)
    expect_state(agent, "idle", at_first);
  // A border that moves is the worst: the rows of both panes together are as many as before.
  for (const auto& meanwhile : states{"resize-pane -y 6 -t " + agents[0].pane,
                                      "resize-pane -y 20 -t " + agents[0].pane,
                                      "split-window -d -t " + agents[2].pane,
                                      "resize-window -x 60 -y 14 -t " + agents[0].pane}) {
    oddities.once_before_captures(meanwhile);
    for (const auto& agent : agents)
      make_it(server, agent, "error", "this is of " + agent.pane + ". " + meanwhile);
    ASSERT_TRUE(eventually([&] { return oddities.was_used(); }));
    EXPECT_TRUE(daemon->let_pass(2));
    for (const auto& agent : agents)
      EXPECT_EQ(text_of(agent, "evidence").find("error: this is of " + agent.pane + ". "), 12U);
  }
  for (const auto& entry : daemon->history())
    EXPECT_TRUE(is_of(entry.says.evidence, entry.agent_id))
        << entry.agent_id << ": " << entry.says.evidence;
}

TEST_F(OddPanes, AnAgentKeepsItsIdAndItsHistoryWhereverItsPaneGoes) {
  const auto mover = server.add_agent("from", "mover");
  const auto other = server.add_agent("from", "other");
  const auto host = server.add_agent("to", "host");
  watch();
  for (const auto& agent : {mover, other, host})
    become(agent, "waiting", at_first);
  const auto before = seen(mover);
  const auto entries = recorded();
  const auto move = [&](std::vector<std::string> how, const std::string& name) {
    server.tmux(std::move(how));
    expect_same_life(mover, before, "tmux.sock/" + name);
  };
  move({"rename-window", "-t", mover.pane, "renamed"}, "from:0.0");
  move({"rename-session", "-t", "=from", "away"}, "away:0.0");
  move({"move-window", "-s", mover.pane, "-t", "=away:7"}, "away:7.0");
  move({"move-window", "-s", mover.pane, "-t", "=to:5"}, "to:5.0");
  move({"join-pane", "-d", "-s", mover.pane, "-t", host.pane}, "to:0.1");
  move({"swap-pane", "-d", "-s", mover.pane, "-t", host.pane}, "to:0.0");
  move({"swap-pane", "-d", "-s", mover.pane, "-t", other.pane}, "away:1.0");
  move({"split-window", "-d", "-b", "-t", mover.pane, "sleep 1000"}, "away:1.1");
  move({"break-pane", "-d", "-s", mover.pane, "-t", "=away:", "-n", "alone"}, "away:0.0");
  move({"respawn-pane", "-k", "-t", "=away:1.0", "sleep 1000"}, "away:0.0");
  EXPECT_EQ(recorded(), entries);
  for (const auto& agent : {mover, other, host})
    become(agent, "error");
  EXPECT_EQ(recorded(), entries + 3);
  expect_all_is_well();
}

TEST_F(OddPanes, AnAgentInAWindowOfSeveralSessionsIsOneAgentUntilTheLastOfThemIsGone) {
  const auto agent = server.add_agent("first", "shared");
  const auto second = server.add_agent("second", "own");
  server.tmux({"link-window", "-s", "=first:0", "-t", "=second:9"});
  server.tmux({"new-session", "-d", "-t", "=first", "-s", "twin"}); // a group of sessions
  watch();
  become(agent, "waiting", at_first);
  become(second, "waiting", at_first);
  const auto before = seen(agent);
  EXPECT_EQ(text_of(agent, "name"), "tmux.sock/first:0.0");
  const auto entries = recorded();
  server.tmux({"kill-session", "-t", "=first"});
  expect_same_life(agent, before, "tmux.sock/second:9.0");
  server.tmux({"kill-session", "-t", "=second"});
  expect_same_life(agent, before, "tmux.sock/twin:0.0");
  expect_state(second, "");
  EXPECT_TRUE(eventually([&] { return recorded() == entries + 1; }));
  become(agent, "error");
  server.tmux({"new-session", "-d", "-s", "last", "sleep 1000"}); // so that the server stays
  server.tmux({"kill-session", "-t", "=twin"});
  expect_state(agent, "");
  EXPECT_TRUE(eventually(
      [&] { return daemon->states(std::string{before.at("id").as_string()}).back() == "exited"; }));
  expect_all_is_well();
}

TEST_F(OddPanes, AnAgentThatIsScrolledThroughOrZoomedIsStillReadRight) {
  const auto agent = server.add_agent("s", "w");
  server.tmux({"split-window", "-d", "-t", agent.pane, "sleep 1000"});
  watch();
  become(agent, "waiting", at_first);
  const auto entries = recorded();
  server.tmux({"copy-mode", "-t", agent.pane});
  EXPECT_TRUE(daemon->let_pass(3));
  EXPECT_EQ(recorded(), entries);
  server.tmux({"send-keys", "-t", agent.pane, "-X", "cancel"});
  server.tmux({"resize-pane", "-Z", "-t", agent.pane});
  become(agent, "error");
  server.tmux({"resize-window", "-t", agent.pane, "-x", "1", "-y", "1"});
  EXPECT_TRUE(daemon->let_pass(3));
  server.tmux({"resize-window", "-t", agent.pane, "-x", "300", "-y", "200"});
  become(agent, "waiting");
  for (const auto& entry : daemon->history())
    EXPECT_FALSE(is_over(entry.says.state)) << to_string(entry.says.state);
}

} // namespace
} // namespace orc::e2e
