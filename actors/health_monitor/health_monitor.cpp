#include "actors/health_monitor/health_monitor.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <memory>
#include <utility>

namespace orc {
namespace {

void darken(component_health& to, self_report own) {
  if (own.own <= to.shade)
    return;
  to.shade = own.own;
  to.reason = std::move(own.reason);
}

} // namespace

void health_monitor_state::start() {
  records.start(self, {links.keeper, links.metrics}, options.recording, {});
  figures.start(self->clock().now());
  component_facts root;
  root.name = "root";
  root.supervisor = true;
  root.critical = true;
  root.state = component_state::running;
  root.started = self->clock().now();
  facts.emplace(root.name, root);
  heartbeat_round();
  check();
}

void health_monitor_state::heartbeat_round() {
  for (const auto& [supervisor, handle] : links.supervisors)
    ask_supervisor(supervisor, handle, true);
  remind(self, options.heartbeat_interval, round_atom_v);
}

void health_monitor_state::ask_supervisor(const std::string& supervisor,
                                          const supervisor_actor& handle,
                                          bool everyone) {
  const auto asked_at = self->clock().now();
  ask(self, handle, options.heartbeat_timeout, which_atom_v)
      .then(
          [this, supervisor, asked_at, everyone](const child_entries& children) {
            if (const auto known = facts.find(supervisor); known != facts.end())
              beats.answered(known->second, asked_at, self->clock().now(), {});
            adopt(supervisor, children, everyone);
          },
          [this, supervisor, everyone](const caf::error&) {
            if (const auto known = facts.find(supervisor); everyone && known != facts.end())
              beats.missed(known->second);
          });
}

void health_monitor_state::adopt(const std::string& supervisor,
                                 const child_entries& children,
                                 bool everyone) {
  std::erase_if(facts, [&](const auto& entry) { return entry.second.parent == supervisor; });
  for (const auto& child : children) {
    facts[child.facts.name] = child.facts;
    const bool due = everyone || !beats.find(child.facts) || beats.complains(child.facts);
    if (due && child.handle && child.facts.state == component_state::running)
      ask_component(child);
  }
}

void health_monitor_state::ask_component(const child_entry& child) {
  const auto asked_at = self->clock().now();
  beats.asked(child.facts);
  ask(self, child.handle, options.heartbeat_timeout, heartbeat_atom_v)
      .then(
          [this, asked = child.facts, asked_at](const self_report& own) {
            beats.answered(asked, asked_at, self->clock().now(), own);
          },
          [this, asked = child.facts](const caf::error& why) { take_miss(asked, why); });
}

void health_monitor_state::take_miss(const component_facts& asked, const caf::error& why) {
  const auto missed = beats.missed(asked);
  log_of(name).warn("{} did not answer its heartbeat: {}", asked.name, self->system().render(why));
  const auto known = facts.find(asked.name);
  const bool there = known != facts.end() && known->second.incarnation == asked.incarnation
                     && known->second.state == component_state::running;
  if (options.replace_stuck && there && missed == options.policy.missed_red + 1)
    replace(asked);
}

/// Its supervisor stops it, kills it, or leaves it behind as an orphan, and starts another one.
void health_monitor_state::replace(const component_facts& stuck) {
  const auto found = links.supervisors.find(stuck.parent);
  if (found == links.supervisors.end() || stuck.name == name)
    return;
  log_of(name).error("{} is stuck: has it restarted", stuck.name);
  ask(self, found->second, options.restart_timeout, restart_atom_v, stuck.name)
      .then([who = stuck.name](const component_facts&) { log_of(name).info("{} runs again", who); },
            [this, who = stuck.name](const caf::error& why) {
              log_of(name).error("{} was not restarted: {}", who, self->system().render(why));
            });
}

void health_monitor_state::adopt(const component_event& event) {
  records.add(component_entry{options.wall(), event});
  const bool over = event.facts.dynamic && event.facts.state == component_state::stopped;
  if (over) {
    facts.erase(event.facts.name);
    beats.forget(event.facts.name);
  } else {
    facts[event.facts.name] = event.facts;
  }
}

shared<health_report> health_monitor_state::judge(steady_time now) {
  auto out = std::make_shared<health_report>();
  out->at = {now, options.wall()};
  for (const auto& [component, f] : facts) {
    auto& judged =
        out->components.emplace_back(judge_component(f, beats.find(f), now, options.policy));
    if (component == name) // its own word does not have to wait for its own heartbeat
      darken(judged, report());
  }
  if (latest)
    figures.look(*latest, now, options.figures);
  const auto whole = overall(out->components,
                             {judge_flow(latest, now, options.policy),
                              figures.performance(),
                              figures.resources(),
                              latest ? judge_accuracy(*latest, now) : shade_of{}});
  out->shade = whole.shade;
  out->reason = whole.reason;
  return out;
}

self_report health_monitor_state::report() const {
  const auto fault = options.fault ? options.fault() : std::string{};
  return fault.empty() ? records.report() : self_report{color::yellow, fault};
}

void health_monitor_state::check() {
  // What they took is to be fresh, and neither news of a start nor good news waits for a round.
  for (const auto& [supervisor, handle] : links.supervisors)
    ask_supervisor(supervisor, handle, false);
  const auto report = judge(self->clock().now());
  if (report->shade != said.shade || report->reason != said.reason)
    log_of(name).log(report->shade == color::red ? spdlog::level::err : spdlog::level::info,
                     "{}: {}",
                     to_string(report->shade),
                     report->reason.empty() ? "all is well" : report->reason);
  said = {report->shade, report->reason};
  if (options.told)
    options.told(*report, latest && latest->fleet_now ? latest->fleet_now->stats.agents : 0);
  tell(self, links.metrics, report);
  tell(self, links.http, report);
  tell(self, links.rollback, report);
  records.flush();
  remind(self, options.check_interval, check_atom_v);
}

health_monitor_actor::behavior_type
health_monitor(health_monitor_actor::stateful_pointer<health_monitor_state> self,
               health_monitor_links links,
               health_monitor_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = std::move(options);
  s.start();
  return {
      [self](heartbeat_atom) { return state_of(self).report(); },
      [self](const shared<snapshot>& message) { state_of(self).latest = message; },
      [self](const component_event& event) { state_of(self).adopt(event); },
      [self](round_atom) { state_of(self).heartbeat_round(); },
      [self](check_atom) { state_of(self).check(); },
  };
}

} // namespace orc
