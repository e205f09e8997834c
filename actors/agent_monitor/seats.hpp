// Who sits where: from a listing and the processes behind it to the roster of agents, and to what
// happened to sessions and windows. Used by agent_monitor. Pure.
#pragma once

#include "actors/agent_monitor/identify.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/record.hpp"
#include "messages/types/tmux.hpp"

#include <map>
#include <string>
#include <vector>

namespace orc {

/// What is remembered between two cycles.
struct seat_memory {
  std::map<std::string, seat> seats;           ///< agents, by id
  std::map<std::string, std::string> sessions; ///< session key -> name
  std::map<std::string, std::string> windows;  ///< "<server run>-w<number>" -> name
  bool first_look = true; ///< what is there now was not opened now: it was found
};

struct seat_step {
  seat_memory next;
  std::vector<fleet_event> events;
};

[[nodiscard]] std::string agent_id_of(const server_run& run, int pane);
[[nodiscard]] std::string session_key_of(const server_run& run, int session);

/// After a restart: what the database knows of the agents, so that an agent that has ended keeps
/// its seat, and sessions are not opened twice.
[[nodiscard]] seat_memory remember(const std::vector<agent_view>& known);

/// `processes` is by pane number. `next.seats` holds every agent of the listing and nobody else.
[[nodiscard]] seat_step advance(const seat_memory& memory,
                                const pane_listing& listing,
                                const std::map<int, pane_processes>& processes,
                                wall_time now,
                                const agent_identities& kinds);

} // namespace orc
