// Keeps the triggers that speak against the modular engine: each fires once, is recorded, and is
// armed again when its reason has been gone for a while, or by hand. It switches nothing yet.
//
// Lifecycle:
//  1. At its start it asks history_reader for the newest event of each trigger, so that what fired
//     before a restart, its own or the daemon's, does not fire again. Until the answers are there,
//     or patience is over, it judges nothing: what it misses of the engine's end meanwhile, the
//     next health report tells again.
//  2. Reports and component events are judged as they come; what changes is recorded and logged.
//  3. Once a second it looks whether a reason has gone, hands over what it records, and tells
//     metrics_aggregator how its triggers stand.
// For how long a component has been red, and how many have crashed, it counts anew after its own
// restart. Threading: pool.
#pragma once

#include "actors/rollback_controller/triggers.hpp"
#include "messages/history_reader_actor.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/recorder.hpp"
#include "messages/rollback_controller_actor.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <type_traits>

namespace orc {

struct rollback_controller_links {
  state_keeper_actor keeper;
  history_reader_actor history;
  metrics_aggregator_actor metrics;
};

struct rollback_controller_options {
  trigger_policy policy;
  recorder_options recording;
  std::chrono::milliseconds check_interval{1000};
  std::function<wall_time()> wall;
  wall_time mode_since{}; ///< the daemon's start
  /// When the daemon started, or took over another configuration; may be null.
  std::function<steady_time()> changed;
};

struct rollback_controller_state {
  static inline const char* name = "rollback_controller";
  using pointer = rollback_controller_actor::stateful_pointer<rollback_controller_state>;

  rollback_controller_state() = default;

  void start();
  void ask_past();
  void ask_past(trigger which);
  [[nodiscard]] bool knows_past() const;
  void take(const trigger_observation& seen);
  void apply(const trigger_observation& seen);
  void announce(const trigger_change& change);
  void check();
  [[nodiscard]] cycle_stamp stamp() const;
  [[nodiscard]] caf::result<mode_view> view() const;
  caf::result<mode_view> rearm(const std::string& which);

  pointer self = nullptr;
  rollback_controller_links links;
  rollback_controller_options options;
  triggers now;
  recorder<std::remove_pointer_t<pointer>> records;
  std::array<bool, trigger_count> asked{};
  std::array<bool, trigger_count> known{};
  steady_time waits_since{}; ///< for the past
  bool judged = false;       ///< from then on what it knows counts, and no past any more
};

rollback_controller_actor::behavior_type
rollback_controller(rollback_controller_actor::stateful_pointer<rollback_controller_state> self,
                    rollback_controller_links links,
                    rollback_controller_options options);

} // namespace orc
