// An agent: who it is, where it sits, and what is said about it.
#pragma once

#include "messages/types/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

enum class agent_state : std::uint8_t {
  starting,      ///< its process is there, its screen says nothing yet
  working,       ///< it does something
  idle,          ///< its prompt is free
  waiting_input, ///< it asks a person
  unsubmitted,   ///< text stands in its prompt that nobody sent
  rate_limited,  ///< a limit keeps it from working, until its reset or until work is seen
  error,         ///< it says that something failed
  crashed,       ///< it ended by violence
  exited,        ///< it ended in good order
  unknown,       ///< the evidence does not say
};
inline constexpr std::size_t agent_state_count = 10;

std::string_view to_string(agent_state s);
std::optional<agent_state> agent_state_from(std::string_view text);

/// What a screen tells beyond the state itself. Empty text and nullopt mean "not said".
struct state_details {
  std::string sub_kind;                    ///< e.g. "session_limit", "authentication", "permission"
  std::optional<wall_time> reset_at;       ///< when a limit ends
  std::optional<int> context_left_percent; ///< 0..100
  std::string permission_mode;             ///< e.g. "plan", "accept_edits"
  std::optional<int> retry_attempt;        ///< n of "retrying n of m"
  std::optional<int> retry_limit;          ///< m of "retrying n of m"
  std::string elapsed;                     ///< as the agent writes it: "1m 12s"
  std::optional<int> background_tasks;     ///< commands or agents that it runs beside its turn
  bool operator==(const state_details&) const = default;
};

/// One statement about an agent, with its reason.
struct verdict {
  agent_state state = agent_state::unknown;
  std::string rule;      ///< the name of the rule that matched, e.g. "claude.spinner"
  std::string evidence;  ///< the line it matched, redacted, at most 200 characters
  bool positive = false; ///< true: something on the screen proves it; false: nothing said otherwise
  state_details details;
  bool operator==(const verdict&) const = default;
};

/// What is in front in a pane.
enum class foreground : std::uint8_t {
  agent,     ///< the agent's own process
  shell,     ///< a shell waits for a command
  other,     ///< some other program
  suspended, ///< the agent lives, but was stopped or sent to the background
  none,      ///< the pane's process has ended (tmux: pane_dead)
};
std::string_view to_string(foreground f);

/// The process in the foreground of a pane's terminal.
struct process_facts {
  std::int64_t pid = 0; ///< 0: none could be read
  std::uint64_t start_ticks =
      0;               ///< proc_pid_stat(5), field 22: tells a reused pid from the old one
  std::string command; ///< proc_pid_comm(5)
  std::vector<std::string> argv; ///< proc_pid_cmdline(5)
  bool operator==(const process_facts&) const = default;
};

/// What /proc says of one pane.
struct pane_processes {
  process_facts front; ///< leader of the terminal's foreground group; pid 0: none
  std::vector<process_facts>
      below;              ///< who belongs to it, told only where one of them may be the agent
  bool own_lives = false; ///< the agent that sat here in the last cycle still lives
};

/// An agent's place in tmux, as one cycle found it.
struct seat {
  std::string agent_id;     ///< opaque, URL-safe: "<server run>-<pane number>"
  std::string kind;         ///< "claude", "codex", "generic", ...
  std::string name;         ///< server/session:window.pane, may change
  std::string server;       ///< the configured name of the tmux server
  std::string session_key;  ///< "<server run>-s<session number>", stable over renames
  std::string session_name; ///< hostile text
  std::string window_name;  ///< hostile text
  std::string pane;         ///< "%12"
  std::string role;         ///< what the configuration says that it is there for, or empty
  foreground front = foreground::agent;
  process_facts process;
  std::optional<int> dead_status; ///< tmux pane_dead_status, when front is none and tmux tells
  bool held = false; ///< its server did not answer in this cycle: all this is of an earlier one
  bool operator==(const seat&) const = default;
};

/// Two kinds of evidence that do not go together.
enum class contradiction : std::uint8_t {
  title_says_work,       ///< its title says that it works, its screen shows a free prompt
  shell_prompt_in_front, ///< its process is in front, a shell's prompt stands at the cursor
  ended_but_working,     ///< its process is gone, its screen goes on changing and shows work
  violence_and_farewell, ///< its screen speaks of a violent end, and says goodbye
  busy_but_still,        ///< a busy marker, and nothing changing for long: it is stuck
};
inline constexpr std::size_t contradiction_count = 5;
std::string_view to_string(contradiction c);

/// A stuck agent is known to be stuck; every other contradiction puts its verdict in doubt.
constexpr bool is_doubtful(contradiction c) {
  return c != contradiction::busy_but_still;
}

/// A state whose evidence is there, and that has to last before it is said.
struct pending_state {
  agent_state state = agent_state::unknown;
  wall_time at{}; ///< said in the first cycle from then on, unless something else is seen before
  bool operator==(const pending_state&) const = default;
};

/// An agent as the outside sees it.
struct agent_view {
  seat where;
  verdict says;
  wall_time since{};                      ///< when the present state began
  std::optional<wall_time> idle_since;    ///< set while idle
  std::optional<wall_time> waiting_since; ///< set while waiting for a person
  bool stuck = false;                     ///< a busy marker, and nothing changing for long
  bool flapping = false;                  ///< changes state too often to be believed
  wall_time first_seen{};
  wall_time last_change{}; ///< when its screen last changed
  bool held = false;       ///< somebody scrolls in it, or a viewer is open: its state is kept
  std::optional<pending_state> next; ///< what its screen says already; none: what it is said to be
  std::vector<contradiction> contradictions; ///< that last, each once, in the order of the enum
};

/// True for a state in which the agent is no longer there.
constexpr bool is_over(agent_state s) {
  return s == agent_state::crashed || s == agent_state::exited;
}

/// The guide's "healthy": none of crashed, exited, error, unknown.
constexpr bool is_healthy(agent_state s) {
  return !is_over(s) && s != agent_state::error && s != agent_state::unknown;
}

} // namespace orc
