// I. Children on demand, as the detectors of sessions are.
#include "tests/runtime/supervision/worker.hpp"

#include <malloc.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

worker_actor worker_of(const child_entry& entry) {
  return caf::actor_cast<worker_actor>(entry.handle);
}

TEST_F(Supervision, C59_ChildrenComeFromOneTemplateAndRestartWithWhatTheyWereStartedWith) {
  spec.how = strategy::simple_one_for_one;
  on_demand();
  auto boss = begin();
  const auto started = ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->facts.dynamic);
  EXPECT_EQ(worker_state::census.by_id["s1"], 1);
  crash(worker_of(*started));
  EXPECT_EQ(worker_state::census.by_id["s1"], 0);
  advance(100ms);
  EXPECT_EQ(worker_state::census.by_id["s1"], 1);
  EXPECT_TRUE(ask_now<self_report>(started->handle, heartbeat_atom_v));
}

TEST_F(Supervision, C59_AStartThatMeetsAStopUnderWayGivesAChildThatRuns) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return stubborn(id); };
  auto boss = begin();
  ASSERT_TRUE(ask_now<child_entry>(boss, start_atom_v, std::string{"s1"}));
  auto stopped = ask_later<component_facts>(boss, stop_atom_v, std::string{"s1"});
  auto started = ask_later<child_entry>(boss, start_atom_v, std::string{"s1"});
  advance(5s); // the kill
  ASSERT_TRUE(*stopped && **stopped);
  ASSERT_TRUE(*started && **started);
  EXPECT_EQ(states(boss), "s1=running");
  EXPECT_TRUE(ask_now<self_report>((**started)->handle, heartbeat_atom_v));
}

TEST_F(Supervision, C60_StoppedByItsHandle) {
  on_demand();
  auto boss = begin();
  const auto mine = *ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  const auto foreign = make_untyped_name(system(), "foreign", {});
  EXPECT_TRUE(failed_with(
      ask_now<component_facts>(boss, stop_atom_v, caf::actor_cast<component_actor>(foreign)),
      errc::not_found));
  const auto stopped = ask_now<component_facts>(boss, stop_atom_v, mine.handle);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->state, component_state::stopped);
  EXPECT_EQ(worker_state::census.alive, 0);
  EXPECT_EQ(states(boss), "");
  EXPECT_TRUE(ask_now<component_facts>(boss, stop_atom_v, mine.handle)); // gone already: as wished
}

TEST_F(Supervision, C61_StoppedTogetherWithOneDeadline) {
  spec.how = strategy::simple_one_for_one;
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return stubborn(id); };
  auto boss = begin();
  const auto end = end_of(boss);
  for (const auto* id : {"s1", "s2", "s3"})
    ask_now<child_entry>(boss, start_atom_v, std::string{id});
  shut_down(boss);
  advance(4999ms);
  EXPECT_EQ(worker_state::census.alive, 3);
  advance(1ms);
  EXPECT_EQ(worker_state::census.alive, 0);
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C62_ARestartThatDeclinesRemovesTheChildAndFailedOnesKeepTheStateSound) {
  enum class mood { willing, declining, failing } now_it = mood::willing;
  spec.how = strategy::simple_one_for_one;
  spec.dynamic_child = [&](caf::actor_system&, const std::string& id) {
    auto c = child(id);
    c.start = [&now_it, inner = c.start](const spawner& at) -> caf::strong_actor_ptr {
      if (now_it == mood::failing)
        throw std::runtime_error("no port");
      return now_it == mood::declining ? nullptr : inner(at);
    };
    return c;
  };
  auto boss = begin();
  const auto one = *ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  const auto two = *ask_now<child_entry>(boss, start_atom_v, std::string{"s2"});
  now_it = mood::declining;
  crash(worker_of(one));
  advance(100ms);
  EXPECT_EQ(states(boss), "s2=running");
  now_it = mood::failing;
  crash(worker_of(two));
  advance(100ms);
  advance(200ms);
  EXPECT_EQ(states(boss), "s2=backoff");
  now_it = mood::willing;
  advance(400ms);
  EXPECT_EQ(states(boss), "s2=running");
  ASSERT_TRUE(ask_now<child_entry>(boss, start_atom_v, std::string{"s1"}));
  EXPECT_EQ(states(boss), "s2=running s1=running");
}

TEST_F(Supervision, C63_FiftyThousandChildrenLeaveNoMemoryBehind) {
  on_demand();
  spec.observer = nullptr;
  auto boss = begin();
  caf::scoped_actor self{system()};
  const auto come_and_go = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const auto id = std::to_string(i % 1000);
      self->send(boss, start_atom_v, id);
      run();
      self->send(boss, stop_atom_v, id);
      run();
      self->receive([](const child_entry&) {});
      self->receive([](const component_facts&) {});
      if (i % 1000 == 0)
        advance(1h); // the reminders and timeouts that cannot be taken back
    }
    advance(1h);
  };
  come_and_go(2000);
  const auto before = mallinfo2().uordblks;
  come_and_go(48000);
  const auto after = mallinfo2().uordblks;
  EXPECT_LT(after, before + 500'000) << before; // 10 B a child; CAF's known leak would be 2 kB each
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, ARestartIsAnsweredWhenItsChildIsForgottenInTheGap) {
  int failures = 0;
  spec.dynamic_child = [&](caf::actor_system&, const std::string& id) {
    return reluctant(id, &failures);
  };
  auto boss = begin();
  ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  failures = 100;
  auto restarted = ask_later<component_facts>(boss, restart_atom_v, std::string{"s1"});
  EXPECT_FALSE(*restarted);
  EXPECT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"s1"}));
  ASSERT_TRUE(*restarted);
  EXPECT_FALSE(**restarted);
}

TEST_F(Supervision, ARestartThatAStopOvertakesIsRefusedAndNotSaidToRun) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return stubborn(id); };
  auto boss = begin();
  ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  auto restarted = ask_later<component_facts>(boss, restart_atom_v, std::string{"s1"});
  auto stopped = ask_later<component_facts>(boss, stop_atom_v, std::string{"s1"});
  advance(5s);
  ASSERT_TRUE(*stopped && **stopped);
  ASSERT_TRUE(*restarted);
  EXPECT_FALSE(**restarted);
}

TEST_F(Supervision, C42_AReminderOfAForgottenChildIsNotItsSuccessors) {
  bool ignores = false;
  spec.dynamic_child = [&](caf::actor_system&, const std::string& id) {
    return ignores ? stubborn(id) : child(id);
  };
  auto boss = begin();
  const std::string s1{"s1"};
  ask_now<child_entry>(boss, start_atom_v, s1);
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, s1)); // its deadline is at 5 s
  ignores = true;
  ask_now<child_entry>(boss, start_atom_v, s1);
  advance(3s);
  ask_later<component_facts>(boss, stop_atom_v, s1);
  advance(4999ms); // nearly the end of its own time, long past the other's
  EXPECT_EQ(worker_state::census.alive, 1);
  advance(1ms);
  EXPECT_EQ(worker_state::census.alive, 0);
}

} // namespace
} // namespace orc
