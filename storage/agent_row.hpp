// How an agent and a verdict become columns, and come back exactly as they were. Used by the
// stores. Pure but for the statement that is bound or read. Text may hold any bytes.
#pragma once

#include "messages/types/agent.hpp"
#include "storage/sqlite.hpp"

#include <string_view>

namespace orc::rows {

/// The columns of a verdict, in the order in which bind() and read_verdict() take them.
inline constexpr std::string_view verdict_columns =
    "state, rule, evidence, positive, sub_kind, reset_at, context_left, permission_mode,"
    " retry_attempt, retry_limit, elapsed, background_tasks";
inline constexpr int verdict_width = 12;

/// The columns of table agents, likewise; the verdict's are among them.
inline constexpr std::string_view agent_columns =
    "agent_id, kind, name, server, session_key, session_name, window_name, pane, front, pid,"
    " start_ticks, command, argv, dead_status, since, idle_since, waiting_since, stuck, flapping,"
    " first_seen, last_change, state, rule, evidence, positive, sub_kind, reset_at, context_left,"
    " permission_mode, retry_attempt, retry_limit, elapsed, background_tasks";
inline constexpr int agent_width = 33;

void bind(sqlite::statement& to, const verdict& v);
void bind(sqlite::statement& to, const agent_view& a);
verdict read_verdict(sqlite::statement& from);
agent_view read_agent(sqlite::statement& from);

/// A word that this version does not know is unknown.
agent_state state_of_word(std::string_view word);
/// A word that this version does not know is other.
foreground foreground_of_word(std::string_view word);

/// "?, ?, ?"
std::string places(int count);

} // namespace orc::rows
