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

error nobody_has(const std::string& component, bool one_was_away) {
  if (one_was_away)
    return {errc::unavailable, "a supervisor is away, maybe that of " + component};
  return {errc::not_found, "no component has this name: " + component};
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
  if (options.faults.storage)
    v.drills = drills_in_force();
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
  else if (const auto* why = std::get_if<explain_query>(&said))
    ask_why(exchange, *why);
  else if (const auto* trigger = std::get_if<rearm_trigger_order>(&said))
    rearm(std::move(exchange), *trigger);
  else if (const auto* order = std::get_if<restart_order>(&said))
    restart(exchange, *order);
  else if (const auto* failing = std::get_if<drill_order>(&said))
    drill(exchange, *failing);
  else if (const auto* level = std::get_if<level_order>(&said))
    exchange.reply(change_level(*level));
  else
    ask_events(std::move(exchange), std::get<event_query>(said));
}

void http_gateway_state::restart(const api_exchange& exchange, const restart_order& order) {
  log_of(name).info("restarts {} as was asked", order.component);
  child_order restarting{
      order.component,
      [this, order](const auto& supervisor, facts_handler done, fault_handler failed) {
        ask(self, supervisor, options.restart_timeout, restart_atom_v, order.component)
            .then(std::move(done), std::move(failed));
      },
      [reply = exchange.reply](const auto& facts) {
        reply(facts ? answer_restarted(*facts) : fault_response(facts.error()));
      }};
  if (order.component == name) { // afterwards nobody is there to answer
    exchange.reply(answer_restarting(order));
    restarting.done = [](const auto&) {};
  }
  order_below("", restarting, false);
}

/// Whose child it is only the supervisors know; who does not have it says so at once.
void http_gateway_state::order_below(const std::string& behind,
                                     const child_order& order,
                                     bool one_was_away) {
  const auto next = links.supervisors.upper_bound(behind);
  if (next == links.supervisors.end())
    return order.done(tl::unexpected<error>(nobody_has(order.component, one_was_away)));
  order.ask(
      next->second,
      [order](const component_facts& facts) { order.done(facts); },
      [this, order, asked = next->first, one_was_away](const caf::error& e) {
        if (e == caf::sec::request_timeout)
          return order.done(fail(errc::timed_out, order.component + " did not come back in time"));
        if (is(e, errc::permission))
          return order.done(fail(errc::permission, "components are not to fail on purpose here"));
        order_below(asked, order, one_was_away || !is(e, errc::not_found));
      });
}

void http_gateway_state::drill(const api_exchange& exchange, const drill_order& order) {
  log_of(name).warn("drill: {}{}{}",
                    order.fault,
                    order.target.empty() ? "" : " of " + order.target,
                    order.lasts.count() > 0 ? ", " + std::to_string(order.lasts.count()) + " ms"
                                            : "");
  if (const auto* world = std::get_if<world_fault>(&order.what)) {
    const bool once = *world == world_fault::storage_corrupt; // twice would set the database aside
    options.faults.of(*world)->arm(*world, order.lasts, once ? 1 : 0);
    return exchange.reply(answer_drill(order));
  }
  if (order.target.empty()) {
    release_everything();
    return exchange.reply(answer_drill(order));
  }
  child_order arming{order.target, arming_of(order), {}};
  if (order.target == name) { // its next message is the supervisor's answer
    exchange.reply(answer_drill(order, true));
    arming.done = [](const auto&) {};
  } else {
    arming.done = [this, order, reply = exchange.reply](const auto& facts) {
      if (!facts)
        return reply(fault_response(facts.error()));
      note_drill(order, *facts);
      reply(answer_drill(order));
    };
  }
  order_below("", arming, false);
} // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): what arming holds a std::function frees

http_gateway_state::question http_gateway_state::arming_of(const drill_order& order) {
  return [this, target = order.target, fault = std::get<component_fault>(order.what)](
             const auto& supervisor, facts_handler done, fault_handler failed) {
    ask(self, supervisor, options.history_timeout, fault_atom_v, target, fault)
        .then(std::move(done), std::move(failed));
  };
}

void http_gateway_state::note_drill(const drill_order& order, const component_facts& facts) {
  drilled.erase(order.target);
  const auto kind = std::get<component_fault>(order.what).kind;
  if (kind == fault_kind::none)
    return;
  const auto until =
      kind == fault_kind::hang ? self->clock().now() + order.lasts : steady_time::max();
  drilled.emplace(order.target, drill_record{order.fault, until, facts.incarnation});
}

void http_gateway_state::release_everything() {
  options.faults.storage->release();
  options.faults.tmux->release();
  drilled.clear();
  if (!health)
    return;
  for (const auto& c : health->components) { // also those that an earlier http_gateway made fail
    const drill_order well{"none", component_fault{}, c.facts.name, {}};
    order_below("", {c.facts.name, arming_of(well), [](const auto&) {}}, false);
  }
}

std::vector<armed_drill> http_gateway_state::drills_in_force() const {
  std::vector<armed_drill> out;
  for (const auto* one : {options.faults.storage.get(), options.faults.tmux.get()})
    if (const auto now = one->now(); now.fault != world_fault::none)
      out.push_back(
          {std::string{to_string(now.fault)}, "", std::chrono::duration<double>(now.left).count()});
  const auto now = self->clock().now();
  for (const auto& [component, drilled_so] : drilled)
    if (now < drilled_so.until && !is_another_life(component, drilled_so.incarnation))
      out.push_back(
          {drilled_so.fault,
           component,
           drilled_so.until == steady_time::max()
               ? std::nullopt
               : std::optional{std::chrono::duration<double>(drilled_so.until - now).count()}});
  return out;
}

bool http_gateway_state::is_another_life(const std::string& component,
                                         std::uint64_t incarnation) const {
  if (!health)
    return false;
  for (const auto& c : health->components)
    if (c.facts.name == component)
      return c.facts.incarnation != incarnation;
  return true;
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

/// Detectors come and go with their sessions: their supervisor knows who lives.
void http_gateway_state::ask_why(const api_exchange& exchange, const explain_query& query) {
  const auto sessions = links.supervisors.find("sessions");
  if (sessions == links.supervisors.end())
    return exchange.reply(fault_response({errc::unavailable, "there are no detectors"}));
  ask(self, sessions->second, options.history_timeout, which_atom_v)
      .then(
          [this, exchange, query](const child_entries& children) {
            for (const auto& child : children)
              if (child.facts.name == detector_name(query.session_key) && child.handle)
                return ask_detector(
                    exchange, query, caf::actor_cast<session_detector_actor>(child.handle));
            exchange.reply(answer_explain(query, nullptr, view()));
          },
          [exchange](const caf::error& e) {
            exchange.reply(fault_response(fault_of(e, "sessions")));
          });
}

void http_gateway_state::ask_detector(const api_exchange& exchange,
                                      const explain_query& query,
                                      const session_detector_actor& detector) {
  ask(self, detector, options.history_timeout, explain_atom_v, query.agent_id)
      .then(
          [this, exchange, query](const shared<explanation>& why) {
            exchange.reply(answer_explain(query, why.get(), view()));
          },
          [this, exchange, query](const caf::error& e) {
            if (is(e, errc::not_found)) // it has just started, or the pane is new
              return exchange.reply(answer_explain(query, nullptr, view()));
            exchange.reply(fault_response(fault_of(e, detector_name(query.session_key))));
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
