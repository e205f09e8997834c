#include "actors/health_monitor/judge.hpp"
#include "runtime/http/render.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc {
namespace {

namespace json = boost::json;

/// Spells every `healthy` with an escaped first letter. A JSON reader gets the same text, a script
/// that looks for the word does not find it. Letters outside of JSON strings spell only true, false
/// and null, so this never touches anything else.
std::string without_the_word(std::string body) {
  constexpr std::string_view rest = "ealthy";
  for (std::size_t at = 0; (at = body.find(rest, at)) != body.npos; at += rest.size())
    if (at > 0 && body[at - 1] == 'h') {
      body.replace(at - 1, 1, "\\u0068");
      at += 5;
    }
  return body;
}

std::string guarded(const json::value& body, color whole) {
  auto text = to_text(body);
  return whole == color::green ? text : without_the_word(std::move(text));
}

/// A child on demand, session_detector-k, sends as what it is: session_detector.
json::array sends_to(const std::string& component, const monitor_view& v) {
  json::array out;
  if (!v.sends_to)
    return out;
  auto found = v.sends_to->find(component);
  if (found == v.sends_to->end())
    found = v.sends_to->find(component.substr(0, component.find('-')));
  if (found != v.sends_to->end())
    for (const auto& to : found->second)
      out.emplace_back(to);
  return out;
}

json::object component_json(const component_health& c, const monitor_view& v) {
  const bool up = c.facts.started != steady_time{} && c.facts.state == component_state::running;
  auto age = c.heartbeat_age;
  if (age && v.health)
    age = *age + seconds_since(v, v.health->at.steady);
  return {{"color", to_string(c.shade)},
          {"reason", text_or_null(c.reason)},
          {"state", to_string(c.facts.state)},
          {"critical", c.facts.critical},
          {"supervisor", c.facts.supervisor},
          {"dynamic", c.facts.dynamic},
          {"parent", text_or_null(c.facts.parent)},
          {"restarts", c.facts.restarts},
          {"incarnation", c.facts.incarnation},
          {"uptime", up ? json::value(seconds_since(v, c.facts.started)) : json::value(nullptr)},
          {"last_reason", text_or_null(c.facts.last_reason)},
          {"heartbeat_age", value_or_null(age)},
          {"heartbeat_rtt", value_or_null(c.heartbeat_rtt)},
          {"messages", c.facts.usage.messages},
          {"mailbox_depth", c.facts.usage.depth},
          {"busy_seconds", c.facts.usage.busy_seconds},
          {"cpu_seconds", c.facts.usage.cpu_seconds},
          {"handling_seconds", c.facts.usage.handling_seconds},
          {"load_seconds", c.facts.load_seconds},
          {"orphans", c.facts.orphans},
          {"sends_to", sends_to(c.facts.name, v)}};
}

json::object named_component_json(const component_health& c, const monitor_view& v) {
  json::object named{{"name", c.facts.name}};
  for (auto& member : component_json(c, v))
    named.emplace(member.key(), std::move(member.value()));
  return named;
}

/// One measurement as the health+json draft has it (draft-inadarei-api-health-check, section 4).
json::array check(color shade, json::value value, json::value unit, std::string_view output) {
  const auto word = shade == color::green ? "pass" : shade == color::yellow ? "warn" : "fail";
  return {json::object{{"status", word},
                       {"observedValue", std::move(value)},
                       {"observedUnit", std::move(unit)},
                       {"output", text_or_null(output)}}};
}

void add_cycle_checks(const monitor_view& v, json::object& checks) {
  const auto* f = fleet_of(v);
  const auto cycles = judge_cycles(v);
  checks["cycle:age"] =
      check(cycles.shade,
            f ? json::value(seconds_since(v, f->stats.cycle.steady)) : json::value(nullptr),
            "s",
            cycles.reason);
  if (!f)
    return;
  const auto& s = f->stats;
  checks["cycle:duration"] = check(s.complete ? color::green : color::yellow,
                                   std::chrono::duration<double>(s.duration).count(),
                                   "s",
                                   s.complete ? "" : "closed by its deadline");
  const auto silent = s.servers_silent < s.servers ? color::yellow : color::red;
  checks["tmux:answers"] =
      check(s.tmux_answers ? color::green : silent, s.tmux_answers, nullptr, s.error);
  checks["tmux:server_present"] = check(color::green, s.server_present, nullptr, "");
  checks["tmux:servers"] = check(color::green, s.servers, nullptr, "");
  checks["tmux:servers_silent"] =
      check(s.servers_silent > 0 ? color::yellow : color::green, s.servers_silent, nullptr, "");
  checks["agents:total"] = check(color::green, f->agents.size(), nullptr, "");
}

/// Null before the first census.
void add_census_checks(const monitor_view& v, json::object& checks) {
  if (!v.figures)
    return;
  const auto& last = v.figures->census.last;
  const auto accuracy = judge_accuracy(*v.figures, v.now);
  checks["detection:accuracy"] =
      check(accuracy.shade,
            last ? json::value(accuracy_of(*last) * 100) : json::value(nullptr),
            "percent",
            accuracy.reason);
  checks["detection:census_age"] =
      check(color::green,
            last ? json::value(seconds_since(v, last->at.steady)) : json::value(nullptr),
            "s",
            "");
}

} // namespace

std::string health_body(const monitor_view& v) {
  const auto whole = judge(v);
  const auto* f = fleet_of(v);
  json::object checks;
  add_cycle_checks(v, checks);
  add_census_checks(v, checks);
  const auto report = judge_report(v);
  checks["report:age"] =
      check(report.shade,
            v.health ? json::value(seconds_since(v, v.health->at.steady)) : json::value(nullptr),
            "s",
            report.reason);
  if (v.health)
    for (const auto& c : v.health->components)
      checks[c.facts.name + ":color"] =
          check(c.shade, json::value(to_string(c.shade)), nullptr, c.reason);
  return guarded(json::object{{"status", to_status(whole.shade)},
                              {"color", to_string(whole.shade)},
                              {"reason", text_or_null(whole.reason)},
                              {"as_of", f ? time_of(f->stats.cycle.wall) : json::value(nullptr)},
                              {"checks", std::move(checks)}},
                 whole.shade);
}

std::string health_components_body(const monitor_view& v) {
  const auto whole = judge(v);
  json::object components;
  if (v.health)
    for (const auto& c : v.health->components)
      components[c.facts.name] = component_json(c, v);
  return guarded(json::object{{"status", to_status(whole.shade)},
                              {"color", to_string(whole.shade)},
                              {"reason", text_or_null(whole.reason)},
                              {"components", std::move(components)}},
                 whole.shade);
}

std::string component_body(const component_health& c, const monitor_view& v) {
  return guarded(named_component_json(c, v), worse(judge(v).shade, c.shade));
}

std::string components_body(const monitor_view& v, std::optional<color> only) {
  json::array items;
  if (v.health)
    for (const auto& c : v.health->components)
      if (!only || c.shade == *only)
        items.emplace_back(named_component_json(c, v));
  return guarded(
      json::object{{"items", std::move(items)},
                   {"as_of", v.health ? time_of(v.health->at.wall) : json::value(nullptr)}},
      judge(v).shade);
}

std::string readiness_body(const judgement& ready) {
  const bool yes = ready.shade != color::red;
  return guarded(
      json::object{{"status", yes ? "ready" : "not_ready"}, {"reason", text_or_null(ready.reason)}},
      ready.shade);
}

std::string error_body(std::string_view code, std::string_view message) {
  return without_the_word(
      to_text(json::object{{"error", json::object{{"code", code}, {"message", message}}}}));
}

} // namespace orc
