// What every component understands, and how a supervisor is spoken to.
#pragma once

#include "messages/seam.hpp"
#include "messages/types/health.hpp"

#include <string>
#include <vector>

CAF_BEGIN_TYPE_ID_BLOCK(orc, first_custom_type_id)

  CAF_ADD_ATOM(orc, orc, heartbeat_atom, "heartbeat")
  CAF_ADD_ATOM(orc, orc, which_atom, "which")
  CAF_ADD_ATOM(orc, orc, restart_atom, "restart")
  CAF_ADD_ATOM(orc, orc, start_atom, "start")
  CAF_ADD_ATOM(orc, orc, stop_atom, "stop")
  CAF_ADD_ATOM(orc, orc, retry_atom, "retry")
  CAF_ADD_ATOM(orc, orc, count_atom, "count")
  CAF_ADD_ATOM(orc, orc, revive_atom, "revive")
  CAF_ADD_ATOM(orc, orc, delete_atom, "delete")
  CAF_ADD_ATOM(orc, orc, fault_atom, "fault")
  CAF_ADD_ATOM(orc, orc, cycle_atom, "cycle")
  CAF_ADD_ATOM(orc, orc, deadline_atom, "deadline")
  CAF_ADD_ATOM(orc, orc, list_atom, "list")
  CAF_ADD_ATOM(orc, orc, sweep_atom, "sweep")
  CAF_ADD_ATOM(orc, orc, open_atom, "open")
  CAF_ADD_ATOM(orc, orc, check_atom, "check")
  CAF_ADD_ATOM(orc, orc, round_atom, "round")
  CAF_ADD_ATOM(orc, orc, rearm_atom, "rearm")
  CAF_ADD_ATOM(orc, orc, explain_atom, "explain")

CAF_END_TYPE_ID_BLOCK(orc)

namespace orc {

/// Every component: answers its heartbeat through its own mailbox.
using component_actor = actor_of<
    // Returns what the component says of itself.
    self_report(heartbeat_atom)>;

/// An actor's contract that contains a component's.
template <class... Signatures>
using component_of = actor_of<self_report(heartbeat_atom), Signatures...>;

/// One child as which_atom lists it. `handle` is its stable name; null for a supervisor.
struct child_entry {
  component_facts facts;
  component_actor handle;
  bool already = false; ///< start_atom only: it ran before
};

using child_entries = std::vector<child_entry>;

/// A SUPERVISOR keeps its children alive and owns their names. Its heartbeat is answered when all
/// its children run for the first time: until then it starts.
using supervisor_actor = component_of<
    // Lists the children in start order.
    child_entries(which_atom),
    // Counts them.
    child_counts(count_atom),
    // Starts a child on demand under this id. One that runs is returned as it is, and said so.
    // errc::conflict: there, but stopped; errc::start_failed; errc::unavailable.
    child_entry(start_atom, std::string),
    // Stops a child; it stays known unless it is temporary or on demand. errc::not_found.
    component_facts(stop_atom, std::string),
    // The same by its stable name; one that was stopped for good before is no error.
    component_facts(stop_atom, component_actor),
    // Starts a stopped child; answers when it runs. errc::conflict: it runs, or is coming back.
    component_facts(revive_atom, std::string),
    // Forgets a stopped child. errc::conflict: it runs, or is coming back; errc::not_found.
    component_facts(delete_atom, std::string),
    // Stops a child gracefully and starts it again; answers when it runs. errc::not_found.
    component_facts(restart_atom, std::string),
    // Arms a fault in a child, or takes it back. errc::permission where faults are not allowed.
    component_facts(fault_atom, std::string, component_fault),
    // INTERNAL
    void(child_reminder)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::self_report)
ORC_LOCAL_MESSAGE(orc::component_facts)
ORC_LOCAL_MESSAGE(orc::component_event)
ORC_LOCAL_MESSAGE(orc::child_entry)
ORC_LOCAL_MESSAGE(orc::child_entries)
ORC_LOCAL_MESSAGE(orc::child_counts)
ORC_LOCAL_MESSAGE(orc::child_reminder)
ORC_LOCAL_MESSAGE(orc::component_fault)
