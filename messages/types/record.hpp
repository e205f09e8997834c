// What goes into the history, and how it is kept from getting lost on the way.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/health.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace orc {

/// An agent went from one state to another. In its first record, and where the pane of an agent
/// that had ended is closed, `from` equals the state itself.
struct transition {
  agent_view agent; ///< after the change; agent.since is the time of the change
  agent_state from = agent_state::unknown;
  bool first = false;  ///< the agent was never seen before
  bool closed = false; ///< its pane is gone: it leaves the list of present agents
};

/// Something happened to the fleet that is no state of an agent.
struct fleet_event {
  std::string type;    ///< session_opened, session_closed, session_renamed, window_renamed, ...
  std::string subject; ///< session key or agent id
  std::string before;  ///< hostile text, or empty
  std::string after;   ///< hostile text, or empty
  wall_time at{};
};

/// What happened to one of the daemon's own components, and when.
struct component_entry {
  wall_time at{};
  component_event what;
};

using recordable = std::variant<transition, fleet_event, component_entry>;

/// One numbered thing to be written. (epoch, sequence) is its key for ever: writing it twice is
/// harmless, and its producer keeps it until it was acknowledged as committed.
struct record {
  std::uint64_t sequence = 0;
  recordable what;
};

struct record_batch {
  std::uint64_t epoch = 0;
  std::vector<record> records; ///< sequences ascend by one, and go on from the batch before
  /// Records up to this sequence will not come again: they were acknowledged, or dropped by their
  /// producer. Do not wait for those of them that are missing.
  std::uint64_t given_up = 0;
  bool orphaned = false; ///< its producer is gone: nobody would send it again
};

/// state_keeper's answer after the commit: everything up to `sequence` of `epoch` is on disk.
struct record_ack {
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;
};

/// What a producer gets at its start: an epoch that nobody used before, and the agents' last
/// committed states, so that a restart is never itself a transition.
struct producer_grant {
  /// 0: not yet, since what an earlier life left in the spool is being written first. Ask again.
  std::uint64_t epoch = 0;
  std::vector<agent_view> agents;
};

/// One row of history, newest first.
struct history_entry {
  std::uint64_t id = 0; ///< position in the database, grows
  std::string agent_id;
  std::string name;
  std::string kind;
  wall_time at{};
  agent_state from = agent_state::unknown;
  bool first = false;
  verdict says;
  bool closed = false; ///< its pane went away with this entry
};

struct history_query {
  std::string agent_id;        ///< empty: all agents
  std::uint64_t before_id = 0; ///< only entries with a smaller id; 0: from the newest
  std::uint32_t limit = 100;   ///< 1..1000
  std::optional<agent_state> state = std::nullopt; ///< only entries into this state
  std::optional<wall_time> since = std::nullopt;   ///< only at or after
  std::optional<wall_time> until = std::nullopt;   ///< only before
};

struct history_page {
  bool known = true; ///< false: no such agent was ever recorded
  std::vector<history_entry> items;
};

/// Fleet events, newest first.
struct event_entry {
  std::uint64_t id = 0;
  fleet_event what;
};

struct event_query {
  std::string type;            ///< empty: every type
  std::string subject;         ///< empty: every subject
  std::uint64_t before_id = 0; ///< only events with a smaller id; 0: from the newest
  std::uint32_t limit = 100;   ///< 1..1000
  std::optional<wall_time> since = std::nullopt; ///< only at or after
  std::optional<wall_time> until = std::nullopt; ///< only before
};

} // namespace orc
