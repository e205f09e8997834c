// How the monitor itself is.
#pragma once

#include "messages/types/time.hpp"

#include <chrono>
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
  backoff, ///< down, and to be started again by its supervisor
  stopping,
  stopped,
  orphan, ///< did not stop when told to; left behind
  failed, ///< given up by its supervisor
};
std::string_view to_string(component_state s);

/// What a component took since the daemon's start, all its incarnations together; `depth` and
/// `handling_seconds` are of this moment. A supervisor's own figures are without its children's.
struct component_usage {
  std::uint64_t messages = 0;  ///< handled
  std::uint64_t depth = 0;     ///< waiting in the mailbox
  double busy_seconds = 0;     ///< in handlers, by the clock on the wall
  double cpu_seconds = 0;      ///< of a processor
  double handling_seconds = 0; ///< how long the present handler has run; 0: none runs
};

/// A fault on purpose, for tests and drills.
enum class fault_kind : std::uint8_t {
  none,
  crash, ///< the next message throws
  hang,  ///< the next message does not return for `lasts`; 0: until this fault is taken back
  slow,  ///< every message takes `lasts` longer until this fault is taken back
};
std::string_view to_string(fault_kind kind);

struct component_fault {
  fault_kind kind = fault_kind::none;
  std::chrono::milliseconds lasts{0};
};

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
  double load_seconds = 0;    ///< from its start until it answered, of this incarnation
  std::uint64_t orphans = 0;  ///< incarnations that did not end and are still there
  component_usage usage;
};

/// How many children a supervisor has.
struct child_counts {
  std::uint64_t specs = 0;
  std::uint64_t active = 0; ///< starting, running or stopping: there is an actor
  std::uint64_t supervisors = 0;
  std::uint64_t workers = 0;
};

/// What a supervisor told itself to look at later: of this child, in this life of it.
struct child_reminder {
  enum class about : std::uint8_t {
    retry,   ///< its backoff is over
    overdue, ///< it had so long to stop
  };
  about what = about::retry;
  std::string id;
  std::uint64_t life = 0;
};

/// Something happened to a component. Told by its supervisor.
struct component_event {
  std::string type; ///< started, crashed, backoff, stopped, orphan, gave_up
  component_facts facts;
  std::chrono::milliseconds delay{0}; ///< of a backoff: until it is started again
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
