// Records for tests of storage.
#pragma once

#include "messages/types/record.hpp"

#include <string>
#include <utility>

namespace orc::test {

constexpr wall_time at(std::int64_t ms) {
  return wall_time{std::chrono::milliseconds{ms}};
}

inline agent_view agent(const std::string& id, agent_state state = agent_state::working) {
  agent_view a;
  a.where.agent_id = id;
  a.where.kind = "claude";
  a.where.name = "default/s:0.0";
  a.where.process.argv = {"claude"};
  a.says.state = state;
  a.says.rule = "claude.test";
  a.since = at(1000);
  return a;
}

inline record becomes(std::uint64_t sequence, const std::string& id, agent_state state) {
  transition t;
  t.agent = agent(id, state);
  t.agent.since = at(static_cast<std::int64_t>(sequence) * 1000);
  return {sequence, t};
}

inline record leaves(std::uint64_t sequence, const std::string& id) {
  transition t;
  t.agent = agent(id, agent_state::exited);
  t.closed = true;
  return {sequence, t};
}

inline record happens(std::uint64_t sequence, const std::string& type) {
  return {sequence, fleet_event{type, "subject", "before", "after", at(1)}};
}

/// Every byte but NUL, so a good deal that is no UTF-8.
inline std::string all_bytes() {
  std::string out;
  for (int c = 1; c < 256; ++c)
    out.push_back(static_cast<char>(c));
  return out;
}

/// Nothing in it has its default, and its texts are hostile.
inline agent_view hostile_agent() {
  const std::string mean = "'); DROP TABLE agents; -- $(reboot) \x1b[31m\xff\xfe\xc0\xaf";
  agent_view a;
  a.where.agent_id = "abc123-7";
  a.where.kind = mean + "kind";
  a.where.name = all_bytes();
  a.where.server = mean + "server";
  a.where.session_key = mean + "key";
  a.where.session_name = all_bytes() + "session";
  a.where.window_name = mean + "window";
  a.where.pane = "%7";
  a.where.front = foreground::suspended;
  a.where.process = {
      4711, 0xfedcba9876543210U, mean + "command", {"claude", "", all_bytes(), "", "last"}};
  a.where.dead_status = 137;
  a.says.state = agent_state::rate_limited;
  a.says.rule = mean + "rule";
  a.says.evidence = all_bytes() + "evidence";
  a.says.positive = true;
  a.says.details = {mean + "sub", at(1795000000123), 0, mean + "mode", 0, 10, all_bytes(), 3};
  a.since = at(1795000000001);
  a.idle_since = at(0);
  a.waiting_since = at(-1);
  a.stuck = true;
  a.flapping = true;
  a.first_seen = at(1795000000002);
  a.last_change = at(1795000000003);
  return a;
}

/// agent_view has no equality of its own; its parts have.
inline bool same(const agent_view& a, const agent_view& b) {
  return a.where == b.where && a.says == b.says && a.since == b.since
         && a.idle_since == b.idle_since && a.waiting_since == b.waiting_since && a.stuck == b.stuck
         && a.flapping == b.flapping && a.first_seen == b.first_seen
         && a.last_change == b.last_change;
}

} // namespace orc::test
