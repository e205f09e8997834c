// What speaks against the modular engine, as far as supervision and the census know it. Used by
// rollback_controller. Pure.
//
// Lifecycle of a trigger:
//  1. armed; it fires when its rule is met, once.
//  2. fired: its rule may be met as often as it likes, nothing happens.
//  3. armed again: when its reason has been gone for policy.quiet, or by hand.
#pragma once

#include "messages/types/census.hpp"
#include "messages/types/health.hpp"
#include "messages/types/mode.hpp"
#include "messages/types/record.hpp"
#include "messages/types/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orc {

enum class trigger : std::uint8_t {
  engine_gave_up,        ///< the modular engine's supervisor gave up
  critical_red,          ///< a critical component has been red for too long
  restarts_after_change, ///< too many crashes soon after a start or a change of the configuration
  detection_accuracy,    ///< too few of the agents that are there are tracked as what they are
};
inline constexpr std::size_t trigger_count = 4;

std::string_view to_string(trigger which);
std::optional<trigger> trigger_from(std::string_view name);

struct trigger_policy {
  std::chrono::milliseconds red_after{300000}; ///< red for longer than this
  std::uint64_t restarts = 5;                  ///< so many crashes
  std::chrono::milliseconds restarts_within{600000};
  std::chrono::milliseconds quiet{600000}; ///< how long a reason must be gone
  double accuracy = 0.95;                  ///< the least that a census may find
};

struct trigger_state {
  bool fired = false;
  wall_time since{};
  std::string reason;
  std::uint64_t fired_total = 0;
  std::optional<steady_time> gone; ///< since when its reason has been gone, while it is fired
};

struct triggers {
  std::array<trigger_state, trigger_count> all;
  std::map<std::string, steady_time> red; ///< critical components, since when
  steady_time engine_judged{};            ///< the engine's ends until then have been judged
  steady_time changed{};                  ///< the last start or change of the configuration
  std::uint64_t crashes = 0;              ///< since then
};

/// The daemon started, or its configuration changed.
struct configuration_change {
  steady_time at{};
};

/// By hand: a trigger, or all.
struct rearm_order {
  std::optional<trigger> which;
};

/// Nothing but time has gone by.
struct time_passed {};

/// No report is ever null.
using trigger_observation = std::variant<component_event,
                                         std::shared_ptr<const health_report>,
                                         std::shared_ptr<const census_report>,
                                         configuration_change,
                                         rearm_order,
                                         time_passed>;

/// A trigger fired, or was armed again.
struct trigger_change {
  trigger which = trigger::engine_gave_up;
  bool fired = false;
  std::string reason;
  wall_time at{};
};

struct trigger_step {
  triggers next;
  std::vector<trigger_change> changes;
};

/// All armed.
[[nodiscard]] triggers armed_triggers(wall_time since);

[[nodiscard]] trigger_step advance(triggers state,
                                   const trigger_observation& seen,
                                   cycle_stamp now,
                                   const trigger_policy& policy);

/// As it stands in the history: type rollback_trigger, the subject its name, from "armed" to
/// "fired: why" or back.
[[nodiscard]] fleet_event event_of(const trigger_change& change);

/// The newest such event of a trigger, after a restart: what it told must not be told again.
void take_back(triggers& state, const fleet_event& newest, cycle_stamp now);

[[nodiscard]] mode_view view_of(const triggers& state, wall_time mode_since);

} // namespace orc
