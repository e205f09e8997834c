// A small monitor at work, for the tests of what is said about it.
#pragma once

#include "runtime/http/view.hpp"

namespace orc::sample {

inline const steady_time start{std::chrono::hours{1}};
inline const wall_time wall{std::chrono::milliseconds{1764000000000}}; // 2025-11-24T16:00:00Z

inline agent_view agent(std::string id, agent_state state, std::chrono::seconds ago) {
  agent_view a;
  a.where.agent_id = std::move(id);
  a.where.kind = "claude";
  a.where.name = "default/shop:api.0";
  a.where.server = "default";
  a.where.session_key = "abc123-s1";
  a.where.session_name = "shop";
  a.where.window_name = "api";
  a.where.pane = "%3";
  a.where.process = {4242, 1, "node", {"node", "secret-argument"}};
  a.says = {state, "claude.some_rule", "a line", true, {}};
  a.since = wall - ago;
  a.first_seen = a.last_change = a.since;
  return a;
}

inline component_health component(std::string name, color shade, std::string reason = {}) {
  component_health c;
  c.facts.name = std::move(name);
  c.facts.parent = "foundation";
  c.facts.critical = true;
  c.facts.state = component_state::running;
  c.facts.incarnation = 1;
  c.facts.started = start - std::chrono::seconds{60};
  c.shade = shade;
  c.reason = std::move(reason);
  c.heartbeat_age = 1.5;
  c.heartbeat_rtt = 0.25;
  return c;
}

inline std::shared_ptr<health_report> report(std::vector<component_health> components) {
  auto r = std::make_shared<health_report>();
  r->at = {start, wall};
  r->shade = color::green;
  r->components = std::move(components);
  for (const auto& c : r->components)
    if (worse(r->shade, c.shade) != r->shade) {
      r->shade = c.shade;
      r->reason = c.facts.name + ": " + c.reason;
    }
  return r;
}

inline std::shared_ptr<snapshot> figures(std::vector<agent_view> agents) {
  auto f = std::make_shared<fleet>();
  f->stats.cycle = {start, wall};
  f->stats.duration = std::chrono::milliseconds{30};
  f->stats.agents = agents.size();
  f->stats.sessions = 1;
  f->stats.session_names = {{"abc123-s1", "shop"}, {"abc123-s2", "empty"}};
  f->agents = std::move(agents);
  auto s = std::make_shared<snapshot>();
  for (const auto& a : f->agents)
    ++s->agents_by_state[static_cast<std::size_t>(a.says.state)];
  s->fleet_now = std::move(f);
  s->metrics_text = "agents_total 1\n";
  s->metrics_gzip = "packed";
  return s;
}

inline monitor_view view(color keeper = color::green, std::string reason = {}) {
  monitor_view v;
  v.figures = figures({agent("abc123-3", agent_state::waiting_input, std::chrono::seconds{90})});
  v.health = report({component("state_keeper", keeper, std::move(reason))});
  v.now = start + std::chrono::milliseconds{500};
  v.started = start - std::chrono::seconds{60};
  return v;
}

} // namespace orc::sample
