#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;
using words = std::vector<std::string>;

TEST_F(Supervision, C05_StartsInOrderAndC44_StopsInReverse) {
  spec.children = {child("a"), child("b"), child("c")};
  auto boss = begin();
  EXPECT_EQ(events, (words{"started a", "started b", "started c"}));
  events.clear();
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  run();
  EXPECT_EQ(events, (words{"stopped c", "stopped b", "stopped a"}));
  EXPECT_EQ(worker_state::alive, 0);
}

TEST_F(Supervision, C08_AStartThatThrowsIsAFailureAndIsTriedAgain) {
  int tries = 0;
  spec.children = {child("a")};
  auto inner = spec.children[0].start;
  spec.children[0].start = [&tries, inner](caf::local_actor* parent) {
    if (++tries < 3)
      throw std::runtime_error("no port");
    return inner(parent);
  };
  auto boss = begin();
  EXPECT_EQ(first(boss).state, component_state::backoff);
  EXPECT_NE(first(boss).last_reason.find("no port"), std::string::npos);
  advance(100ms);
  advance(200ms);
  EXPECT_EQ(first(boss).state, component_state::running);
  EXPECT_EQ(first(boss).incarnation, 3u);
}

TEST_F(Supervision, C12_PermanentRestartsAfterEveryEnd) {
  spec.children = {child("a")};
  auto boss = begin();
  crash(named(0));
  advance(100ms);
  crash(named(0), "quit");
  advance(200ms);
  EXPECT_EQ(first(boss).state, component_state::running);
  EXPECT_EQ(first(boss).restarts, 2u);
}

TEST_F(Supervision, C13_TransientRestartsAfterAnAbnormalEndOnly) {
  spec.children = {child("a")};
  spec.children[0].type = restart_type::transient;
  auto boss = begin();
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(first(boss).state, component_state::running);
  crash(named(0), "quit");
  advance(10s);
  EXPECT_EQ(first(boss).state, component_state::stopped);
}

TEST_F(Supervision, C14_TemporaryIsNeverRestarted) {
  spec.children = {child("a")};
  spec.children[0].type = restart_type::temporary;
  auto boss = begin();
  crash(named(0));
  advance(10s);
  EXPECT_EQ(first(boss).state, component_state::stopped);
  EXPECT_EQ(worker_state::alive, 0);
}

TEST_F(Supervision, C19_SiblingsKeepTheirState) {
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  EXPECT_EQ(*ask_now<int>(named(1), 0), 1);
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(*ask_now<int>(named(1), 0), 2);
}

TEST_F(Supervision, C27_OneRestartTooManyEndsItAndC34_ItsChildrenAndSaysWhy) {
  spec.children = {child("a"), child("b")};
  spec.intensity = {2, 60s};
  auto boss = begin();
  caf::scoped_actor self{system()};
  self->monitor(boss);
  for (int i = 0; i < 3; ++i) {
    crash(named(0), "disk on fire");
    advance(1s);
  }
  EXPECT_EQ(worker_state::alive, 0);
  std::string why;
  self->receive([&](caf::down_msg& m) { why = system().render(m.reason); },
                caf::after(0s) >> [] {});
  EXPECT_NE(why.find("boss gave up"), std::string::npos) << why;
  EXPECT_NE(why.find("disk on fire"), std::string::npos) << why;
}

TEST_F(Supervision, C35_BacksOffLongerEachTimeAndC37_ForgivesALongRun) {
  spec.children = {child("a")};
  auto boss = begin();
  crash(named(0));
  advance(99ms);
  EXPECT_EQ(worker_state::alive, 0);
  advance(1ms);
  EXPECT_EQ(worker_state::alive, 1);
  crash(named(0));
  advance(199ms);
  EXPECT_EQ(worker_state::alive, 0);
  advance(1ms);
  EXPECT_EQ(worker_state::alive, 1);
  advance(30s);
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(worker_state::alive, 1);
}

TEST_F(Supervision, C40_WithoutBackoffItRestartsAtOnce) {
  spec.backoff.min = 0ms;
  spec.children = {child("a")};
  begin();
  crash(named(0));
  advance(0ms);
  EXPECT_EQ(worker_state::alive, 1);
}

TEST_F(Supervision, C41_InTheGapRequestsFailAtOnce) {
  spec.children = {child("a")};
  begin();
  crash(named(0));
  const auto answer = ask_now<int>(named(0), 0);
  ASSERT_FALSE(answer);
  EXPECT_TRUE(is(answer.error(), errc::unavailable));
}

TEST_F(Supervision, C42_ARetryThatFiresAfterARestartByHandIsIgnored) {
  spec.children = {child("a")};
  auto boss = begin();
  crash(named(0));
  ASSERT_TRUE(ask_now<component_facts>(boss, restart_atom_v, std::string{"a"}));
  EXPECT_EQ(worker_state::alive, 1);
  advance(1s);
  EXPECT_EQ(first(boss).incarnation, 2u);
  EXPECT_EQ(worker_state::alive, 1);
}

TEST_F(Supervision, C45_AChildThatIgnoresItsExitIsKilledAfterItsTime) {
  spec.children = {child("a", true)};
  spec.children[0].shutdown = 2s;
  auto boss = begin();
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  run();
  advance(1999ms);
  EXPECT_EQ(worker_state::alive, 1);
  advance(1ms);
  EXPECT_EQ(worker_state::alive, 0);
}

/// Sends five numbers to the only child, stops its supervisor, and counts what was handled.
int handled_before_stop(caf::actor_system& system,
                        const supervisor_actor& boss,
                        const worker_actor& who,
                        const std::function<void()>& run) {
  int last = 0;
  caf::scoped_actor self{system};
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown); // runs first: its job is the older
  for (int i = 0; i < 5; ++i)
    self->send(who, i);
  run();
  bool more = true;
  while (more)
    self->receive([&](int n) { last = n; }, caf::after(0s) >> [&] { more = false; });
  return last;
}

TEST_F(Supervision, C47_AStopOvertakesWhatWaits) {
  spec.children = {child("a")};
  auto boss = begin();
  EXPECT_EQ(handled_before_stop(system(), boss, named(0), [this] { run(); }), 0);
}

TEST_F(Supervision, C47_AStopWaitsForAChildThatDrains) {
  spec.children = {child("a")};
  spec.children[0].drains = true;
  auto boss = begin();
  EXPECT_EQ(handled_before_stop(system(), boss, named(0), [this] { run(); }), 5);
}

TEST_F(Supervision, C50_AShutdownInTheGapEndsCleanly) {
  spec.children = {child("a")};
  auto boss = begin();
  crash(named(0));
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  run();
  advance(10s);
  EXPECT_EQ(worker_state::alive, 0);
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
  const auto unknown = ask_now<component_facts>(boss, restart_atom_v, std::string{"x"});
  EXPECT_TRUE(is(unknown.error(), errc::not_found));
}

TEST_F(Supervision, C59_DynamicChildrenComeFromTheTemplateAndRestart) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return child(id); };
  auto boss = begin();
  const auto started = ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->facts.dynamic);
  EXPECT_EQ(ask_now<child_entry>(boss, start_atom_v, std::string{"s1"})->handle, started->handle);
  EXPECT_EQ(worker_state::alive, 1);
  crash(caf::actor_cast<worker_actor>(started->handle));
  advance(100ms);
  EXPECT_EQ(worker_state::alive, 1);
  EXPECT_TRUE(ask_now<self_report>(started->handle, heartbeat_atom_v));
}

TEST_F(Supervision, C60_ADynamicChildIsStoppedForGood) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return child(id); };
  auto boss = begin();
  ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  const auto stopped = ask_now<component_facts>(boss, stop_atom_v, std::string{"s1"});
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->state, component_state::stopped);
  EXPECT_EQ(worker_state::alive, 0);
  EXPECT_TRUE(which(boss).empty());
  EXPECT_FALSE(ask_now<component_facts>(boss, stop_atom_v, std::string{"s1"}));
}

TEST_F(Supervision, C61_DynamicChildrenAreStoppedTogether) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) {
    return child(id, true);
  };
  auto boss = begin();
  for (const auto* id : {"s1", "s2", "s3"})
    ask_now<child_entry>(boss, start_atom_v, std::string{id});
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  run();
  advance(2s); // one deadline for all of them
  EXPECT_EQ(worker_state::alive, 0);
}

TEST_F(Supervision, C67_ASupervisorThatGivesUpIsOneFailureOfItsParent) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {child("a")};
  inner.intensity = {0, 60s};
  auto worker_name = caf::actor_cast<worker_actor>(inner.children[0].name);
  child_spec team;
  team.id = "team";
  team.supervisor = true;
  team.name = make_untyped_name(system(), "team", {});
  team.start = [inner](caf::local_actor* parent) {
    return caf::actor_cast<caf::strong_actor_ptr>(parent->spawn(supervisor, inner));
  };
  spec.children = {team};
  auto boss = begin();
  crash(worker_name, "disk on fire");
  EXPECT_NE(first(boss).last_reason.find("disk on fire"), std::string::npos);
  advance(100ms);
  EXPECT_EQ(first(boss).state, component_state::running);
  EXPECT_EQ(*ask_now<int>(worker_name, 0), 1);
}

TEST_F(Supervision, C69_AKilledSupervisorLeavesNoWorkers) {
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  EXPECT_EQ(worker_state::alive, 2);
  caf::anon_send_exit(boss, caf::exit_reason::kill);
  run();
  EXPECT_EQ(worker_state::alive, 0);
}

TEST_F(Supervision, C70_AHandleTakenBeforeACrashWorksAfterTheRestart) {
  spec.children = {child("a")};
  begin();
  auto before = named(0);
  EXPECT_EQ(*ask_now<int>(before, 0), 1);
  crash(before);
  advance(100ms);
  EXPECT_EQ(*ask_now<int>(before, 0), 1);
}

TEST_F(Supervision, C78_EachCrashIsOneEventWithItsReason) {
  spec.children = {child("a")};
  begin();
  events.clear();
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(events, (words{"crashed a", "started a"}));
}

} // namespace
} // namespace orc
