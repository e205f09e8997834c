#include "runtime/http/render.hpp"
#include "runtime/json/explanation_json.hpp"
#include "runtime/json/json_text.hpp"
#include "runtime/json/state_details_json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc {
namespace {

namespace json = boost::json;

json::value seconds_from(wall_time since, const monitor_view& v) {
  const auto now = wall_now(v);
  if (!now)
    return nullptr;
  return std::max(0.0, std::chrono::duration<double>(*now - since).count());
}

json::array names_of(const std::vector<contradiction>& all) {
  json::array out;
  for (const auto c : all)
    out.emplace_back(to_string(c));
  return out;
}

json::value next_json(const std::optional<pending_state>& next) {
  if (!next)
    return nullptr;
  return {{"state", to_string(next->state)}, {"at", time_of(next->at)}};
}

json::object agent_json(const agent_view& a, const monitor_view& v) {
  return {
      {"id", a.where.agent_id},
      {"kind", a.where.kind},
      {"name", a.where.name},
      {"state", to_string(a.says.state)},
      {"since", time_of(a.since)},
      {"seconds", seconds_from(a.since, v)},
      {"rule", text_or_null(a.says.rule)},
      {"evidence", text_or_null(a.says.evidence)},
      {"positive", a.says.positive},
      {"details", details_json(a.says.details)},
      {"idle_since", value_or_null(a.idle_since)},
      {"waiting_since", value_or_null(a.waiting_since)},
      {"stuck", a.stuck},
      {"flapping", a.flapping},
      {"held", a.held || a.where.held},
      {"next", next_json(a.next)},
      {"contradictions", names_of(a.contradictions)},
      {"first_seen", time_of(a.first_seen)},
      {"last_change", time_of(a.last_change)},
      {"role", text_or_null(a.where.role)},
      {"server", a.where.server},
      {"session", a.where.session_name},
      {"session_key", a.where.session_key},
      {"window", a.where.window_name},
      {"pane", a.where.pane},
      {"foreground", to_string(a.where.front)},
      {"pid", a.where.process.pid > 0 ? json::value(a.where.process.pid) : json::value(nullptr)},
      {"command", text_or_null(a.where.process.command)},
      {"dead_status", value_or_null(a.where.dead_status)}};
}

bool fits(const agent_view& a, const agent_filter& filter) {
  return (!filter.state || a.says.state == *filter.state)
         && (!filter.session || a.where.session_key == *filter.session
             || a.where.session_name == *filter.session)
         && (!filter.kind || a.where.kind == *filter.kind)
         && (!filter.server || a.where.server == *filter.server);
}

} // namespace

std::string agents_body(const monitor_view& v, const agent_filter& filter) {
  json::array items;
  json::value next = nullptr;
  const auto* f = fleet_of(v);
  if (f)
    for (const auto& a : f->agents) {
      if (a.where.agent_id <= filter.part.after || !fits(a, filter))
        continue;
      if (items.size() == filter.part.limit) {
        next = items.back().at("id");
        break;
      }
      items.emplace_back(agent_json(a, v));
    }
  return to_text(json::object{{"items", std::move(items)},
                              {"next_after", std::move(next)},
                              {"as_of", f ? time_of(f->stats.cycle.wall) : json::value(nullptr)}});
}

std::string agent_body(const agent_view& agent, const monitor_view& v) {
  return to_text(agent_json(agent, v));
}

std::string
explain_body(const agent_view& agent, const explanation* why, bool owner, const monitor_view& v) {
  auto body = agent_json(agent, v);
  const auto text = owner ? screen_text::shown : screen_text::hidden;
  body["why"] = why ? json::value(explanation_json(*why, text)) : json::value(nullptr);
  return to_text(body);
}

} // namespace orc
