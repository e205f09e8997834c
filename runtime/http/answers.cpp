#include "runtime/http/answers.hpp"

#include "runtime/http/assets.hpp"
#include "runtime/http/etag.hpp"
#include "runtime/http/query.hpp"
#include "runtime/http/render.hpp"
#include "runtime/http/routes.hpp"

#include <algorithm>

namespace orc {
namespace {

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
  answer.body = request.accepts_gzip ? file->gzip : file->plain;
  if (request.accepts_gzip)
    answer.headers.emplace_back("Content-Encoding", "gzip");
  return unless_known(std::move(answer), request, file->etag);
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

/// The answer, unless a parameter is wrong.
template <class Make>
api_answer if_asked_well(const query_reader& q, Make make) {
  if (const auto fault = q.fault())
    return error_response(400, "invalid_input", *fault);
  return make();
}

std::uint32_t limit_of(query_reader& q) {
  constexpr std::uint32_t when_not_said = 100;
  return q.limit().value_or(when_not_said);
}

list_part part_of(query_reader& q) {
  return {q.text("after").value_or(""), q.limit()};
}

api_answer agents_answer(const api_request& request, const monitor_view& v) {
  query_reader q{request.query};
  const agent_filter filter{
      q.state("state"), q.text("session"), q.text("kind"), q.text("server"), part_of(q)};
  return if_asked_well(q, [&] { return json_response(200, agents_body(v, filter)); });
}

api_answer sessions_answer(const api_request& request, const monitor_view& v) {
  query_reader q{request.query};
  const session_filter filter{q.text("session"), part_of(q)};
  return if_asked_well(q, [&] { return json_response(200, sessions_body(v, filter)); });
}

api_answer components_answer(const api_request& request, const monitor_view& v) {
  query_reader q{request.query};
  const auto only = q.shade("color");
  return if_asked_well(q, [&] { return json_response(200, components_body(v, only)); });
}

api_answer cycles_answer(const api_request& request, const monitor_view& v) {
  query_reader q{request.query};
  const cycle_filter filter{
      q.flag("complete"), q.time("since"), q.time("until"), q.id("before"), limit_of(q)};
  return if_asked_well(q, [&] { return json_response(200, cycles_body(v, filter)); });
}

const agent_view* find_agent(const monitor_view& v, const std::string& id) {
  const auto* f = fleet_of(v);
  if (!f)
    return nullptr;
  const auto found = std::find_if(
      f->agents.begin(), f->agents.end(), [&](const auto& a) { return a.where.agent_id == id; });
  return found == f->agents.end() ? nullptr : &*found;
}

/// Hands the agent to `use`, or says why there is none.
template <class Use>
api_answer
with_agent(const api_request& request, const std::string& id, const monitor_view& v, Use use) {
  return if_asked_well(query_reader{request.query}, [&]() -> api_answer {
    const auto* agent = find_agent(v, id);
    if (!agent && !fleet_of(v))
      return error_response(503, "unavailable", "no cycle has been finished yet");
    if (!agent)
      return error_response(404, "not_found", "no agent sits there now: " + id);
    return use(*agent);
  });
}

api_answer agent_answer(const api_request& request, const std::string& id, const monitor_view& v) {
  return with_agent(request, id, v, [&](const agent_view& agent) {
    return json_response(200, agent_body(agent, v));
  });
}

api_answer
explain_answer(const api_request& request, const std::string& id, const monitor_view& v) {
  return with_agent(request, id, v, [&](const agent_view& agent) {
    return explain_query{id, agent.where.session_key, request.owner};
  });
}

api_answer history_answer(const api_request& request, const std::string& id) {
  query_reader q{request.query};
  history_query asked{
      id, q.id("before"), limit_of(q), q.state("state"), q.time("since"), q.time("until")};
  return if_asked_well(q, [&] { return asked; });
}

api_answer events_answer(const api_request& request) {
  query_reader q{request.query};
  event_query asked{q.text("type").value_or(""),
                    q.text("subject").value_or(""),
                    q.id("before"),
                    limit_of(q),
                    q.time("since"),
                    q.time("until")};
  return if_asked_well(q, [&] { return asked; });
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
  if (!v.health)
    return error_response(503, "unavailable", "no health report has come yet");
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

api_answer mode_answer(const api_request& request) {
  if (request.method == "POST")
    return order_or_refusal(rearm_order_from(request));
  return if_asked_well(query_reader{request.query}, [] { return mode_query{}; });
}

api_answer drills_answer(const api_request& request, const monitor_view& v) {
  if (!v.drills)
    return error_response(
        404,
        "not_found",
        "nothing is made to fail here: the daemon runs without --fault-injection");
  if (request.method == "POST")
    return order_or_refusal(drill_order_from(request));
  return if_asked_well(query_reader{request.query},
                       [&] { return json_response(200, drills_body(*v.drills)); });
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
    return agent_answer(request, routed.parameter, v);
  case route::agent_history:
    return history_answer(request, routed.parameter);
  case route::agent_explain:
    return explain_answer(request, routed.parameter, v);
  case route::sessions:
    return sessions_answer(request, v);
  case route::components:
    return components_answer(request, v);
  case route::cycles:
    return cycles_answer(request, v);
  case route::events:
    return events_answer(request);
  case route::restart:
    return order_or_refusal(restart_order_from(request, routed.parameter, v));
  case route::stream:
    return if_asked_well(query_reader{request.query},
                         [&] { return stream_query{request.last_event_id}; });
  case route::log_level:
    return order_or_refusal(level_order_from(request));
  case route::mode:
    return mode_answer(request);
  case route::drills:
    return drills_answer(request, v);
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

api_response answer_events(const event_query& asked, const std::vector<event_entry>& events) {
  return json_response(200, events_body(events, asked.limit));
}

api_response
answer_explain(const explain_query& asked, const explanation* why, const monitor_view& v) {
  const auto* agent = find_agent(v, asked.agent_id);
  if (!agent)
    return error_response(404, "not_found", "no agent sits there now: " + asked.agent_id);
  return json_response(200, explain_body(*agent, why, asked.owner, v));
}

api_response answer_mode(const mode_view& mode) {
  return json_response(200, mode_body(mode));
}

api_response answer_stream(std::string beginning) {
  api_response answer{200, "text/event-stream", std::move(beginning), {}};
  answer.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}}; // nginx
  answer.stream = true;
  return answer;
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
    case errc::permission:
      return 403;
    case errc::conflict:
      return 409;
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
