#include "runtime/http/answers.hpp"

#include "runtime/http/assets.hpp"
#include "runtime/http/render.hpp"
#include "runtime/http/routes.hpp"

#include <algorithm>
#include <charconv>

namespace orc {
namespace {

constexpr std::uint32_t most_items = 1000; // record.hpp: history_query::limit

api_response json_response(int status, std::string body) {
  return {status, "application/json", std::move(body), {{"Cache-Control", "no-store"}}};
}

int status_of(color c) {
  return c == color::red ? 503 : 200;
}

api_response asset_response(const api_request& request, std::string_view name) {
  const auto* file = find_asset(name);
  if (!file)
    return error_response(404, "not_found", "there is no such page");
  api_response answer{200,
                      std::string{file->content_type},
                      {},
                      {{"Cache-Control", "no-cache"},
                       {"ETag", std::string{file->etag}},
                       {"Vary", "Accept-Encoding"}}};
  if (request.if_none_match.find(file->etag) != std::string::npos) {
    answer.status = 304;
    return answer;
  }
  answer.body = request.accepts_gzip ? file->gzip : file->plain;
  if (request.accepts_gzip)
    answer.headers.emplace_back("Content-Encoding", "gzip");
  return answer;
}

api_response metrics_response(const api_request& request, const monitor_view& v) {
  if (!v.export_metrics)
    return error_response(404, "not_found", "the export of metrics is switched off");
  if (!v.figures)
    return error_response(503, "unavailable", "no snapshot has come yet");
  const bool gzip = request.accepts_gzip && !v.figures->metrics_gzip.empty();
  api_response answer{200,
                      "text/plain; version=0.0.4; charset=utf-8",
                      gzip ? v.figures->metrics_gzip : v.figures->metrics_text,
                      {{"Cache-Control", "no-store"}, {"Vary", "Accept-Encoding"}}};
  if (gzip)
    answer.headers.emplace_back("Content-Encoding", "gzip");
  return answer;
}

std::optional<std::string> query_value(const api_request& request, const std::string& key) {
  const auto found = request.query.find(key);
  return found == request.query.end() ? std::nullopt : std::optional{found->second};
}

/// The number under `key`, `otherwise` when it is not there, nothing when it is none in the range.
template <class Number>
std::optional<Number> query_number(const api_request& request,
                                   const std::string& key,
                                   Number otherwise,
                                   Number least,
                                   Number most) {
  const auto text = query_value(request, key);
  if (!text)
    return otherwise;
  Number n{};
  const auto* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, n);
  if (read.ec != std::errc{} || read.ptr != end || n < least || n > most)
    return std::nullopt;
  return n;
}

api_response bad_query(const std::string& message) {
  return error_response(400, "invalid_input", message);
}

api_answer agents_answer(const api_request& request, const monitor_view& v) {
  agent_filter filter{{}, query_value(request, "session"), query_value(request, "kind")};
  if (const auto word = query_value(request, "state")) {
    filter.state = agent_state_from(*word);
    if (!filter.state)
      return bad_query("no such state: " + *word);
  }
  return json_response(200, agents_body(v, filter));
}

const agent_view* find_agent(const monitor_view& v, const std::string& id) {
  const auto* f = fleet_of(v);
  if (!f)
    return nullptr;
  const auto found = std::find_if(
      f->agents.begin(), f->agents.end(), [&](const auto& a) { return a.where.agent_id == id; });
  return found == f->agents.end() ? nullptr : &*found;
}

api_answer agent_answer(const std::string& id, const monitor_view& v) {
  const auto* agent = find_agent(v, id);
  if (!agent)
    return error_response(404, "not_found", "no agent sits there now: " + id);
  return json_response(200, agent_body(*agent, v));
}

api_answer history_answer(const api_request& request, const std::string& id) {
  const auto limit = query_number<std::uint32_t>(request, "limit", 100, 1, most_items);
  const auto before = query_number<std::uint64_t>(request, "before", 0, 0, UINT64_MAX);
  if (!limit)
    return bad_query("limit must be a number from 1 to 1000");
  if (!before)
    return bad_query("before must be the id of a history entry");
  return history_query{id, *before, *limit};
}

api_answer events_answer(const api_request& request) {
  const auto limit = query_number<std::uint32_t>(request, "limit", 100, 1, most_items);
  if (!limit)
    return bad_query("limit must be a number from 1 to 1000");
  return events_query{*limit};
}

api_answer component_answer(const std::string& name, const monitor_view& v) {
  if (v.health)
    for (const auto& c : v.health->components)
      if (c.facts.name == name) {
        // What is old says nothing about now.
        auto shown = c;
        if (const auto age = judge_report(v); age.shade > shown.shade) {
          shown.shade = age.shade;
          shown.reason = age.reason;
        }
        return json_response(status_of(shown.shade), component_body(shown, v));
      }
  return error_response(404, "not_found", "no component has this name: " + name);
}

api_answer ready_answer(const monitor_view& v) {
  const auto ready = judge_readiness(v);
  return json_response(status_of(ready.shade), readiness_body(ready));
}

api_response health_answer(const monitor_view& v) {
  auto response = json_response(status_of(judge(v).shade), health_body(v));
  response.content_type = "application/health+json";
  return response;
}

api_response wrong_method(route to) {
  const auto allowed = allowed_methods(to);
  auto refusal = error_response(
      405, "method_not_allowed", "what is done here is " + std::string{allowed} + " alone");
  refusal.headers.emplace_back("Allow", allowed);
  return refusal;
}

template <class Order>
api_answer order_or_refusal(tl::expected<Order, api_response> read) {
  if (!read)
    return std::move(read.error());
  return std::move(*read);
}

} // namespace

api_answer answer_to(const api_request& request, const monitor_view& v) {
  const auto routed = route_of(request.path);
  if (routed.to != route::nowhere && !allows(routed.to, request.method))
    return wrong_method(routed.to);
  switch (routed.to) {
  case route::page:
    return asset_response(request, "index.html");
  case route::page_asset:
    return asset_response(request, routed.parameter);
  case route::livez:
    return json_response(200, "{\"status\":\"alive\"}\n");
  case route::readyz:
    return ready_answer(v);
  case route::health:
    return health_answer(v);
  case route::health_all:
    return json_response(status_of(judge(v).shade), health_components_body(v));
  case route::health_component:
    return component_answer(routed.parameter, v);
  case route::metrics:
    return metrics_response(request, v);
  case route::agents:
    return agents_answer(request, v);
  case route::agent:
    return agent_answer(routed.parameter, v);
  case route::agent_history:
    return history_answer(request, routed.parameter);
  case route::sessions:
    return json_response(200, sessions_body(v));
  case route::components:
    return json_response(200, components_body(v));
  case route::events:
    return events_answer(request);
  case route::restart:
    return order_or_refusal(restart_order_from(request, routed.parameter, v));
  case route::stream:
  case route::log_level:
  case route::nowhere:
    break;
  }
  return error_response(404, "not_found", "there is nothing at " + request.path);
}

api_response
answer_history(const history_query& asked, const history_page& page, const monitor_view& v) {
  if (!page.known && !find_agent(v, asked.agent_id))
    return error_response(404, "not_found", "no agent was ever recorded as " + asked.agent_id);
  return json_response(200, history_body(page, asked.limit));
}

api_response answer_events(const std::vector<event_entry>& events) {
  return json_response(200, events_body(events));
}

api_response error_response(int status, std::string_view code, std::string_view message) {
  return json_response(status, error_body(code, message));
}

api_response fault_response(const error& e) {
  const auto status = [&] {
    switch (e.code) {
    case errc::invalid_input:
      return 400;
    case errc::not_found:
      return 404;
    case errc::timed_out:
      return 504;
    case errc::unavailable:
    case errc::busy:
    case errc::storage:
      return 503;
    default:
      return 500;
    }
  }();
  return error_response(status, to_string(e.code), e.message);
}

} // namespace orc
