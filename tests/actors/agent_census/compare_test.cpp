#include "actors/agent_census/compare.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using names = std::vector<std::string>;

struct Compare : testing::Test {
  census_rules rules{{{"claude", {"claude"}, {"claude"}, {}},
                      {"codex", {"codex"}, {"codex"}, {}},
                      {"generic", {"orc-agent", "orc-agent-*"}, {"orc-agent-*"}, {}}},
                     {},
                     {}};
  terminal_look there{{"s"}, {}, {}, {}};
  std::vector<agent_view> tracked;
  names read{"s"}; ///< servers that the monitor has read

  static process_facts process(std::int64_t pid, const std::string& command, names argv = {}) {
    return {pid, 1, command, argv.empty() ? names{command} : std::move(argv)};
  }

  /// A pane whose terminal has its own number.
  void pane(unsigned number, const std::string& window = "w", const std::string& server = "s") {
    there.panes.push_back(
        {server, "%" + std::to_string(number), "session", window, terminal_number{136, number}});
  }

  void runs(unsigned number, process_facts facts, bool in_front = true) {
    there.processes.push_back({std::move(facts), {136, number}, in_front});
  }

  agent_view& track(unsigned number, const std::string& kind, agent_state state) {
    agent_view a;
    a.where.server = "s";
    a.where.pane = "%" + std::to_string(number);
    a.where.kind = kind;
    a.where.session_name = "session";
    a.where.window_name = "w";
    a.says.state = state;
    tracked.push_back(std::move(a));
    return tracked.back();
  }

  census_count count() {
    fleet f;
    f.agents = tracked;
    f.stats.servers_read = read;
    return compare(there, f, rules);
  }

  std::vector<census_fault> faults() {
    std::vector<census_fault> out;
    for (const auto& d : count().differences)
      out.push_back(d.what);
    return out;
  }
};

using faults_of = std::vector<census_fault>;

TEST_F(Compare, AnAgentThatIsTrackedAsWhatItIsIsRight) {
  pane(1);
  runs(1, process(10, "claude"));
  track(1, "claude", agent_state::working);
  const auto c = count();
  EXPECT_EQ(c.right, 1u);
  EXPECT_TRUE(c.differences.empty());
}

TEST_F(Compare, AnAgentThatNobodyTracksIsMissed) {
  pane(1);
  runs(1, process(9, "sh"));
  runs(1, process(10, "node", {"node", "/opt/codex.js"}));
  const auto c = count();
  ASSERT_EQ(c.differences.size(), 1u);
  const census_difference expected{census_fault::missed, "s", "%1", "s/session:w", "", "codex", 10};
  EXPECT_EQ(c.differences[0], expected);
  EXPECT_EQ(c.right, 0u);
}

TEST_F(Compare, AnAgentThatLivesAndIsToldDeadIsMissed) {
  pane(1);
  runs(1, process(10, "claude"));
  for (const auto over : {agent_state::crashed, agent_state::exited}) {
    tracked.clear();
    track(1, "claude", over);
    EXPECT_EQ(faults(), faults_of{census_fault::missed});
  }
}

TEST_F(Compare, AnAgentThatHasEndedAndIsToldSoIsNoDifference) {
  pane(1);
  runs(1, process(9, "sh"));
  track(1, "claude", agent_state::exited);
  EXPECT_TRUE(faults().empty());
  EXPECT_EQ(count().right, 0u);
}

TEST_F(Compare, AnAgentInTheBackgroundIsNotMissedButCountsForOneThatIsTracked) {
  pane(1);
  runs(1, process(10, "claude"), false);
  EXPECT_TRUE(faults().empty());
  track(1, "claude", agent_state::unknown);
  EXPECT_EQ(count().right, 1u);
}

TEST_F(Compare, OneThatIsTrackedAsAliveWithoutAProcessIsAPhantom) {
  pane(1);
  runs(1, process(9, "sh"));
  track(1, "claude", agent_state::idle);
  track(2, "claude", agent_state::idle); // its pane is gone
  EXPECT_EQ(faults(), (faults_of{census_fault::phantom, census_fault::phantom}));
}

TEST_F(Compare, OneOfAnotherKindIsSaidToBe) {
  pane(1);
  runs(1, process(10, "codex"));
  track(1, "claude", agent_state::idle);
  const auto c = count();
  ASSERT_EQ(c.differences.size(), 1u);
  EXPECT_EQ(c.differences[0].what, census_fault::wrong_kind);
  EXPECT_EQ(c.differences[0].tracked_kind, "claude");
  EXPECT_EQ(c.differences[0].found_kind, "codex");
}

TEST_F(Compare, AnAgentThatRunsAnotherOneAsItsToolIsRight) {
  pane(1);
  runs(1, process(10, "codex"));
  runs(1, process(11, "claude"));
  track(1, "claude", agent_state::idle);
  EXPECT_EQ(count().right, 1u);
  EXPECT_TRUE(faults().empty());
}

TEST_F(Compare, AnExcludedPaneIsNoMiss) {
  rules.exclude = {"s/session:scratch*"};
  pane(1, "scratchpad");
  pane(2, "w");
  runs(1, process(10, "claude"));
  runs(2, process(11, "claude"));
  const auto c = count();
  ASSERT_EQ(c.differences.size(), 1u);
  EXPECT_EQ(c.differences[0].pane, "%2");
}

TEST_F(Compare, InASeatThatTheConfigurationNamesAnyProgramThatIsTrackedIsTheAgent) {
  rules.wished_kinds = {{"s/session:*", "claude"}};
  pane(1);
  runs(1, process(10, "my-wrapper"));
  auto& agent = track(1, "claude", agent_state::working);
  agent.where.process = process(10, "my-wrapper");
  EXPECT_EQ(count().right, 1u);
  there.processes[0].in_front = false; // suspended
  EXPECT_EQ(count().right, 1u);
  rules.wished_kinds.clear(); // elsewhere a program that is no agent is none
  agent.where.process.pid = 10;
  EXPECT_EQ(faults(), faults_of{census_fault::phantom});
}

TEST_F(Compare, SuchASeatWhoseShortProgramsComeAndGoIsRightUntilItsShellWaits) {
  rules.wished_kinds = {{"s/session:*", "claude"}};
  pane(1);
  runs(1, process(9, "bash", {"-bash"}), false);
  runs(1, process(12, "make")); // what the monitor saw in the last cycle was process 11
  track(1, "claude", agent_state::working).where.process = process(11, "git");
  EXPECT_EQ(count().right, 1u);
  EXPECT_TRUE(faults().empty());
  there.processes.pop_back();
  there.processes[0].in_front = true;
  EXPECT_EQ(faults(), faults_of{census_fault::phantom});
}

TEST_F(Compare, AnAgentThatLivesOnAnotherTerminalThanItsPanesIsNotJudged) {
  pane(1);
  runs(1, process(10, "sudo", {"sudo", "claude"}));
  track(1, "claude", agent_state::working).where.process = process(11, "claude");
  EXPECT_EQ(faults(), faults_of{census_fault::phantom});
  there.elsewhere = {{11, 2}}; // another one with its pid
  EXPECT_EQ(faults(), faults_of{census_fault::phantom});
  there.elsewhere = {{11, 1}};
  EXPECT_TRUE(faults().empty());
  EXPECT_EQ(count().right, 0u);
  runs(1, process(12, "codex"));
  EXPECT_EQ(faults(), faults_of{census_fault::wrong_kind});
}

TEST_F(Compare, AnAgentOnAServerThatTheMonitorHasNotReadIsNotMissed) {
  pane(1);
  runs(1, process(10, "claude"));
  read = {"other"};
  EXPECT_TRUE(faults().empty());
  read = {"other", "s"};
  EXPECT_EQ(faults(), faults_of{census_fault::missed});
}

TEST_F(Compare, AgentsOnAServerThatDidNotAnswerAreLeftOut) {
  track(1, "claude", agent_state::idle);
  there.servers = {"other"};
  EXPECT_TRUE(faults().empty());
  there.servers = {"s"};
  EXPECT_EQ(faults(), faults_of{census_fault::phantom});
  tracked[0].where.held = true; // the monitor did not get an answer either
  EXPECT_TRUE(faults().empty());
}

TEST_F(Compare, AnAgentWhoseEvidenceContradictsItselfIsNotRightButAStuckOneIs) {
  pane(1);
  runs(1, process(10, "claude"));
  auto& agent = track(1, "claude", agent_state::working);
  agent.contradictions = {contradiction::busy_but_still};
  EXPECT_EQ(count().right, 1u);
  agent.contradictions = {contradiction::shell_prompt_in_front, contradiction::busy_but_still};
  EXPECT_EQ(count().right, 0u);
  EXPECT_EQ(count().contradicted, 1u);
}

TEST_F(Compare, APaneWithoutATerminalHoldsNobody) {
  pane(1);
  there.panes[0].terminal.reset();
  runs(1, process(10, "claude"));
  EXPECT_TRUE(faults().empty());
}

census_difference difference(census_fault what, const std::string& pane, std::int64_t pid = 0) {
  return {what, "s", pane, "s/session:w", "", "claude", pid};
}

TEST(Confirm, OnlyWhatBothLooksFoundCounts) {
  const census_count first{
      0, 0, {difference(census_fault::missed, "%1", 10), difference(census_fault::missed, "%2")}};
  const census_count second{7,
                            1,
                            {difference(census_fault::missed, "%1", 11),
                             difference(census_fault::phantom, "%2"),
                             difference(census_fault::missed, "%3")}};
  const auto report = confirm(first, second, {{}, wall_time{std::chrono::seconds{5}}});
  ASSERT_EQ(report.differences.size(), 1u);
  EXPECT_EQ(report.differences[0], difference(census_fault::missed, "%1", 11));
  EXPECT_EQ(report.right, 7u);
  EXPECT_EQ(report.contradicted, 1u);
  EXPECT_EQ(report.at.wall, wall_time{std::chrono::seconds{5}});
}

} // namespace
} // namespace orc
