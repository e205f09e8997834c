// What happens where two wishes meet: a stop and a start, a restart and a stop, a start that fails.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

/// What came back on a request that takes its time.
template <class Answer>
using box = std::shared_ptr<std::optional<tl::expected<Answer, caf::error>>>;

class SupervisionEnds : public Supervision {
protected:
  template <class Answer, class Handle, class... Args>
  box<Answer> ask_later(const Handle& to, Args... args) {
    auto out = std::make_shared<std::optional<tl::expected<Answer, caf::error>>>();
    // With an argument: CAF's factory binds a null reference for actors without.
    spawn(
        [=](caf::event_based_actor* self, Handle callee) {
          self->request(callee, caf::infinite, args...)
              .then([out](const Answer& value) { *out = value; },
                    [out](const caf::error& why) { *out = tl::unexpected<caf::error>(why); });
        },
        to);
    run();
    return out;
  }

  /// Its start throws `failures` times, and then succeeds.
  child_spec reluctant(const std::string& id, int* failures) {
    auto c = child(id);
    c.start = [failures, inner = c.start](caf::local_actor* parent) {
      if ((*failures)-- > 0)
        throw std::runtime_error("no port");
      return inner(parent);
    };
    return c;
  }
};

TEST_F(SupervisionEnds, C35_AStartThatNeverWorkedBacksOffLongerEachTime) {
  int failures = 3;
  spec.children = {reluctant("a", &failures)};
  auto boss = begin();
  advance(100ms);
  advance(199ms);
  EXPECT_EQ(first(boss).incarnation, 2u);
  advance(1ms);
  EXPECT_EQ(first(boss).incarnation, 3u);
  advance(399ms);
  EXPECT_EQ(first(boss).incarnation, 3u);
  advance(1ms);
  EXPECT_EQ(first(boss).state, component_state::running);
}

TEST_F(SupervisionEnds, C37_ALongRunForgivesWhatWasBeforeItAndNotTheFailedStartsAfterIt) {
  int failures = 0;
  spec.children = {reluctant("a", &failures)};
  auto boss = begin();
  advance(31s);
  failures = 2;
  crash(named(0));
  advance(100ms);
  EXPECT_EQ(first(boss).incarnation, 2u);
  advance(199ms);
  EXPECT_EQ(first(boss).incarnation, 2u);
  advance(1ms);
  EXPECT_EQ(first(boss).incarnation, 3u);
}

TEST_F(SupervisionEnds, C59_AStartThatMeetsAStopUnderWayGivesAChildThatRuns) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) {
    return child(id, true);
  };
  auto boss = begin();
  ASSERT_TRUE(ask_now<child_entry>(boss, start_atom_v, std::string{"s1"}));
  auto stopped = ask_later<component_facts>(boss, stop_atom_v, std::string{"s1"});
  auto started = ask_later<child_entry>(boss, start_atom_v, std::string{"s1"});
  advance(2s); // the kill
  ASSERT_TRUE(*stopped && **stopped);
  ASSERT_TRUE(*started && **started);
  ASSERT_EQ(which(boss).size(), 1u);
  EXPECT_EQ(first(boss).state, component_state::running);
  EXPECT_TRUE(ask_now<self_report>((**started)->handle, heartbeat_atom_v));
}

TEST_F(SupervisionEnds, ARestartIsAnsweredWhenItsChildIsForgottenInTheGap) {
  int failures = 100;
  spec.dynamic_child = [&](caf::actor_system&, const std::string& id) {
    return reluctant(id, &failures);
  };
  auto boss = begin();
  ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  auto restarted = ask_later<component_facts>(boss, restart_atom_v, std::string{"s1"});
  EXPECT_FALSE(*restarted);
  EXPECT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"s1"}));
  ASSERT_TRUE(*restarted);
  EXPECT_FALSE(**restarted);
}

TEST_F(SupervisionEnds, ARestartThatAStopOvertakesIsRefusedAndNotSaidToRun) {
  spec.dynamic_child = [this](caf::actor_system&, const std::string& id) {
    return child(id, true);
  };
  auto boss = begin();
  ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  auto restarted = ask_later<component_facts>(boss, restart_atom_v, std::string{"s1"});
  auto stopped = ask_later<component_facts>(boss, stop_atom_v, std::string{"s1"});
  advance(2s);
  ASSERT_TRUE(*stopped && **stopped);
  ASSERT_TRUE(*restarted);
  EXPECT_FALSE(**restarted);
}

TEST_F(SupervisionEnds, C48_AChildThatCrashesDuringShutdownIsNoFailure) {
  spec.intensity = {0, 60s};
  spec.children = {child("a"), child("b", true)};
  auto boss = begin();
  events.clear();
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  run();
  crash(named(0));
  advance(2s);
  EXPECT_EQ(worker_state::alive, 0);
  EXPECT_EQ(events, (std::vector<std::string>{"stopped a", "stopped b"}));
}

TEST_F(SupervisionEnds, C28_GivingUpWhileItStartsEndsIt) {
  int failures = 1;
  spec.intensity = {0, 60s};
  spec.children = {child("a"), reluctant("b", &failures), child("c")};
  auto boss = begin();
  EXPECT_EQ(worker_state::alive, 0);
  EXPECT_FALSE(ask_now<child_entries>(boss, which_atom_v));
}

TEST_F(SupervisionEnds, C14_ATemporaryChildWhoseStartFailsIsNotTriedAgain) {
  int failures = 1;
  spec.children = {reluctant("a", &failures)};
  spec.children[0].type = restart_type::temporary;
  auto boss = begin();
  advance(10s);
  EXPECT_EQ(first(boss).incarnation, 1u);
}

} // namespace
} // namespace orc
