#include "actors/http_gateway/http_gateway.hpp"

#include "runtime/host/nonce.hpp"
#include "runtime/http/answers.hpp"
#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <caf/sec.hpp>

#include <stdexcept>
#include <utility>

namespace orc {
namespace {

/// What came instead of a component's answer, in words for the one who asked.
error fault_of(const caf::error& e, const std::string& component) {
  if (e == caf::sec::request_timeout)
    return {errc::timed_out, component + " did not answer in time"};
  if (e == errc::storage)
    return {errc::storage, "the history cannot be read now"};
  return {errc::unavailable, component + " cannot answer now"};
}

error nobody_has(const restart_order& order, bool one_was_away) {
  if (one_was_away)
    return {errc::unavailable, order.component + " cannot be restarted now"};
  return {errc::not_found, "no component has this name: " + order.component};
}

api_response change_level(const level_order& order) {
  if (const auto set = set_level(order.component, order.level); !set)
    return fault_response(set.error());
  return answer_levels(levels());
}

} // namespace

void http_gateway_state::start() {
  // Weak: the server is a part of this actor and must not keep it alive.
  auto on_request = [me = caf::actor_cast<caf::weak_actor_ptr>(self)](api_exchange exchange) {
    if (const auto gateway = caf::actor_cast<caf::strong_actor_ptr>(me))
      tell_from_outside(caf::actor_cast<http_gateway_actor>(gateway), std::move(exchange));
  };
  const auto port = server.start(options.server, std::move(on_request));
  if (!port)
    throw std::runtime_error(port.error().message);
  started = self->clock().now();
  events = event_log{host::random_nonce()};
  log_of(name).info("listening on http://{}:{}", options.server.address, *port);
  if (!options.control_socket.empty()) {
    if (const auto open = server.open_control(options.control_socket); !open) {
      control_fault = open.error().message;
      log_of(name).error("{}", control_fault);
    }
  }
  if (options.listening)
    options.listening(*port);
}

monitor_view http_gateway_state::view() const {
  monitor_view v;
  v.figures = figures;
  v.health = health;
  v.cycles = &cycles;
  v.sends_to = &options.sends_to;
  v.now = self->clock().now();
  v.started = started;
  v.draining = options.draining && options.draining();
  v.export_metrics = options.export_metrics;
  v.cycle_interval = options.cycle_interval;
  v.report_interval = options.report_interval;
  return v;
}

void http_gateway_state::take(const shared<snapshot>& newest) {
  const auto before = figures ? figures->fleet_now : nullptr;
  const auto after = newest->fleet_now;
  figures = newest;
  if (after)
    cycles.note(after->stats);
  if (before && after && before != after)
    publish(changes_between(*before, *after));
}

void http_gateway_state::take(const shared<health_report>& newest) {
  const auto before = std::exchange(health, newest);
  if (before)
    publish(changes_between(*before, *newest));
}

void http_gateway_state::publish(const std::vector<stream_event>& changes) {
  if (!changes.empty())
    server.publish(events.add(changes));
}

void http_gateway_state::answer(api_exchange exchange) {
  auto said = answers.answer(exchange.request, view());
  if (auto* now = std::get_if<api_response>(&said))
    exchange.reply(std::move(*now));
  else if (const auto* history = std::get_if<history_query>(&said))
    ask_history(std::move(exchange), *history);
  else if (const auto* stream = std::get_if<stream_query>(&said))
    exchange.reply(answer_stream(events.beginning(stream->last_event_id)));
  else if (std::holds_alternative<mode_query>(said))
    ask_mode(std::move(exchange));
  else if (const auto* trigger = std::get_if<rearm_trigger_order>(&said))
    rearm(std::move(exchange), *trigger);
  else if (const auto* order = std::get_if<restart_order>(&said))
    restart(std::move(exchange), *order);
  else if (const auto* level = std::get_if<level_order>(&said))
    exchange.reply(change_level(*level));
  else
    ask_events(std::move(exchange), std::get<event_query>(said));
}

void http_gateway_state::restart(api_exchange exchange, const restart_order& order) {
  log_of(name).info("restarts {} as was asked", order.component);
  if (order.component != name)
    return restart_below("", order, std::move(exchange.reply), false);
  exchange.reply(answer_restarting(order)); // afterwards nobody is there to answer
  restart_below(
      "", order, [](const api_response&) {}, false);
}

/// Whose child it is only the supervisors know; who does not have it says so at once.
void http_gateway_state::restart_below(const std::string& behind,
                                       const restart_order& order,
                                       std::function<void(api_response)> reply,
                                       bool one_was_away) {
  const auto next = links.supervisors.upper_bound(behind);
  if (next == links.supervisors.end())
    return reply(fault_response(nobody_has(order, one_was_away)));
  ask(self, next->second, options.restart_timeout, restart_atom_v, order.component)
      .then([reply](const component_facts& facts) { reply(answer_restarted(facts)); },
            [this, reply, order, asked = next->first, one_was_away](const caf::error& e) {
              if (e == caf::sec::request_timeout)
                return reply(fault_response(
                    {errc::timed_out, order.component + " did not come back in time"}));
              restart_below(asked, order, reply, one_was_away || !is(e, errc::not_found));
            });
}

self_report http_gateway_state::report() const {
  return {control_fault.empty() ? color::green : color::yellow, control_fault};
}

void http_gateway_state::ask_history(api_exchange exchange, const history_query& query) {
  const auto reply = std::move(exchange.reply);
  ask(self, links.history, options.history_timeout, query)
      .then([this, reply, query](
                const history_page& page) { reply(answer_history(query, page, view())); },
            [reply](const caf::error& e) { reply(fault_response(fault_of(e, "history_reader"))); });
}

void http_gateway_state::ask_events(api_exchange exchange, const event_query& query) {
  const auto reply = std::move(exchange.reply);
  ask(self, links.history, options.history_timeout, query)
      .then([reply, query](const event_entries& found) { reply(answer_events(query, found)); },
            [reply](const caf::error& e) { reply(fault_response(fault_of(e, "history_reader"))); });
}

void http_gateway_state::ask_mode(api_exchange exchange) {
  const auto reply = std::move(exchange.reply);
  ask(self, links.rollback, options.history_timeout, which_atom_v)
      .then([reply](const mode_view& mode) { reply(answer_mode(mode)); },
            [reply](const caf::error& e) {
              reply(fault_response(fault_of(e, "rollback_controller")));
            });
}

void http_gateway_state::rearm(api_exchange exchange, const rearm_trigger_order& order) {
  const auto reply = std::move(exchange.reply);
  ask(self, links.rollback, options.history_timeout, rearm_atom_v, order.trigger)
      .then([reply](const mode_view& mode) { reply(answer_mode(mode)); },
            [reply, name = order.trigger](const caf::error& e) {
              reply(fault_response(
                  is(e, errc::not_found)
                      ? error{errc::not_found, "no rollback trigger has this name: " + name}
                      : fault_of(e, "rollback_controller")));
            });
}

http_gateway_actor::behavior_type
http_gateway(http_gateway_actor::stateful_pointer<http_gateway_state> self,
             http_gateway_links links,
             http_gateway_options options) {
  guard(self);
  auto& state = state_of(self);
  state.self = self;
  state.links = std::move(links);
  state.options = std::move(options);
  state.start();
  return {
      [self](heartbeat_atom) { return state_of(self).report(); },
      [self](const shared<snapshot>& figures) { state_of(self).take(figures); },
      [self](const shared<health_report>& report) { state_of(self).take(report); },
      [self](api_exchange& exchange) { state_of(self).answer(std::move(exchange)); },
  };
}

} // namespace orc
