// B. Start: in order, one after the other, all or nothing.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C05_TheNextStartsWhenTheOneBeforeIsReady) {
  auto slow = spec;
  slow.name = "slow";
  slow.children = {special({.id = "mute", .silent = true})};
  slow.start_timeout = 1h;
  spec.children = {child("a"), team(slow), child("c")};
  auto boss = begin();
  EXPECT_EQ(events, (words{"started a"})); // "slow" is not ready before its child is
  EXPECT_EQ(worker_state::census.by_id["c"], 0);
  shut_down(boss);

  events.clear();
  spec.children = {child("a"), child("b"), child("c")};
  begin();
  EXPECT_EQ(events, (words{"started a", "started b", "started c"}));
}

TEST_F(Supervision, C06_AChildThatFailsAtBootEndsItAndThoseBeforeInReverse) {
  int failures = 1;
  spec.children = {child("a"), child("b"), reluctant("c", &failures), child("d")};
  const auto end = end_of(begin());
  EXPECT_TRUE(end->over);
  EXPECT_EQ(events, (words{"started a", "started b", "crashed c", "stopped b", "stopped a"}));
  EXPECT_NE(end->reason.find("start_failed"), std::string::npos) << end->reason;
  EXPECT_NE(end->reason.find("since c did not: initialize failed: no port"), std::string::npos)
      << end->reason;
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, C06_AChildThatDoesNotAnswerItsStartHasFailed) {
  spec.start_timeout = 3s;
  spec.children = {child("a"), special({.id = "mute", .silent = true})};
  const auto end = end_of(begin());
  advance(2999ms);
  EXPECT_FALSE(end->over);
  advance(1ms);
  EXPECT_TRUE(end->over);
  EXPECT_NE(end->reason.find("did not answer within 3000 ms"), std::string::npos) << end->reason;
}

TEST_F(Supervision, C06_AChildWhoseFirstAnswerIsAnErrorHasFailed) {
  spec.children = {child("a"), special({.id = "ill", .refuses = true})};
  const auto end = end_of(begin());
  EXPECT_TRUE(end->over);
  EXPECT_NE(end->reason.find("since ill did not: its first answer was an error"), std::string::npos)
      << end->reason;
  EXPECT_NE(end->reason.find("no disk"), std::string::npos) << end->reason;
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, C07_AStartMayDecline) {
  const auto nobody = [](const spawner&) -> caf::strong_actor_ptr { return nullptr; };
  spec.children = {child("a"), child("b"), child("c")};
  spec.children[0].start = nobody;
  spec.children[1].start = nobody;
  spec.children[1].type = restart_type::temporary;
  auto boss = begin();
  EXPECT_EQ(states(boss), "a=stopped c=running");
  EXPECT_EQ(events, (words{"started c"}));
}

TEST_F(Supervision, C08_AStartThatThrowsIsAFailureAndNoCrashOfTheSupervisor) {
  int failures = 0;
  spec.children = {reluctant("a", &failures), child("b")};
  spec.children[1].start = [](const spawner& at) {
    return at.spawn(worker, worker_options{.id = "b"});
  };
  auto boss = begin();
  failures = 1;
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=backoff b=running");
  EXPECT_NE(first(boss).last_reason.find("no port"), std::string::npos);
  advance(200ms);
  EXPECT_EQ(states(boss), "a=running b=running");
}

TEST_F(Supervision, C08_WhatIsThrownNeedNotBeAnException) {
  spec.children = {child("a")};
  spec.children[0].start = [](const spawner&) -> caf::strong_actor_ptr { throw 7; };
  const auto end = end_of(begin());
  EXPECT_NE(end->reason.find("no exception"), std::string::npos) << end->reason;
}

TEST_F(Supervision, C09_AChildDeadBeforeItIsMonitoredYieldsOneDownWithItsReason) {
  spec.children = {child("a")};
  int starts = 0;
  spec.children[0].start = [&, inner = spec.children[0].start](const spawner& at) {
    auto spawned = inner(at);
    if (++starts == 2) { // dead before the supervisor can monitor it
      stop_now(spawned, caf::exit_reason::out_of_workers);
      run();
    }
    return spawned;
  };
  auto boss = begin();
  events.clear();
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(events, (words{"crashed a", "crashed a"}));
  EXPECT_NE(first(boss).last_reason.find("out_of_workers"), std::string::npos)
      << first(boss).last_reason;
  advance(10s);
  EXPECT_EQ(states(boss), "a=running");
  EXPECT_EQ(first(boss).restarts, 2u);
}

TEST_F(Supervision, C10_AnExceptionInTheBodyArrivesAsDown) {
  int left = 0;
  spec.children = {special({.id = "a", .body = [&left](caf::local_actor*) {
                              if (left-- > 0)
                                throw std::runtime_error("bad body");
                            }})};
  auto boss = begin();
  left = 1;
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(states(boss), "a=backoff");
  EXPECT_NE(first(boss).last_reason.find("bad body"), std::string::npos);
  advance(200ms);
  EXPECT_EQ(states(boss), "a=running");
}

TEST_F(Supervision, C11_StartingOneThatIsThere) {
  int failures = 0;
  spec.children = {child("fixed")};
  spec.dynamic_child = [&](caf::actor_system&, const std::string& id) {
    return reluctant(id, &failures);
  };
  auto boss = begin();
  const auto once = ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  ASSERT_TRUE(once);
  EXPECT_FALSE(once->already);
  const auto twice = ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  ASSERT_TRUE(twice);
  EXPECT_TRUE(twice->already);
  EXPECT_EQ(twice->handle, once->handle);

  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"fixed"}));
  const auto stopped = ask_now<child_entry>(boss, start_atom_v, std::string{"fixed"});
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(is(stopped.error(), errc::conflict));

  failures = 1;
  const auto failed = ask_now<child_entry>(boss, start_atom_v, std::string{"s2"});
  ASSERT_FALSE(failed);
  EXPECT_TRUE(is(failed.error(), errc::start_failed));
  EXPECT_EQ(states(boss), "fixed=stopped s1=running");
}

TEST_F(Supervision, C06_ALateAnswerOfOneThatRanBeforeEndsNobodyElse) {
  bool silent = false;
  spec.start_timeout = 3s;
  auto slow = spec;
  slow.name = "slow";
  slow.start_timeout = 1h;
  slow.children = {special({.id = "mute", .silent = true})};
  spec.children = {child("a"), team(slow)};
  spec.children[0].start = [&silent](const spawner& at) {
    return at.spawn(worker, worker_options{.id = "a", .silent = silent});
  };
  auto boss = begin();
  silent = true;
  crash(named(0));
  advance(100ms); // a starts again, and says nothing, while "slow" still starts
  silent = false;
  advance(3s);
  advance(1s);
  EXPECT_EQ(states(boss), "a=running slow=starting");
  EXPECT_EQ(worker_state::census.most_of_one, 1);
  const auto end = end_of(boss);
  shut_down(boss);
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C08_ATemplateThatThrowsIsAFailedStart) {
  spec.dynamic_child = [](caf::actor_system&, const std::string&) -> child_spec {
    throw std::runtime_error("no template");
  };
  auto boss = begin();
  const auto failed = ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  ASSERT_FALSE(failed);
  EXPECT_TRUE(is(failed.error(), errc::start_failed));
  EXPECT_EQ(states(boss), "");
}

} // namespace
} // namespace orc
