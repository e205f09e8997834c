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
  CAF_ADD_ATOM(orc, orc, overdue_atom, "overdue")
  CAF_ADD_ATOM(orc, orc, cycle_atom, "cycle")
  CAF_ADD_ATOM(orc, orc, deadline_atom, "deadline")
  CAF_ADD_ATOM(orc, orc, list_atom, "list")
  CAF_ADD_ATOM(orc, orc, sweep_atom, "sweep")
  CAF_ADD_ATOM(orc, orc, open_atom, "open")
  CAF_ADD_ATOM(orc, orc, check_atom, "check")
  CAF_ADD_ATOM(orc, orc, round_atom, "round")
  CAF_ADD_ATOM(orc, orc, rearm_atom, "rearm")

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
};

using child_entries = std::vector<child_entry>;

/// A SUPERVISOR keeps its children alive and owns their names.
using supervisor_actor = actor_of<
    // Lists the children in start order.
    child_entries(which_atom),
    // Stops the child gracefully and starts it again; answers when it runs. errc::not_found.
    component_facts(restart_atom, std::string),
    // Dynamic supervisors: starts a child with this id, or returns the one that runs.
    child_entry(start_atom, std::string),
    // Dynamic supervisors: stops the child for good and forgets it. errc::not_found.
    component_facts(stop_atom, std::string),
    // INTERNAL: the backoff of a child is over (id, incarnation).
    void(retry_atom, std::string, std::uint64_t),
    // INTERNAL: a child did not stop in time (id, incarnation).
    void(overdue_atom, std::string, std::uint64_t)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::self_report)
ORC_LOCAL_MESSAGE(orc::component_facts)
ORC_LOCAL_MESSAGE(orc::component_event)
ORC_LOCAL_MESSAGE(orc::child_entry)
ORC_LOCAL_MESSAGE(orc::child_entries)
