#include "actors/rollback_controller/triggers.hpp"
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

/// How often `crashes` more, a second apart, let triggers fire.
int fired_by(int crashes, triggers& state, cycle_stamp& now) {
  component_event crash;
  crash.type = "crashed";
  int fired = 0;
  for (int i = 0; i < crashes; ++i) {
    now.steady += 1s;
    auto step = orc::advance(std::move(state), crash, now, {});
    state = std::move(step.next);
    for (const auto& change : step.changes)
      fired += change.fired ? 1 : 0;
  }
  return fired;
}

TEST_F(Supervision, C79_TheTriggerFiresOnceUntilItIsArmedAgain) {
  cycle_stamp now{steady_time{1h}, {}};
  auto state = armed_triggers({});
  state = orc::advance(std::move(state), configuration_change{now.steady}, now, {}).next;
  EXPECT_EQ(fired_by(4, state, now), 0);
  EXPECT_EQ(fired_by(1, state, now), 1);
  EXPECT_EQ(fired_by(100, state, now), 0);
  state = orc::advance(std::move(state), rearm_order{}, now, {}).next;
  EXPECT_EQ(fired_by(4, state, now), 0);
  EXPECT_EQ(fired_by(1, state, now), 1);
  EXPECT_EQ(fired_by(100, state, now), 0);
}

} // namespace
} // namespace orc
