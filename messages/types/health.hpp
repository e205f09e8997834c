// How the monitor itself is.
#pragma once

#include "messages/types/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

enum class color : std::uint8_t { green, yellow, red };
std::string_view to_string(color c);
/// The word for the whole: healthy, degraded, critical.
std::string_view to_status(color c);

constexpr color worse(color a, color b) {
  return a < b ? b : a;
}

/// What a component says of itself when its heartbeat comes round.
struct self_report {
  color own = color::green;
  std::string reason; ///< why it is not green, one sentence; empty when it is
};

enum class component_state : std::uint8_t {
  starting,
  running,
  backoff, ///< crashed; its supervisor waits before it starts it again
  stopping,
  stopped,
  orphan, ///< did not stop when told to; left behind
  failed, ///< given up by its supervisor
};
std::string_view to_string(component_state s);

/// One component as its supervisor sees it.
struct component_facts {
  std::string name;
  std::string parent; ///< its supervisor's name, "" for the root
  bool supervisor = false;
  bool critical = false; ///< red here makes the whole red
  bool dynamic = false;  ///< started on demand, e.g. one detector a session
  component_state state = component_state::starting;
  std::uint64_t restarts = 0;
  std::uint64_t incarnation =
      0;                      ///< 1 for the first start; tells heartbeats of different lives apart
  std::string last_reason;    ///< why it last went down, or empty
  steady_time started{};      ///< of this incarnation
  steady_time last_failure{}; ///< of any incarnation; epoch: never
};

/// Something happened to a component. Told by its supervisor.
struct component_event {
  std::string type; ///< started, crashed, stopped, backoff, orphan, gave_up
  component_facts facts;
};

/// One component's colour, with the reason.
struct component_health {
  component_facts facts;
  color shade = color::green;
  std::string reason;
  std::optional<double> heartbeat_age; ///< seconds since it last answered; nothing: never
  std::optional<double> heartbeat_rtt; ///< seconds its last answer took, mailbox included
};

/// The whole.
struct health_report {
  cycle_stamp at;
  color shade = color::yellow;
  std::string reason;
  std::vector<component_health> components; ///< supervisors included, in the tree's order
};

} // namespace orc
