// Who sits where: from a listing and the processes behind it to the roster of agents, and to what
// happened to sessions and windows. Used by agent_monitor. Pure.
#pragma once

#include "actors/agent_monitor/identify.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/record.hpp"
#include "messages/types/tmux.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace orc {

/// What is remembered between two cycles.
struct seat_memory {
  std::map<std::string, seat> seats;           ///< agents, by id
  std::map<std::string, std::string> sessions; ///< session key -> name
  std::map<std::string, std::string> windows;  ///< "<server run>-w<number>" -> name
  bool first_look = true; ///< what is there now was not opened now: it was found
};

/// Who is an agent, and what the configuration says of panes. Its patterns are held against
/// "server/session:window", `*` stands for anything, and the first that fits counts.
struct seat_rules {
  using wishes = std::vector<std::pair<std::string, std::string>>;

  agent_identities kinds;
  std::vector<std::string> exclude; ///< patterns of panes that hold no agent
  wishes wished_kinds;              ///< pattern, kind: a seat whatever runs in it
  wishes roles;                     ///< pattern, role
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
                                const seat_rules& rules);

} // namespace orc
