#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

struct StableName : virtual_time {
  caf::strong_actor_ptr name;

  void serve(name_options options) {
    name = make_untyped_name(system(), "w", options);
    name_behind(name).aim(caf::actor_cast<caf::strong_actor_ptr>(spawn(worker, false)));
    run();
  }

  worker_actor handle() { return caf::actor_cast<worker_actor>(name); }

  const name_stats& stats() { return name_behind(name).stats(); }
};

TEST_F(StableName, WhatIsToldToNobodyIsDroppedAndCounted) {
  name = make_untyped_name(system(), "w", {});
  tell_from_outside(handle(), std::string{"x"});
  EXPECT_EQ(stats().dropped, 1u);
  EXPECT_TRUE(is(ask_now<int>(handle(), 1).error(), errc::unavailable));
  EXPECT_EQ(stats().refused, 1u);
}

TEST_F(StableName, C74_ABoundedOneRefusesBeyondItsLimitAndCountsBackToZero) {
  serve({2, false});
  for (int i = 0; i < 5; ++i)
    tell_from_outside(handle(), i);
  EXPECT_EQ(stats().overloaded, 3u);
  EXPECT_EQ(stats().waiting, 2);
  EXPECT_TRUE(is(ask_now<int>(handle(), 1).error(), errc::busy));
  run();
  EXPECT_EQ(stats().waiting, 0);
}

TEST_F(StableName, C74_ACrashEmptiesTheCountToo) {
  serve({10, false});
  tell_from_outside(handle(), std::string{"boom"});
  tell_from_outside(handle(), 1);
  run();
  EXPECT_EQ(stats().waiting, 0);
}

TEST_F(StableName, AnExitThatIsSentToItEndsNobody) {
  serve({});
  caf::anon_send_exit(handle(), caf::exit_reason::kill);
  run();
  EXPECT_EQ(*ask_now<int>(handle(), 0), 1);
}

TEST_F(StableName, ACrashOnPurposeReachesNobodyUnlessItIsAllowed) {
  serve({});
  tell_from_outside(caf::actor_cast<caf::actor>(name), inject_crash{"drill"});
  run();
  EXPECT_EQ(*ask_now<int>(handle(), 0), 1);
  EXPECT_EQ(stats().dropped, 1u);
}

TEST_F(StableName, ACrashOnPurposeIsACrashWhereItIsAllowed) {
  serve({0, true});
  tell_from_outside(caf::actor_cast<caf::actor>(name), inject_crash{"drill"});
  run();
  EXPECT_EQ(worker_state::alive, 0);
}

TEST_F(StableName, C73_AMonitorOnItFiresWhenItIsRetiredAndNotBefore) {
  serve({});
  caf::scoped_actor self{system()};
  self->monitor(handle());
  tell_from_outside(handle(), std::string{"boom"});
  run();
  int downs = 0;
  const auto look = [&] {
    self->receive([&](caf::down_msg&) { ++downs; }, caf::after(std::chrono::seconds{0}) >> [] {});
  };
  look();
  EXPECT_EQ(downs, 0);
  name_behind(name).retire(caf::exit_reason::user_shutdown);
  look();
  EXPECT_EQ(downs, 1);
}

} // namespace
} // namespace orc
