// D. Strategies: who is started anew beside the one that failed.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C19_OneForOneLeavesTheSiblingsAlone) {
  spec.children = {child("a"), child("b")};
  begin();
  EXPECT_EQ(*ask_now<int>(named(1), 0), 1);
  tell_from_outside(named(0), std::string{"boom"});
  tell_from_outside(named(1), 0); // in its mailbox when a crashes
  run();
  advance(100ms);
  EXPECT_EQ(*ask_now<int>(named(1), 0), 3);
}

TEST_F(Supervision, C20_OneForAllStopsAllInReverseAndStartsAllInOrder) {
  spec.how = strategy::one_for_all;
  spec.children = {child("a"), child("b"), child("c")};
  auto boss = begin();
  ask_now<int>(named(0), 0);
  events.clear();
  crash(named(1));
  EXPECT_EQ(events, (words{"crashed b", "stopped c", "stopped a"}));
  EXPECT_TRUE(is(ask_now<int>(named(0), 0).error(), errc::unavailable));
  events.clear();
  advance(100ms);
  EXPECT_EQ(events, (words{"started a", "started b", "started c"}));
  EXPECT_EQ(*ask_now<int>(named(0), 0), 1); // a new one, behind the old name
  for (const auto& f : which(boss))
    EXPECT_EQ(f.incarnation, 2u) << f.name;
}

TEST_F(Supervision, C21_RestForOneTakesThoseBehind) {
  spec.how = strategy::rest_for_one;
  spec.children = {child("a"), child("b"), child("c"), child("d")};
  begin();
  ask_now<int>(named(0), 0);
  events.clear();
  crash(named(1));
  EXPECT_EQ(events, (words{"crashed b", "stopped d", "stopped c"}));
  events.clear();
  advance(100ms);
  EXPECT_EQ(events, (words{"started b", "started c", "started d"}));
  EXPECT_EQ(*ask_now<int>(named(0), 0), 2);
}

TEST_F(Supervision, C22_NeverTwoIncarnationsAtOnce) {
  spec.how = strategy::one_for_all;
  spec.children = {child("a"), stubborn("b")};
  spec.children[1].shutdown = 2s;
  auto boss = begin();
  crash(named(0));
  advance(1999ms); // the backoff is long over, and b still there
  EXPECT_EQ(states(boss), "a=backoff b=stopping");
  advance(1ms);
  EXPECT_EQ(states(boss), "a=running b=running");
  ASSERT_TRUE(ask_later<component_facts>(boss, restart_atom_v, std::string{"b"}));
  advance(2s);
  EXPECT_EQ(worker_state::census.most_of_one, 1);
}

TEST_F(Supervision, C23_OneForAllStopsTheRestartedAgainWhenALaterOneFails) {
  int failures = 0;
  spec.how = strategy::one_for_all;
  spec.children = {child("a"), reluctant("b", &failures), child("c")};
  auto boss = begin();
  failures = 1;
  events.clear();
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(events,
            (words{"crashed a", "stopped c", "stopped b", "started a", "crashed b", "stopped a"}));
  events.clear();
  advance(100ms);
  EXPECT_EQ(events, (words{"started a", "started b", "started c"}));
  EXPECT_EQ(states(boss), "a=running b=running c=running");
}

TEST_F(Supervision, C24_RestForOneGoesOnFromTheOneThatFailed) {
  int failures = 0;
  spec.how = strategy::rest_for_one;
  spec.children = {child("a"), reluctant("b", &failures), child("c")};
  auto boss = begin();
  failures = 1;
  crash(named(0));
  events.clear();
  advance(100ms);
  EXPECT_EQ(events, (words{"started a", "crashed b"}));
  events.clear();
  advance(100ms);
  EXPECT_EQ(events, (words{"started b", "started c"}));
  EXPECT_EQ(first(boss).incarnation, 2u); // a was started once
}

TEST_F(Supervision, C25_WhatItStoppedItselfIsNoFailure) {
  spec.how = strategy::one_for_all;
  spec.intensity = {1, 60s};
  spec.children = {child("a"), stubborn("b")};
  auto boss = begin();
  crash(named(0));
  crash(named(1)); // with an error of its own, while it is being stopped
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running b=running");
  EXPECT_EQ(which(boss).at(1).restarts, 0u);
}

TEST_F(Supervision, C26_TwoThatCrashTogetherAreOneRestart) {
  spec.how = strategy::one_for_all;
  spec.intensity = {1, 60s};
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  events.clear();
  tell_from_outside(named(0), std::string{"boom"});
  tell_from_outside(named(1), std::string{"boom"});
  run();
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running b=running");
  EXPECT_EQ(events, (words{"crashed a", "stopped b", "started a", "started b"}));
}

TEST_F(Supervision, C26_ACrashOfAMemberBeforeItsTurnIsTheSameRestart) {
  spec.how = strategy::one_for_all;
  spec.intensity = {1, 60s};
  spec.children = {child("a"), stubborn("b"), child("c")};
  auto boss = begin();
  crash(named(2));
  crash(named(0)); // while b is being stopped
  advance(5s);     // the kill of b
  EXPECT_EQ(states(boss), "a=running b=running c=running");
}

TEST_F(Supervision, C21_AChildThatIsForgottenMeanwhileDoesNotShiftTheGroup) {
  spec.how = strategy::rest_for_one;
  spec.children = {child("t"), child("a"), child("b")};
  spec.children[0].type = restart_type::temporary;
  auto boss = begin();
  crash(named(1));
  end_with(named(0), {});
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running b=running");
}

TEST_F(Supervision, C21_WhoWaitsInFrontOfAFailureKeepsItsPlace) {
  spec.how = strategy::rest_for_one;
  spec.start_timeout = 1h;
  bool silent = false;
  spec.children = {child("a"), child("b"), child("c")};
  spec.children[0].start = [&silent](const spawner& at) {
    return at.spawn(worker, worker_options{.id = "a", .silent = silent});
  };
  auto boss = begin();
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"c"}));
  silent = true;
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=starting b=backoff c=stopped");
  ASSERT_TRUE(ask_now<component_facts>(boss, revive_atom_v, std::string{"c"}));
  crash(named(2));
  silent = false;
  ask_later<component_facts>(boss, restart_atom_v, std::string{"a"});
  advance(1s);
  EXPECT_EQ(states(boss), "a=running b=running c=running");
}

TEST_F(Supervision, C55_WhoWasStoppedBeforeItsFirstStartStaysSoWhenItsGroupRestarts) {
  spec.how = strategy::one_for_all;
  spec.start_timeout = 1h;
  bool silent = true;
  spec.children = {child("a"), child("b"), child("c")};
  spec.children[1].start = [&silent](const spawner& at) {
    return at.spawn(worker, worker_options{.id = "b", .silent = silent});
  };
  auto boss = begin();
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"c"}));
  silent = false;
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running b=running c=stopped");
}

} // namespace
} // namespace orc
