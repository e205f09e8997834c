#include "actors/agent_monitor/seats.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

std::string display_name(const server_run& run, const pane_row& row) {
  return run.server + "/" + row.session_name + ":" + std::to_string(row.window_index) + "."
         + std::to_string(row.pane_index);
}

seat place(const server_run& run, const pane_row& row) {
  seat s;
  s.agent_id = agent_id_of(run, row.pane);
  s.name = display_name(run, row);
  s.server = run.server;
  s.session_key = session_key_of(run, row.session);
  s.session_name = row.session_name;
  s.window_name = row.window_name;
  s.pane = "%" + std::to_string(row.pane);
  if (row.dead)
    s.dead_status = row.dead_status;
  return s;
}

struct sighted {
  std::string kind;
  process_facts process;
};

sighted agent_among(const pane_processes& p, const agent_identities& kinds) {
  if (auto kind = kind_of_process(p.front, kinds); !kind.empty())
    return {std::move(kind), p.front};
  for (const auto& below : p.below)
    if (auto kind = kind_of_process(below, kinds); !kind.empty())
      return {std::move(kind), below};
  return {};
}

/// What the patterns of the configuration are held against.
std::string place_name(const server_run& run, const pane_row& row) {
  return run.server + "/" + row.session_name + ":" + row.window_name;
}

std::string wish_for(const std::string& name, const seat_rules::wishes& wishes) {
  for (const auto& [pattern, wish] : wishes)
    if (matches_pattern(name, pattern))
      return wish;
  return {};
}

bool is_excluded(const std::string& name, const seat_rules& rules) {
  return std::any_of(rules.exclude.begin(), rules.exclude.end(), [&](const auto& pattern) {
    return matches_pattern(name, pattern);
  });
}

/// In a seat of a wished kind any program counts as the agent, but no shell at its prompt.
sighted agent_in(const pane_processes& p, const std::string& wished, const seat_rules& rules) {
  auto found = agent_among(p, rules.kinds);
  if (wished.empty())
    return found;
  const bool program = p.front.pid > 0 && !is_waiting_shell(p.front);
  if (found.kind.empty() && !program)
    return {};
  if (found.kind.empty())
    found.process = p.front;
  found.kind = wished;
  return found;
}

foreground front_without_agent(const pane_row& row, const pane_processes& p, bool known) {
  if (row.dead)
    return foreground::none;
  if (known && p.own_lives)
    return foreground::suspended;
  return is_waiting_shell(p.front) ? foreground::shell : foreground::other;
}

/// The pane as an agent's seat; an empty kind where it is nobody's.
seat take_seat(const server_run& run,
               const pane_row& row,
               const pane_processes& p,
               const seat* known,
               const seat_rules& rules) {
  auto s = place(run, row);
  const auto name = place_name(run, row);
  if (is_excluded(name, rules))
    return s;
  s.role = wish_for(name, rules.roles);
  const auto wished = wish_for(name, rules.wished_kinds);
  if (auto found = agent_in(p, wished, rules); !found.kind.empty() && !row.dead) {
    s.kind = std::move(found.kind);
    s.process = std::move(found.process);
    s.front = foreground::agent;
    return s;
  }
  if (known) {
    s.kind = wished.empty() ? known->kind : wished;
    s.process = known->process;
  } else {
    s.kind = wished.empty() ? kind_of_window(row.window_name, rules.kinds) : wished;
  }
  s.front = front_without_agent(row, p, known != nullptr);
  return s;
}

using names = std::map<std::string, std::string>;

void tell_renamed(const names& before,
                  const names& after,
                  const std::string& type,
                  wall_time now,
                  std::vector<fleet_event>& events) {
  for (const auto& [key, name] : after)
    if (const auto old = before.find(key); old != before.end() && old->second != name)
      events.push_back({type, key, old->second, name, now});
}

void tell_come_and_gone(const seat_memory& before,
                        const seat_memory& after,
                        wall_time now,
                        std::vector<fleet_event>& events) {
  const auto* come = before.first_look ? "session_found" : "session_opened";
  for (const auto& [key, name] : after.sessions)
    if (!before.sessions.contains(key))
      events.push_back({come, key, "", name, now});
  for (const auto& [key, name] : before.sessions)
    if (!after.sessions.contains(key))
      events.push_back({"session_closed", key, name, "", now});
}

} // namespace

std::string agent_id_of(const server_run& run, int pane) {
  return run.token + "-" + std::to_string(pane);
}

std::string session_key_of(const server_run& run, int session) {
  return run.token + "-s" + std::to_string(session);
}

seat_memory remember(const std::vector<agent_view>& known) {
  seat_memory memory;
  for (const auto& view : known) {
    memory.seats.emplace(view.where.agent_id, view.where);
    memory.sessions.emplace(view.where.session_key, view.where.session_name);
  }
  return memory;
}

seat_step advance(const seat_memory& memory,
                  const pane_listing& listing,
                  const std::map<int, pane_processes>& processes,
                  wall_time now,
                  const seat_rules& rules) {
  static const pane_processes none;
  seat_step step;
  auto& next = step.next;
  next.first_look = false;
  for (const auto& row : listing.panes) {
    next.sessions.emplace(session_key_of(listing.run, row.session), row.session_name);
    next.windows.emplace(listing.run.token + "-w" + std::to_string(row.window), row.window_name);
    const auto process = processes.find(row.pane);
    const auto known = memory.seats.find(agent_id_of(listing.run, row.pane));
    auto s = take_seat(listing.run,
                       row,
                       process == processes.end() ? none : process->second,
                       known == memory.seats.end() ? nullptr : &known->second,
                       rules);
    if (!s.kind.empty())
      next.seats.emplace(s.agent_id, std::move(s));
  }
  tell_come_and_gone(memory, next, now, step.events);
  tell_renamed(memory.sessions, next.sessions, "session_renamed", now, step.events);
  tell_renamed(memory.windows, next.windows, "window_renamed", now, step.events);
  return step;
}

} // namespace orc
