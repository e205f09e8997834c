// Panes that close, change their size or their place at the worst moment: no agent is lost or
// doubled, none is said to have ended, and none is ever read by another pane's screen.
#include "tests/e2e/odd_test.hpp"

namespace orc::e2e {
namespace {

class OddPanes : public odd_test {};

TEST_F(OddPanes, APaneThatClosesBetweenListAndCaptureLeavesTheOthersAsTheyAre) {
  const auto first = server.add_agent("s", "first");
  const auto closing = server.add_agent("s", "closing");
  const auto last = server.add_agent("t", "last");
  watch_through_odd_tmux();
  for (const auto& agent : {first, closing, last})
    become(agent, "waiting", at_first);
  const auto before = daemon->history().size();
  oddities.once_before_captures("kill-pane -t " + closing.pane);
  // All in one batch: they write at once.
  for (const auto& agent : {first, closing, last})
    tmux_server::tell(agent, "error");
  for (const auto& agent : {first, last})
    expect_state(agent, "error", at_once + 1);
  expect_state(closing, "");
  EXPECT_TRUE(oddities.was_used());
  EXPECT_EQ(http().metric("tmux_orchestrator_operations_failed_total{kind=\"capture\"}"), 1);
  EXPECT_TRUE(eventually([&] { return daemon->history().size() == before + 3; }));
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

} // namespace
} // namespace orc::e2e
