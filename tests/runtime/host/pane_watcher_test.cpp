#include "runtime/host/pane_watcher.hpp"

#include "tests/support/fake_process_table.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

using role = pane_watcher::role;

/// One pane (pid 10) whose foreground group the test sets.
struct PaneWatcher : testing::Test {
  std::shared_ptr<test::fake_process_table> table = std::make_shared<test::fake_process_table>();
  pane_watcher watcher{table, [](const process_facts& p) {
                         if (p.command == "claude")
                           return role::agent;
                         return p.command == "bash" ? role::shell : role::other;
                       }};
  pane_row pane;
  wall_time now{std::chrono::seconds{1000}};

  void SetUp() override {
    pane.pid = 10;
    pane.activity = 1000; // written to in this very second, unless a test says otherwise
    process(10, "bash");
    in_front(10);
  }

  test::fake_process_table::process& process(std::int64_t pid, const char* command) {
    auto& p = table->processes[pid];
    p.facts = {pid, 1, command, {command}};
    return p;
  }

  void in_front(std::int64_t pid) { table->processes[10].foreground_group = pid; }

  pane_processes look(const process_facts* own = nullptr) {
    watcher.begin_round(now);
    auto out = watcher.look(pane, own);
    watcher.end_round();
    return out;
  }
};

TEST_F(PaneWatcher, AsksOnlyAtAGlanceWhereNothingChanged) {
  EXPECT_EQ(look().front.command, "bash");
  const auto before = table->questions;
  look();
  look();
  EXPECT_EQ(table->questions, before);
  EXPECT_EQ(table->glances, 3u);
}

TEST_F(PaneWatcher, SeesANewForegroundAtOnce) {
  look();
  process(20, "claude");
  in_front(20);
  EXPECT_EQ(look().front.pid, 20);
}

TEST_F(PaneWatcher, SeesAShellThatBecameAnAgentWhenThePaneIsWrittenTo) {
  look();
  process(10, "claude").foreground_group = 10;
  EXPECT_EQ(look().front.command, "bash");
  ++pane.activity;
  EXPECT_EQ(look().front.command, "claude");
}

TEST_F(PaneWatcher, DoesNotReadABusyAgentAgainUntilItsRoundsAreOver) {
  process(10, "claude").foreground_group = 10;
  look();
  const auto before = table->questions;
  for (unsigned i = 1; i < pane_watcher::rounds_between; ++i) {
    ++pane.activity;
    look();
  }
  EXPECT_EQ(table->questions, before);
  look();
  EXPECT_GT(table->questions, before);
}

TEST_F(PaneWatcher, LooksBelowALauncherAndNowhereElse) {
  auto& npm = process(20, "npm");
  npm.below = {{{21, 1, "claude", {"claude"}}, 20, 20}};
  in_front(20);
  const auto out = look();
  ASSERT_EQ(out.below.size(), 1u);
  EXPECT_EQ(out.below[0].pid, 21);
}

TEST_F(PaneWatcher, LooksBesideAShellThatLeadsAPipelineAndNotIntoItsBackground) {
  auto& shell = process(20, "bash"); // a part of a pipeline in parentheses, or an inner shell
  shell.below = {{{21, 1, "claude", {"claude"}}, 10, 20}, {{22, 1, "claude", {"claude"}}, 20, 22}};
  in_front(20);
  const auto out = look();
  ASSERT_EQ(out.below.size(), 1u);
  EXPECT_EQ(out.below[0].pid, 21);
}

TEST_F(PaneWatcher, DoesNotLookBesideAPanesOwnShell) {
  table->processes[10].below = {{{21, 1, "claude", {"claude"}}, 10, 10}};
  EXPECT_TRUE(look().below.empty());
  EXPECT_EQ(table->questions, 1u);
}

TEST_F(PaneWatcher, LooksBelowAgainWhenWhatWasThereHasEnded) {
  auto& npm = process(20, "npm");
  npm.below = {{{21, 1, "claude", {"claude"}}, 20, 20}};
  in_front(20);
  process(21, "claude");
  const process_facts own{21, 1, "claude", {}};
  EXPECT_TRUE(look(&own).own_lives);
  table->processes.erase(21);
  table->processes[20].below.clear();
  const auto out = look(&own);
  EXPECT_FALSE(out.own_lives);
  EXPECT_TRUE(out.below.empty());
}

TEST_F(PaneWatcher, KnowsAnAgentByItsPidAndItsStart) {
  process(20, "claude");
  const process_facts own{20, 1, "claude", {}};
  EXPECT_TRUE(look(&own).own_lives);
  const process_facts earlier{20, 0, "claude", {}};
  EXPECT_FALSE(look(&earlier).own_lives);
}

TEST_F(PaneWatcher, AProcessThatGotTheAgentsPidAgainIsNotTheAgent) {
  process(20, "claude");
  in_front(20);
  const process_facts own{20, 1, "claude", {}};
  EXPECT_EQ(look(&own).front.command, "claude");
  process(20, "vim").facts.start_ticks = 2; // between two looks: the pane shows no difference
  const auto out = look(&own);
  EXPECT_FALSE(out.own_lives);
  EXPECT_EQ(out.front.command, "vim");
}

TEST_F(PaneWatcher, APaneWithoutAProcessHasNothingInFront) {
  table->processes.clear();
  EXPECT_EQ(look().front.pid, 0);
  pane.dead = true;
  EXPECT_EQ(look().front.pid, 0);
}

TEST_F(PaneWatcher, ForgetsPanesThatAreGone) {
  look();
  watcher.begin_round(now);
  watcher.end_round();
  const auto before = table->questions;
  look();
  EXPECT_GT(table->questions, before);
}

TEST_F(PaneWatcher, APlainPaneThatNobodyWritesToCostsNothing) {
  look();
  now += std::chrono::seconds{2};
  look(); // now it is certain that nothing was written since
  const auto before = table->glances;
  for (unsigned i = 2; i < pane_watcher::rounds_between; ++i)
    EXPECT_EQ(look().front.command, "bash");
  EXPECT_EQ(table->glances, before);
  look();
  EXPECT_EQ(table->glances, before + 1); // now and then in any case
}

TEST_F(PaneWatcher, APaneThatWasWrittenToInTheSecondBeforeTheLastLookIsLookedAt) {
  pane.activity = 999;
  look();
  const auto before = table->glances;
  look();
  EXPECT_EQ(table->glances, before + 1);
  pane.activity = 998;
  look();
  EXPECT_EQ(table->glances, before + 1);
}

TEST_F(PaneWatcher, AnAgentIsLookedAtHoweverStillItIs) {
  process(10, "claude").foreground_group = 10;
  pane.activity = 0;
  look();
  const auto before = table->glances;
  look();
  EXPECT_EQ(table->glances, before + 1);
}

TEST_F(PaneWatcher, ASeatWhoseAgentLeftIsLookedAtHoweverStillItIs) {
  const process_facts gone{77, 1, "claude", {"claude"}};
  pane.activity = 0;
  look();
  const auto before = table->glances;
  look(&gone);
  EXPECT_EQ(table->glances, before + 1);
}

TEST_F(PaneWatcher, ASleepingPaneThatDiesIsSeen) {
  pane.activity = 0;
  look();
  pane.dead = true;
  EXPECT_EQ(look().front.pid, 0);
}

} // namespace
} // namespace orc::host
