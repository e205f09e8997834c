// H. Administration: what a supervisor tells of its children, and what it does to them when asked.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C53_WhichListsEveryStateInAFixedOrder) {
  spec.children = {
      child("a"), child("b"), stubborn("c"), child("d"), special({.id = "e", .silent = true})};
  spec.children[4].type = restart_type::temporary;
  spec.start_timeout = 1h;
  auto boss = begin();
  crash(named(1), "disk on fire");
  ask_later<component_facts>(boss, stop_atom_v, std::string{"c"});
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"d"}));
  EXPECT_EQ(states(boss), "a=running b=backoff c=stopping d=stopped e=starting");
  advance(5s);
  const auto listed = *ask_now<child_entries>(boss, which_atom_v);
  EXPECT_EQ(states(boss), "a=running b=running c=stopped d=stopped e=starting");
  EXPECT_EQ(listed.at(1).facts.restarts, 1u);
  EXPECT_NE(listed.at(1).facts.last_reason.find("disk on fire"), std::string::npos);
  EXPECT_EQ(listed.at(1).handle, caf::actor_cast<component_actor>(spec.children[1].name));
}

TEST_F(Supervision, C54_CountTellsSpecsActiveSupervisorsAndWorkers) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {child("x")};
  spec.children = {child("a"), child("b"), child("c"), team(inner)};
  auto boss = begin();
  crash(named(0)); // in backoff: not active
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"b"}));
  const auto counts = *ask_now<child_counts>(boss, count_atom_v);
  EXPECT_EQ(counts.specs, 4u);
  EXPECT_EQ(counts.active, 2u);
  EXPECT_EQ(counts.supervisors, 1u);
  EXPECT_EQ(counts.workers, 3u);
}

TEST_F(Supervision, C55_AStoppedChildStaysStoppedAndKnown) {
  spec.children = {child("a"), child("b")};
  spec.children[1].type = restart_type::temporary;
  auto boss = begin();
  for (int times = 0; times < 2; ++times) { // also when it does not run
    const auto stopped = ask_now<component_facts>(boss, stop_atom_v, std::string{"a"});
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->state, component_state::stopped);
  }
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"b"}));
  advance(1h);
  EXPECT_EQ(states(boss), "a=stopped");
  EXPECT_TRUE(
      failed_with(ask_now<component_facts>(boss, stop_atom_v, std::string{"x"}), errc::not_found));
}

TEST_F(Supervision, C56_ReviveStartsAStoppedChildAndNoOther) {
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  crash(named(0));
  advance(100ms);
  ask_now<int>(named(1), 0);
  EXPECT_TRUE(failed_with(ask_now<component_facts>(boss, revive_atom_v, std::string{"a"}),
                          errc::conflict)); // it runs
  crash(named(0));
  EXPECT_TRUE(failed_with(ask_now<component_facts>(boss, revive_atom_v, std::string{"a"}),
                          errc::conflict)); // it is coming back
  EXPECT_TRUE(failed_with(ask_now<component_facts>(boss, revive_atom_v, std::string{"x"}),
                          errc::not_found));
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"a"}));
  const auto revived = ask_now<component_facts>(boss, revive_atom_v, std::string{"a"});
  ASSERT_TRUE(revived);
  EXPECT_EQ(revived->state, component_state::running);
  EXPECT_EQ(revived->restarts, 2u); // as before: this was none
  EXPECT_EQ(*ask_now<int>(named(1), 0), 2);
}

TEST_F(Supervision, C56_ARestartByHandAnswersWhenTheNewOneRuns) {
  spec.children = {child("a")};
  auto boss = begin();
  ask_now<int>(named(0), 0);
  const auto facts = ask_now<component_facts>(boss, restart_atom_v, std::string{"a"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->incarnation, 2u);
  EXPECT_EQ(facts->state, component_state::running);
  EXPECT_EQ(*ask_now<int>(named(0), 0), 1);
  EXPECT_TRUE(failed_with(ask_now<component_facts>(boss, restart_atom_v, std::string{"x"}),
                          errc::not_found));
}

TEST_F(Supervision, C57_OnlyAStoppedChildCanBeDeleted) {
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  EXPECT_TRUE(
      failed_with(ask_now<component_facts>(boss, delete_atom_v, std::string{"a"}), errc::conflict));
  crash(named(0));
  EXPECT_TRUE(
      failed_with(ask_now<component_facts>(boss, delete_atom_v, std::string{"a"}), errc::conflict));
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"a"}));
  ASSERT_TRUE(ask_now<component_facts>(boss, delete_atom_v, std::string{"a"}));
  EXPECT_EQ(states(boss), "b=running");
  EXPECT_TRUE(failed_with(ask_now<component_facts>(boss, delete_atom_v, std::string{"a"}),
                          errc::not_found));
}

/// Everything that a supervisor has done to start and stop so many children.
std::size_t operations_for(int children) {
  supervisor_rules rules;
  rules.name = "boss";
  rules.how = strategy::simple_one_for_one;
  supervisor_logic logic{rules, {}};
  const steady_time now{std::chrono::hours{1}};
  std::size_t operations = 0;
  const auto settle = [&] {
    for (auto wishes = logic.take_effects(); !wishes.empty(); wishes = logic.take_effects()) {
      operations += wishes.size();
      for (const auto& wish : wishes)
        if (const auto* spawn = std::get_if<effect::spawn>(&wish)) {
          logic.spawned(spawn->id, now);
          logic.ready(spawn->id, spawn->life, now);
        } else if (const auto* stop = std::get_if<effect::stop>(&wish)) {
          logic.went_down(stop->id, "", false, now);
        }
    }
  };
  logic.begin(now);
  for (int i = 0; i < children; ++i) {
    child_rules rules_of_one;
    rules_of_one.id = std::to_string(i);
    logic.start(std::move(rules_of_one), static_cast<ticket>(i), now);
    settle();
  }
  logic.shut_down(std::nullopt);
  settle();
  return operations;
}

TEST_F(Supervision, C58_StartingAndStoppingManyIsLinear) {
  const auto thousand = operations_for(1000);
  const auto ten_thousand = operations_for(10'000);
  EXPECT_GE(thousand, 5 * 1000u); // spawn, started, answer, stop and stopped of each
  EXPECT_LE(ten_thousand, 10 * thousand);
}

} // namespace
} // namespace orc
