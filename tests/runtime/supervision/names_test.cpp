// L. Names and messages across restarts.
#include "tests/runtime/supervision/worker.hpp"

#include <algorithm>

namespace orc {
namespace {

using namespace std::chrono_literals;

const name_stats& stats_of(const caf::strong_actor_ptr& name) {
  return name_behind(name).stats();
}

TEST_F(Supervision, C70_AHandleTakenBeforeACrashWorksAfterTheRestart) {
  spec.children = {child("a")};
  begin();
  const auto before = named(0);
  EXPECT_EQ(*ask_now<int>(before, 0), 1);
  crash(before);
  advance(100ms);
  tell_from_outside(before, 0);
  run();
  EXPECT_EQ(*ask_now<int>(before, 0), 2);
}

TEST_F(Supervision, C71_WhatACrashedChildHadInHandAndInItsMailboxIsAnswered) {
  spec.children = {child("a")};
  std::shared_ptr<component_meter> meter;
  spec.children[0].start = [&meter, inner = spec.children[0].start](const spawner& at) {
    meter = at.meter;
    return inner(at);
  };
  begin();
  caf::scoped_actor self{system()};
  // What it handles when it crashes, what waits behind, and what comes in the gap.
  meter->arm({fault_kind::crash});
  auto in_hand = self->request(named(0), caf::infinite, 1);
  auto queued = self->request(named(0), caf::infinite, 2);
  run();
  auto in_gap = self->request(named(0), caf::infinite, 3);
  std::vector<std::string> said;
  const auto note = [&](const caf::error& why) { said.push_back(system().render(why)); };
  in_hand.receive([](int) { FAIL(); }, note);
  queued.receive([](int) { FAIL(); }, note);
  in_gap.receive([](int) { FAIL(); }, note);
  EXPECT_NE(said.at(0).find("a crash on purpose"), std::string::npos) << said.at(0);
  EXPECT_NE(said.at(1).find("request_receiver_down"), std::string::npos) << said.at(1);
  EXPECT_NE(said.at(2).find("unavailable"), std::string::npos) << said.at(2);
}

TEST_F(Supervision, C72_NothingIsHandledTwiceAndTheOrderOfASenderHolds) {
  std::vector<int> handled;
  spec.children = {child("a")};
  spec.children[0].start = [&handled](const spawner& at) {
    return at.spawn(
        [](caf::event_based_actor* self, std::vector<int>* to) -> caf::behavior {
          guard(self);
          return {[to](int n) {
            to->push_back(n);
            if (n % 10 == 7)
              throw std::runtime_error("seven");
          }};
        },
        &handled);
  };
  spec.intensity = {100, 60s};
  begin();
  for (int n = 0; n < 100; ++n) {
    tell_from_outside(named(0), n);
    if (n % 3 == 0) {
      run();
      advance(1s);
    }
  }
  run();
  EXPECT_GT(handled.size(), 50u);
  EXPECT_TRUE(std::is_sorted(handled.begin(), handled.end()));
  EXPECT_EQ(std::adjacent_find(handled.begin(), handled.end()), handled.end());
}

TEST_F(Supervision, C73_AMonitorOnANameFiresWhenItIsRetiredAndNotBefore) {
  on_demand();
  auto boss = begin();
  const auto made = *ask_now<child_entry>(boss, start_atom_v, std::string{"s1"});
  caf::scoped_actor self{system()};
  self->monitor(made.handle);
  int downs = 0;
  const auto look = [&] {
    self->receive([&](caf::down_msg&) { ++downs; }, caf::after(0s) >> [] {});
  };
  crash(caf::actor_cast<worker_actor>(made.handle));
  advance(100ms);
  look();
  EXPECT_EQ(downs, 0);
  ask_now<component_facts>(boss, stop_atom_v, std::string{"s1"});
  look();
  EXPECT_EQ(downs, 1);
}

TEST_F(Supervision, C74_ABoundedNameRefusesBeyondItsLimitAndCountsBackToZero) {
  spec.children = {child("a")};
  spec.children[0].name = make_untyped_name(system(), "a", {2});
  begin();
  const auto& stats = stats_of(spec.children[0].name);
  for (int i = 0; i < 5; ++i)
    tell_from_outside(named(0), i);
  EXPECT_EQ(stats.overloaded, 3u);
  EXPECT_EQ(stats.waiting, 2);
  EXPECT_TRUE(is(ask_now<int>(named(0), 1).error(), errc::busy));
  run();
  EXPECT_EQ(stats.waiting, 0);

  tell_from_outside(named(0), std::string{"boom"});
  tell_from_outside(named(0), 1);
  EXPECT_EQ(stats.waiting, 2);
  run(); // it crashed with one in its mailbox
  EXPECT_EQ(stats.waiting, 0);
}

TEST_F(Supervision, ANameThatKeepsGivesTheNextIncarnationWhatWasToldInBetweenAndInOrder) {
  std::vector<int> handled;
  spec.children = {child("a")};
  spec.children[0].start = [&handled](const spawner& at) {
    return at.spawn(
        [](caf::event_based_actor* self, std::vector<int>* to) -> caf::behavior {
          guard(self);
          return {[to](int n) {
            if (n == 0)
              throw std::runtime_error("zero");
            to->push_back(n);
          }};
        },
        &handled);
  };
  begin();
  auto& name = name_behind(spec.children[0].name);
  name.keep(2, [](const caf::type_erased_tuple& what) { return what.match_elements<int>(); });
  tell_from_outside(named(0), 0);
  run_one();
  tell_from_outside(named(0), 1); // it ended, and its supervisor has not heard of it
  run();
  tell_from_outside(named(0), std::string{"no number"});
  EXPECT_EQ(name.stats().dropped, 1u);
  for (int n = 2; n <= 3; ++n)
    tell_from_outside(named(0), n);
  EXPECT_EQ(name.stats().dropped, 2u); // the third of two
  EXPECT_TRUE(is(ask_now<int>(named(0), 9).error(), errc::unavailable));
  advance(100ms);
  tell_from_outside(named(0), 4);
  run();
  EXPECT_EQ(handled, (std::vector<int>{1, 2, 4}));
}

TEST_F(Supervision, ANameKeepsNothingUnlessItIsToldTo) {
  spec.children = {child("a")};
  begin();
  crash(named(0));
  tell_from_outside(named(0), 1);
  EXPECT_EQ(stats_of(spec.children[0].name).dropped, 1u);
}

TEST_F(Supervision, AnExitThatIsSentToANameEndsNobody) {
  spec.children = {child("a")};
  begin();
  caf::anon_send_exit(named(0), caf::exit_reason::kill);
  run();
  EXPECT_EQ(*ask_now<int>(named(0), 0), 1);
}

} // namespace
} // namespace orc
