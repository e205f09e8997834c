#include "runtime/http/changes.hpp"

#include "runtime/json/json_text.hpp"
#include "runtime/json/state_details_json.hpp"

#include <boost/json.hpp>

#include <map>

namespace orc {
namespace {

namespace json = boost::json;

using events = std::vector<stream_event>;
using names = std::map<std::string_view, std::string_view>;

void add(events& out, std::string type, const json::value& data) {
  auto text = to_text(data);
  text.pop_back(); // the end of the line ends the data
  out.push_back({std::move(type), std::move(text)});
}

struct change {
  const agent_view& agent;
  wall_time at{};
  json::value from; ///< null: it is new
  verdict says;
  bool closed = false;
};

void add(events& out, const change& c) {
  add(out,
      "transition",
      json::object{{"agent_id", c.agent.where.agent_id},
                   {"name", c.agent.where.name},
                   {"kind", c.agent.where.kind},
                   {"session", c.agent.where.session_name},
                   {"session_key", c.agent.where.session_key},
                   {"at", time_of(c.at)},
                   {"from", c.from},
                   {"to", to_string(c.says.state)},
                   {"rule", text_or_null(c.says.rule)},
                   {"evidence", text_or_null(c.says.evidence)},
                   {"positive", c.says.positive},
                   {"details", details_json(c.says.details)},
                   {"closed", c.closed}});
}

/// Its pane is gone: as the history has it (idle_analyzer's close()).
void add_closed(events& out, const agent_view& agent, wall_time at) {
  const auto last = agent.says;
  const bool over = is_over(last.state);
  const auto says = over ? last : verdict{agent_state::exited, "pane.closed", "", true, {}};
  add(out, change{agent, over ? agent.since : at, json::value(to_string(last.state)), says, true});
}

void add_fleet_event(events& out,
                     const char* type,
                     std::string_view key,
                     std::string_view before,
                     std::string_view after,
                     wall_time at) {
  add(out,
      "fleet",
      json::object{{"type", type},
                   {"subject", key},
                   {"before", text_or_null(before)},
                   {"after", text_or_null(after)},
                   {"at", time_of(at)}});
}

names names_of(const fleet& f) {
  return {f.stats.session_names.begin(), f.stats.session_names.end()};
}

void compare_sessions(const fleet& before, const fleet& after, events& out) {
  const auto old = names_of(before);
  const auto now = names_of(after);
  const auto at = after.stats.cycle.wall;
  for (const auto& [key, name] : now)
    if (const auto known = old.find(key); known == old.end())
      add_fleet_event(out, "session_opened", key, "", name, at);
    else if (known->second != name)
      add_fleet_event(out, "session_renamed", key, known->second, name, at);
  for (const auto& [key, name] : old)
    if (now.count(key) == 0)
      add_fleet_event(out, "session_closed", key, name, "", at);
}

void compare_agents(const fleet& before, const fleet& after, events& out) {
  auto old = before.agents.begin(); // both are ordered by id
  const auto close_up_to = [&](const std::string* id) {
    for (; old != before.agents.end() && (!id || old->where.agent_id < *id); ++old)
      add_closed(out, *old, after.stats.cycle.wall);
  };
  for (const auto& agent : after.agents) {
    close_up_to(&agent.where.agent_id);
    if (old == before.agents.end() || old->where.agent_id != agent.where.agent_id) {
      add(out, change{agent, agent.since, nullptr, agent.says, false});
      continue;
    }
    if (old->says.state != agent.says.state)
      add(out,
          change{agent, agent.since, json::value(to_string(old->says.state)), agent.says, false});
    ++old;
  }
  close_up_to(nullptr);
}

} // namespace

events changes_between(const fleet& before, const fleet& after) {
  events out;
  compare_sessions(before, after, out);
  compare_agents(before, after, out);
  return out;
}

events changes_between(const health_report& before, const health_report& after) {
  events out;
  std::map<std::string_view, color> old;
  for (const auto& c : before.components)
    old.emplace(c.facts.name, c.shade);
  for (const auto& c : after.components)
    if (const auto known = old.find(c.facts.name); known != old.end() && known->second != c.shade)
      add(out,
          "component",
          json::object{{"name", c.facts.name},
                       {"before", to_string(known->second)},
                       {"color", to_string(c.shade)},
                       {"reason", text_or_null(c.reason)},
                       {"at", time_of(after.at.wall)}});
  if (before.shade != after.shade)
    add(out,
        "health",
        json::object{{"before", to_string(before.shade)},
                     {"color", to_string(after.shade)},
                     {"status", to_status(after.shade)},
                     {"reason", text_or_null(after.reason)},
                     {"at", time_of(after.at.wall)}});
  return out;
}

} // namespace orc
