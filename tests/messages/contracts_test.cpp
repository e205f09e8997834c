#include "messages/agent_monitor_actor.hpp"
#include "messages/crash_detector_actor.hpp"
#include "messages/health_monitor_actor.hpp"
#include "messages/history_reader_actor.hpp"
#include "messages/http_gateway_actor.hpp"
#include "messages/idle_analyzer_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/state_keeper_actor.hpp"
#include "messages/tmux_gateway_actor.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

/// CAF 0.17 converts handles without a constraint that a trait could ask, hence its own list check.
template <class Actor>
constexpr bool is_component =
    caf::detail::tl_subset_of<component_actor::signatures, typename Actor::signatures>::value;

TEST(Contracts, EveryComponentAnswersHeartbeats) {
  EXPECT_TRUE(is_component<agent_monitor_actor>);
  EXPECT_TRUE(is_component<crash_detector_actor>);
  EXPECT_TRUE(is_component<health_monitor_actor>);
  EXPECT_TRUE(is_component<history_reader_actor>);
  EXPECT_TRUE(is_component<http_gateway_actor>);
  EXPECT_TRUE(is_component<idle_analyzer_actor>);
  EXPECT_TRUE(is_component<metrics_aggregator_actor>);
  EXPECT_TRUE(is_component<session_detector_actor>);
  EXPECT_TRUE(is_component<state_keeper_actor>);
  EXPECT_TRUE(is_component<tmux_gateway_actor>);
}

TEST(Contracts, ASupervisorIsAComponentOfItsOwnSupervisor) {
  EXPECT_TRUE(is_component<supervisor_actor>);
}

} // namespace
} // namespace orc
