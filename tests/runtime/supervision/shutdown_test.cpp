// G. Shutdown: in reverse, each with its time, and always to an end.
#include "tests/runtime/supervision/worker.hpp"

#include <caf/default_attachable.hpp>

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C44_StopsInReverseOneAtATime) {
  spec.children = {child("a"), stubborn("b"), child("c")};
  auto boss = begin();
  events.clear();
  shut_down(boss);
  EXPECT_EQ(events, (words{"stopped c"})); // a waits until b is down
  advance(5s);
  EXPECT_EQ(events, (words{"stopped c", "stopped b", "stopped a"}));
}

TEST_F(Supervision, C45_AChildHasItsTimeThenItIsKilled) {
  spec.children = {stubborn("a"), stubborn("b")};
  spec.children[0].shutdown = 2s;
  spec.children[1].shutdown = 3s;
  auto boss = begin();
  const auto end = end_of(boss);
  shut_down(boss);
  advance(2999ms);
  EXPECT_EQ(worker_state::census.alive, 2);
  advance(1ms);
  EXPECT_EQ(worker_state::census.alive, 1);
  advance(1999ms);
  EXPECT_FALSE(end->over);
  advance(1ms); // no later than the sum
  EXPECT_TRUE(end->over);
}

TEST_F(Supervision, C45_BrutalKillAsksNobodyAndInfinityWaitsForASubtree) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {stubborn("slow")};
  inner.children[0].shutdown = 1h;
  spec.children = {team(inner), stubborn("brutal")};
  spec.children[1].shutdown = brutal_kill;
  auto boss = begin();
  const auto end = end_of(boss);
  shut_down(boss);
  EXPECT_EQ(worker_state::census.by_id["brutal"], 0);
  advance(3599s);
  EXPECT_FALSE(end->over);
  advance(1s);
  EXPECT_TRUE(end->over && end->normal);
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

TEST_F(Supervision, C48_AChildThatEndsByItselfDuringShutdownDoesNotDerailIt) {
  spec.intensity = {0, 60s};
  for (const auto& reason : {caf::error{},
                             caf::error{caf::exit_reason::kill},
                             caf::make_error(errc::internal, "late crash")}) {
    spec.children = {child("a"), stubborn("b")};
    auto boss = begin();
    const auto end = end_of(boss);
    events.clear();
    shut_down(boss);
    end_with(named(0), reason); // before its turn
    end_with(named(1), reason); // when it was asked
    EXPECT_EQ(events, (words{"stopped a", "stopped b"}));
    EXPECT_TRUE(end->over && end->normal) << end->reason;
  }
}

TEST_F(Supervision, C49_ASecondExitIsIgnoredAndAKillObeyed) {
  spec.children = {stubborn("a")};
  auto boss = begin();
  const auto end = end_of(boss);
  shut_down(boss);
  caf::anon_send_exit(boss, caf::exit_reason::out_of_workers);
  run();
  EXPECT_FALSE(end->over);
  caf::anon_send_exit(boss, caf::exit_reason::kill);
  run();
  EXPECT_TRUE(end->over);
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, C50_AShutdownInTheGapAndDuringTheStartEndsCleanly) {
  spec.children = {child("a"), child("b")};
  auto boss = begin();
  auto end = end_of(boss);
  crash(named(0));
  shut_down(boss);
  EXPECT_TRUE(end->over && end->normal);
  advance(10s);
  EXPECT_EQ(worker_state::census.alive, 0);

  spec.children = {child("a"), special({.id = "mute", .silent = true}), child("c")};
  boss = begin();
  end = end_of(boss);
  EXPECT_EQ(states(boss), "a=running mute=starting c=stopped");
  shut_down(boss);
  EXPECT_TRUE(end->over && end->normal);
  advance(1h);
  EXPECT_EQ(worker_state::census.alive, 0);
}

TEST_F(Supervision, C51_AChildThatNobodyWatchesAnyMoreCannotHangIt) {
  spec.orphan_after = 1s;
  spec.children = {child("a"), child("b")};
  caf::strong_actor_ptr b;
  spec.children[1].start = [&b, inner = spec.children[1].start](const spawner& at) {
    return b = inner(at);
  };
  auto boss = begin();
  const caf::default_attachable::observe_token monitor_of_boss{boss.address(),
                                                               caf::default_attachable::monitor};
  ASSERT_EQ(b->get()->detach(monitor_of_boss), 1u);
  const auto end = end_of(boss);
  events.clear();
  shut_down(boss);
  EXPECT_FALSE(end->over);
  advance(5s);
  advance(1s);
  EXPECT_EQ(events, (words{"orphan b", "stopped a"}));
  EXPECT_TRUE(end->over);
}

} // namespace
} // namespace orc
