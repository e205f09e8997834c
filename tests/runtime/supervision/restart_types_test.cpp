// C. Restart types, each with a normal end, a shutdown and an abnormal end.
#include "tests/runtime/supervision/worker.hpp"

#include <caf/sec.hpp>

namespace orc {
namespace {

using namespace std::chrono_literals;

const caf::error shutdown_reason{caf::exit_reason::user_shutdown};

TEST_F(Supervision, C12_PermanentRestartsAfterEveryEnd) {
  spec.children = {child("a")};
  auto boss = begin();
  end_with(named(0), {});
  advance(100ms);
  EXPECT_EQ(states(boss), "a=running");
  end_with(named(0), shutdown_reason);
  advance(200ms);
  EXPECT_EQ(states(boss), "a=running");
  crash(named(0));
  advance(400ms);
  EXPECT_EQ(states(boss), "a=running");
  EXPECT_EQ(first(boss).restarts, 3u);
}

TEST_F(Supervision, C13_TransientRestartsAfterAnAbnormalEndOnly) {
  for (const auto& reason : {caf::error{}, shutdown_reason}) {
    spec.children = {child("a")};
    spec.children[0].type = restart_type::transient;
    auto boss = begin();
    crash(named(0));
    advance(100ms);
    EXPECT_EQ(states(boss), "a=running");
    end_with(named(0), reason);
    advance(10s);
    EXPECT_EQ(states(boss), "a=stopped");
    EXPECT_EQ(first(boss).restarts, 1u);
    shut_down(boss);
  }
}

TEST_F(Supervision, C14_TemporaryIsNeverRestartedAndGoneAtOnce) {
  const caf::error violent{caf::exit_reason::out_of_workers};
  for (const auto& reason : {caf::error{}, shutdown_reason, violent}) {
    spec.children = {child("a"), child("b")};
    spec.children[0].type = restart_type::temporary;
    auto boss = begin();
    end_with(named(0), reason);
    EXPECT_EQ(states(boss), "b=running");
    advance(10s);
    EXPECT_EQ(worker_state::census.by_id["a"], 0);
    shut_down(boss);
  }
}

TEST_F(Supervision, C15_ATemporaryBystanderIsNotRestartedAndDoesNotCount) {
  for (const auto how : {strategy::one_for_all, strategy::rest_for_one}) {
    spec.how = how;
    spec.intensity = {1, 60s};
    spec.children = {child("a"), child("b"), child("c")};
    spec.children[1].type = restart_type::temporary;
    auto boss = begin();
    crash(named(0));
    advance(100ms);
    EXPECT_EQ(states(boss), "a=running c=running");
    shut_down(boss);
  }
}

TEST_F(Supervision, C16_ATemporaryChildsStartIsNotKept) {
  const auto held = std::make_shared<int>(1);
  spec.children = {child("a")};
  spec.children[0].type = restart_type::temporary;
  spec.children[0].start = [held, inner = spec.children[0].start](const spawner& at) {
    return inner(at);
  };
  auto boss = begin();
  spec.children.clear();
  EXPECT_EQ(states(boss), "a=running");
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Supervision, C17_AnEmptyReasonPassesEveryWay) {
  // At the start, in a run, in the gap's end, while it stops, and of a whole supervisor.
  bool quits = false;
  const auto quitter = [&quits](caf::local_actor* self) {
    if (quits)
      static_cast<caf::scheduled_actor*>(self)->quit();
  };
  spec.children = {special({.id = "a", .body = quitter}), stubborn("b")};
  auto boss = begin();
  quits = true;
  end_with(named(0), {});
  advance(100ms); // its next start ends normally, too
  EXPECT_EQ(states(boss), "a=backoff b=running");
  quits = false;
  advance(200ms);
  EXPECT_EQ(states(boss), "a=running b=running");
  const auto end = end_of(boss);
  shut_down(boss); // waits for b, which takes no exit
  end_with(named(1), {});
  EXPECT_TRUE(end->over && end->normal);

  auto inner = spec;
  inner.name = "team";
  inner.children = {child("x")};
  spec.children = {team(inner)};
  spec.children[0].type = restart_type::transient;
  auto outer = begin();
  end_with(caf::actor_cast<worker_actor>(inner.children[0].name), {});
  advance(100ms);
  EXPECT_EQ(states(outer), "team=running");
}

TEST_F(Supervision, C18_KillUnreachableAndErrorsAreAbnormal) {
  for (const auto& reason : {caf::error{caf::exit_reason::kill},
                             caf::error{caf::exit_reason::unreachable},
                             caf::error{caf::exit_reason::remote_link_unreachable},
                             caf::error{caf::sec::runtime_error},
                             caf::make_error(errc::internal, "broken promise"),
                             caf::make_error(errc::storage)}) {
    spec.children = {child("a")};
    spec.children[0].type = restart_type::transient;
    auto boss = begin();
    end_with(named(0), reason);
    EXPECT_EQ(states(boss), "a=backoff") << system().render(reason);
    shut_down(boss);
  }
}

} // namespace
} // namespace orc
