// What travels down the line in each cycle.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orc {

template <class T>
using shared = std::shared_ptr<const T>; ///< messages share what is large; nobody may change it

/// All agents of one cycle, seen from outside: agent_monitor tells it before screens are read.
struct roster {
  cycle_stamp cycle;
  std::vector<seat> seats;
};

/// What one screen said of one agent.
struct sighting {
  std::string agent_id;
  verdict seen;
  bool hold = false;       ///< the user scrolls or a viewer is open: keep the last state
  bool changed = false;    ///< the screen differs from the one before
  bool unrestored = false; ///< cursor hidden, mouse or alternate screen still on
  std::string violence;    ///< the line that speaks of a violent end ("Killed"), or empty
  std::string farewell;    ///< the line that says goodbye, or empty
  /// The screen differs in more than spinners, figures that tick, and the line of its busy marker.
  bool progressed = false;
  bool shell_prompt = false;                            ///< a shell's prompt ends at the cursor
  std::optional<agent_state> title_says = std::nullopt; ///< what its title alone proves
  /// Whose colours the next reading needs, or this one needed: a row as tmux counts.
  std::optional<int> coloured_row = std::nullopt;
};

struct session_sightings {
  cycle_stamp cycle;
  std::string session_key;
  std::vector<sighting> sightings;
};

enum class life : std::uint8_t {
  alive,
  suspected, ///< something speaks of an end, not enough to say so
  crashed,
  exited,
};
std::string_view to_string(life l);

/// What crash_detector says of one agent in one cycle.
struct vital {
  seat where;
  life alive = life::alive;
  std::string reason;           ///< rule name, e.g. "process.in_front"
  std::string evidence;         ///< the line behind it, or empty
  std::optional<sighting> seen; ///< what this cycle's screen said; none where none was read
};

/// An agent that is missing here has lost its pane.
struct vitals {
  cycle_stamp cycle;
  std::vector<vital> agents;
};

/// One finished cycle in figures.
struct cycle_stats {
  cycle_stamp cycle;
  std::chrono::microseconds duration{0};     ///< from its start until every session was read
  std::chrono::microseconds list_time{0};    ///< tmux's listing
  std::chrono::microseconds capture_time{0}; ///< tmux's captures
  std::uint64_t panes = 0;
  std::uint64_t agents = 0;
  std::uint64_t sessions = 0;
  std::uint64_t captures = 0;
  std::uint64_t captures_failed = 0;
  std::uint64_t readings = 0;
  std::uint64_t readings_failed = 0; ///< a session did not report within the deadline
  bool complete = true;              ///< false: closed by the deadline
  std::uint64_t servers = 0;         ///< tmux servers that run
  std::uint64_t servers_silent = 0;  ///< those of them that did not answer
  bool tmux_answers = true;          ///< none is silent
  bool server_present = true;        ///< false: no tmux server, which is no fault
  std::string error;                 ///< why tmux could not be read, or empty
  std::vector<std::pair<std::string, std::string>> session_names; ///< session key, name
  std::vector<std::string> servers_read; ///< names of those that listed their panes
};

/// Every agent after a cycle, as idle_analyzer publishes it.
struct fleet {
  cycle_stats stats;
  std::vector<agent_view> agents; ///< ordered by agent id
};

} // namespace orc
