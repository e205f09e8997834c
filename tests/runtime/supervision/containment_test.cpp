// M. Crashes are contained, and told.
#include "tests/runtime/supervision/worker.hpp"

#include <algorithm>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// Goes wrong in the way that it is told.
caf::behavior fragile(caf::event_based_actor* self, const caf::actor& helper) {
  guard(self);
  self->set_down_handler([](caf::down_msg&) { throw std::runtime_error("in a down handler"); });
  return {
      [](heartbeat_atom) { return self_report{}; },
      [self, helper](const std::string& way) {
        if (way == "then")
          self->request(helper, 1s, 1).then([](int) {
            throw std::runtime_error("in a then handler");
          });
        else if (way == "down")
          self->monitor(helper);
        else if (way == "number")
          throw 7;
        else
          throw std::runtime_error("in a handler");
      },
  };
}

caf::behavior echo(caf::event_based_actor* self, int) {
  return {[](int n) { return n; }, [self](const std::string&) { self->quit(); }};
}

TEST_F(Supervision, C76_EveryKindOfExceptionIsOneDownWithItsWords) {
  const std::vector<std::pair<std::string, std::string>> ways{{"handler", "in a handler"},
                                                              {"then", "in a then handler"},
                                                              {"down", "in a down handler"},
                                                              {"number", "no exception"}};
  for (const auto& [way, words_of_it] : ways) {
    const auto helper = system().spawn(echo, 0);
    spec.children = {child("a")};
    spec.children[0].start = [helper](const spawner& at) { return at.spawn(fragile, helper); };
    auto boss = begin();
    events.clear();
    tell_from_outside(named(0), way);
    run();
    caf::anon_send(helper, std::string{"quit"});
    run();
    EXPECT_EQ(events, (words{"crashed a"})) << way;
    EXPECT_NE(first(boss).last_reason.find(words_of_it), std::string::npos)
        << first(boss).last_reason;
    shut_down(boss);
  }
}

void explode() {
  throw std::runtime_error("in a state's destructor");
}

struct explosive_state {
  ~explosive_state() {
    if (armed)
      explode();
  }

  bool armed = false;
};

/// What must never be done, and what comes of it: this is why no actor of ours does it.
void throw_from_the_exception_handler() {
  system_config config;
  caf::actor_system system{config}; // with the real scheduler: an exception leaves its thread
  auto it = system.spawn(
      [](caf::event_based_actor* self, int) -> caf::behavior {
        self->set_exception_handler([](caf::scheduled_actor*, std::exception_ptr&) -> caf::error {
          throw std::runtime_error("in the exception handler");
        });
        return {[](int) { throw std::runtime_error("first"); }};
      },
      0);
  caf::anon_send(it, 1);
  it = nullptr;
  system.await_all_actors_done();
}

void throw_from_a_states_destructor() {
  system_config config;
  caf::actor_system system{config}; // with the real scheduler: an exception leaves its thread
  auto it = system.spawn(
      [](caf::stateful_actor<explosive_state>* self, int) -> caf::behavior {
        return {[self](int) {
          self->state.armed = true;
          self->quit();
        }};
      },
      0);
  caf::anon_send(it, 1);
  it = nullptr;
  system.await_all_actors_done();
}

TEST_F(Supervision, C77_ThrowingWhereNobodyCatchesEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(throw_from_the_exception_handler(), "in the exception handler");
  EXPECT_DEATH(throw_from_a_states_destructor(), "in a state's destructor");
}

TEST_F(Supervision, C78_EachStartCrashBackoffOrphanAndEscalationIsOneEvent) {
  spec.intensity = {2, 60s};
  spec.orphan_after = 1s;
  spec.children = {child("a"), stubborn("b")};
  begin();
  crash(named(0), "first");
  advance(100ms);
  crash(named(0), "second");
  advance(200ms);
  crash(named(0), "third");
  advance(5s);
  std::string log;
  for (const auto& e : told)
    log += e.type + " " + e.facts.name + "#" + std::to_string(e.facts.incarnation) + " "
           + std::to_string(e.delay.count()) + "\n";
  EXPECT_EQ(log,
            "started a#1 0\n"
            "started b#1 0\n"
            "crashed a#1 0\n"
            "backoff a#1 100\n"
            "started a#2 0\n"
            "crashed a#2 0\n"
            "backoff a#2 200\n"
            "started a#3 0\n"
            "crashed a#3 0\n"
            "gave_up a#3 0\n"
            "stopped b#1 0\n");
  const auto of_type = [this](const char* type) {
    return std::count_if(told.begin(), told.end(), [&](const auto& e) { return e.type == type; });
  };
  const auto last =
      std::find_if(told.begin(), told.end(), [](const auto& e) { return e.type == "gave_up"; });
  EXPECT_EQ(static_cast<std::int64_t>(last->facts.restarts), of_type("backoff"));
  EXPECT_NE(last->facts.last_reason.find("third"), std::string::npos);
}

/// A scenario with everything in it, and what was told of it.
std::string scenario(const std::vector<component_event>& told) {
  std::string log;
  for (const auto& e : told)
    log += e.type + " " + e.facts.name + " " + std::to_string(e.delay.count()) + "\n";
  return log;
}

TEST_F(Supervision, C80_OnVirtualTimeTheSameHappensEveryTime) {
  spec.backoff.jitter = 0.5;
  spec.seed = 11;
  std::string first_log;
  for (int times = 0; times < 100; ++times) {
    told.clear();
    spec.how = strategy::one_for_all;
    spec.children = {child("a"), stubborn("b"), child("c")};
    auto boss = begin();
    crash(named(0));
    advance(300ms);
    crash(named(2));
    advance(10s);
    shut_down(boss);
    advance(10s);
    const auto log = scenario(told);
    if (times == 0)
      first_log = log;
    ASSERT_EQ(log, first_log) << times;
  }
  EXPECT_NE(first_log.find("backoff a"), std::string::npos);
}

} // namespace
} // namespace orc
