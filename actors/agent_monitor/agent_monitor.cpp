#include "actors/agent_monitor/agent_monitor.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

std::chrono::microseconds since(steady_time then, steady_time now) {
  return std::chrono::duration_cast<std::chrono::microseconds>(now - then);
}

pane_screen screen_to_take(const selection_input& pane) {
  pane_screen screen;
  screen.agent_id = pane.where->agent_id;
  screen.kind = pane.where->kind;
  screen.pane = *pane.row;
  screen.command = pane.front->command;
  screen.argv = pane.front->argv;
  return screen;
}

} // namespace

void agent_monitor_state::start() {
  watcher.emplace(options.processes, [kinds = options.seating.kinds](const process_facts& front) {
    using role = host::pane_watcher::role;
    if (!kind_of_process(front, kinds).empty())
      return role::agent;
    return is_waiting_shell(front) ? role::shell : role::other;
  });
  servers.add(options.first_server);
  servers.ready(options.first_server);
  gateways.emplace(options.first_server, links.gateway);
  look_for_servers();
  records.start(self, {links.keeper, links.metrics}, options.recording, [this](const auto& known) {
    record(servers.remember(known, options.wall()));
    begin_if_ready();
  });
  tick();
}

/// A detector that was restarted has lost what it was to read, and a sessions supervisor that was
/// restarted has lost its detectors: neither tells, so they are asked for once a tick.
void agent_monitor_state::ask_for_detectors() {
  ask(self, links.sessions, options.deadline, which_atom_v)
      .then([this](const child_entries& children) { take_detectors(children); },
            [](const caf::error&) {}); // the next tick asks again
}

void agent_monitor_state::take_detectors(const child_entries& children) {
  std::map<std::string, living_detector> alive;
  for (const auto& child : children)
    alive.emplace(session_key_in(child.facts.name), living_detector{child});
  const bool lost = std::any_of(detectors.begin(), detectors.end(), [&](const auto& known) {
    return !alive.contains(known.first);
  });
  detectors = std::move(alive);
  if (!std::exchange(detectors_known, true))
    return begin_if_ready();
  if (lost)
    keep_detectors();
  if (!cycle || listing_panes)
    return;
  for (const auto& [key, ordered] : reading)
    if (const auto now = detectors.find(key); now == detectors.end() || !(now->second == ordered))
      cycle->heard_session(key, 0, 0); // nobody reads its screens any more
  close_if_done();
}

void agent_monitor_state::look_for_servers() {
  looked_for_servers = self->clock().now();
  if (!options.finder)
    return;
  std::set<std::string> here{options.first_server};
  for (const auto& found : options.finder->find())
    here.insert(found.name);
  for (const auto& server : here)
    if (server != options.first_server)
      start_gateway(server);
  std::vector<std::string> over;
  for (const auto& [server, gateway] : gateways)
    if (!here.contains(server))
      over.push_back(server);
  for (const auto& server : over)
    stop_gateway(server);
}

/// Asked for at every look, since a host supervisor that was restarted has lost its gateways; the
/// one that runs is answered with.
void agent_monitor_state::start_gateway(const std::string& server) {
  if (!servers.knows(server))
    log_of(name).info("watches tmux server {}", server);
  servers.add(server);
  ask(self, links.host, options.deadline, start_atom_v, gateway_name(server))
      .then(
          [this, server](const child_entry& child) {
            gateways[server] = caf::actor_cast<tmux_gateway_actor>(child.handle);
            servers.ready(server);
          },
          [this, server](const caf::error& why) {
            log_of(name).error("agent_detection: no gateway for tmux server {}: {}",
                               server,
                               self->system().render(why));
            if (!gateways.contains(server)) // the next look tries again
              record(servers.remove(server, options.wall()));
          });
}

void agent_monitor_state::stop_gateway(const std::string& server) {
  log_of(name).info("tmux server {} is gone", server);
  gateways.erase(server);
  record(servers.remove(server, options.wall()));
  ask(self, links.host, options.deadline, stop_atom_v, gateway_name(server))
      .then([](const component_facts&) {},
            [server](const caf::error&) {
              log_of(name).warn("the gateway of tmux server {} did not say that it stopped",
                                server);
            });
}

void agent_monitor_state::record(std::vector<fleet_event> events) {
  for (auto& event : events)
    records.add(std::move(event));
}

void agent_monitor_state::tick() {
  remind(self, options.interval, cycle_atom_v);
  records.flush();
  ask_for_detectors();
  begin_if_ready();
}

/// At each tick; after a start as soon as all is known, since nobody is watched until then.
void agent_monitor_state::begin_if_ready() {
  if (cycle || !records.may_judge() || !detectors_known)
    return;
  if (self->clock().now() - looked_for_servers >= options.discovery_interval)
    look_for_servers();
  begin_cycle();
}

void agent_monitor_state::begin_cycle() {
  cycle.emplace(cycle_stamp{self->clock().now(), options.wall()});
  listing_panes = true;
  remind(self, options.deadline, deadline_atom_v, cycle->stamp());
  for (const auto& server : servers.begin())
    ask_for_panes(server);
}

void agent_monitor_state::ask_for_panes(const std::string& server) {
  ask(self, gateways[server], options.deadline, list_atom_v)
      .then(
          [this, server](const shared<pane_listing>& listing) {
            take_answer(server, {server_answer::kind::listed, listing, ""});
          },
          [this, server](const caf::error& why) {
            if (is(why, errc::unavailable) && gateways.contains(server)
                && server != options.first_server)
              start_gateway(server);                      // it is down, or gone with its supervisor
            const bool absent = is(why, errc::no_server); // nobody is there, and that is known
            take_answer(server,
                        {absent ? server_answer::kind::absent : server_answer::kind::failed,
                         nullptr,
                         absent ? "" : self->system().render(why)});
          });
}

void agent_monitor_state::take_answer(const std::string& server, server_answer answer) {
  servers.heard(server, std::move(answer));
  if (cycle && listing_panes && servers.is_complete())
    take_listings();
}

void agent_monitor_state::take_listings() {
  listing_panes = false;
  cycle->figures().list_time = since(cycle->stamp().steady, self->clock().now());
  if (!servers.has_news()) { // no server could be read: everybody stays as they were
    servers.count(cycle->figures());
    return close();
  }
  const auto all = servers.listings();
  const auto processes = processes_of(all);
  record(servers.take(processes, cycle->stamp().wall, options.seating));
  servers.count(cycle->figures());
  tell_roster();
  keep_detectors();
  order(all, processes);
}

agent_monitor_state::processes_by_server agent_monitor_state::processes_of(const listings& all) {
  processes_by_server out;
  watcher->begin_round(cycle->stamp().wall);
  for (const auto& [server, listing] : all)
    for (const auto& row : listing->panes) {
      const auto* known = servers.find(server, agent_id_of(listing->run, row.pane));
      out[server].emplace(row.pane, watcher->look(row, known ? &known->process : nullptr));
    }
  watcher->end_round();
  return out;
}

void agent_monitor_state::tell_roster() {
  auto out = std::make_shared<roster>();
  out->cycle = cycle->stamp();
  out->seats = servers.seats();
  tell(self, links.crash, shared<roster>{std::move(out)});
}

/// One detector a session: started with it, stopped with it.
void agent_monitor_state::keep_detectors() {
  const auto sessions = servers.sessions();
  for (const auto& [key, session_name] : sessions)
    if (!detectors.contains(key) && starting.insert(key).second)
      start_detector(key);
  std::vector<std::string> over;
  for (const auto& [key, detector] : detectors)
    if (!sessions.contains(key))
      over.push_back(key);
  for (const auto& key : over)
    stop_detector(key);
}

void agent_monitor_state::start_detector(const std::string& session_key) {
  ask(self, links.sessions, options.deadline, start_atom_v, detector_name(session_key))
      .then(
          [this, session_key](const child_entry& child) {
            starting.erase(session_key);
            detectors.insert_or_assign(session_key, living_detector{child});
          },
          [this, session_key](const caf::error& why) {
            starting.erase(session_key);
            log_of(name).error("agent_detection: no detector for session {}: {}",
                               session_key,
                               self->system().render(why));
          });
}

void agent_monitor_state::stop_detector(const std::string& session_key) {
  detectors.erase(session_key);
  ask(self, links.sessions, options.deadline, stop_atom_v, detector_name(session_key))
      .then([](const component_facts&) {},
            [session_key](const caf::error&) {
              log_of(name).warn("the detector of session {} did not say that it stopped",
                                session_key);
            });
}

void agent_monitor_state::order(const listings& all, const processes_by_server& processes) {
  std::vector<selection_input> readable; // agents of sessions whose detector is there
  for (const auto& [server, listing] : all)
    for (const auto& row : listing->panes) {
      const auto* where = servers.find(server, agent_id_of(listing->run, row.pane));
      if (where && detectors.contains(where->session_key))
        readable.push_back({where, &row, &processes.at(server).at(row.pane).front});
    }
  auto step = select(captured, readable, cycle->stamp().wall, options.selection);
  captured = std::move(step.next);
  std::erase_if(coloured_rows,
                [this](const auto& of) { return !captured.panes.contains(of.first); });
  std::vector<selection_input> chosen;
  chosen.reserve(step.chosen.size());
  for (const auto index : step.chosen)
    chosen.push_back(readable[index]);
  send_orders(chosen);
}

void agent_monitor_state::send_orders(const std::vector<selection_input>& chosen) {
  std::map<std::string, std::map<std::string, session_order>> by_server; // then by session
  std::set<std::string> expected;
  reading.clear();
  coloured_now.clear();
  for (const auto& pane : chosen) {
    const auto& key = pane.where->session_key;
    auto& session = by_server[pane.where->server][key];
    session.session_key = key;
    const auto& detector = detectors.at(key);
    session.detector = detector.name;
    reading.insert_or_assign(key, detector);
    auto screen = screen_to_take(pane);
    if (auto wanted = coloured_rows.extract(screen.agent_id)) {
      screen.coloured_row = wanted.mapped();
      coloured_now.insert(std::move(wanted));
    }
    session.panes.push_back(std::move(screen));
    expected.insert(key);
  }
  cycle->expect(std::move(expected), chosen.size(), by_server.size());
  if (chosen.empty())
    return close();
  for (auto& [server, sessions] : by_server) {
    auto out = std::make_shared<capture_order>();
    out->cycle = cycle->stamp();
    for (auto& [key, session] : sessions)
      out->sessions.push_back(std::move(session));
    send_order(server, std::move(out));
  }
}

void agent_monitor_state::send_order(const std::string& server, const shared<capture_order>& what) {
  ask(self, gateways[server], options.deadline, what)
      .then([this](const capture_report& report) { take_report(report); },
            [this, server, what](const caf::error& why) {
              log_of(name).warn("agent_detection: captures of server {} failed: {}",
                                server,
                                self->system().render(why));
              give_up(*what);
            });
}

/// A gateway that crashed hands out nothing more: the cycle need not wait for its deadline.
void agent_monitor_state::give_up(const capture_order& lost) {
  if (!cycle || !(cycle->stamp() == lost.cycle))
    return;
  std::uint64_t screens = 0;
  for (const auto& session : lost.sessions) {
    cycle->heard_session(session.session_key, 0, 0);
    screens += session.panes.size();
  }
  cycle->heard_gateway({}, 0, screens);
  close_if_done();
}

void agent_monitor_state::take_report(const capture_report& report) {
  if (!cycle || !(cycle->stamp() == report.cycle))
    return;
  if (!report.error.empty())
    cycle->figures().error = report.error;
  cycle->heard_gateway(report.took, report.captured, report.failed);
  close_if_done();
}

void agent_monitor_state::take_reading(const session_read& message) {
  if (!cycle || !(cycle->stamp() == message.cycle))
    return;
  note_colours(message);
  cycle->heard_session(message.session_key, message.read, message.failed);
  close_if_done();
}

/// A reading that lacked colours is made again in the next cycle, with them.
void agent_monitor_state::note_colours(const session_read& message) {
  for (const auto& [agent, row] : message.coloured_rows) {
    const auto had = coloured_now.find(agent);
    if (had == coloured_now.end() || had->second != row)
      captured.panes.erase(agent);
    coloured_rows.insert_or_assign(agent, row);
  }
}

void agent_monitor_state::sweep() {
  captured.everything = true;
  if (cycle)
    ask_for_detectors(); // it may be one that this cycle waits for
}

void agent_monitor_state::close_if_done() {
  if (cycle->is_complete())
    close();
}

void agent_monitor_state::close() {
  // What was missed now is taken as a whole in the next cycle.
  captured.everything = captured.everything || !cycle->is_flawless();
  auto figures = std::make_shared<cycle_stats>(cycle->close(self->clock().now()));
  cycle.reset();
  tell(self, links.crash, shared<cycle_stats>{std::move(figures)});
  records.flush();
}

agent_monitor_actor::behavior_type
agent_monitor(agent_monitor_actor::stateful_pointer<agent_monitor_state> self,
              agent_monitor_links links,
              agent_monitor_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = std::move(options);
  s.start();
  return {
      [self](heartbeat_atom) { return state_of(self).records.report(); },
      [self](const session_read& message) { state_of(self).take_reading(message); },
      [self](sweep_atom) { state_of(self).sweep(); },
      [self](cycle_atom) { state_of(self).tick(); },
      [self](deadline_atom, const cycle_stamp& stamp) {
        if (auto& st = state_of(self); st.cycle && st.cycle->stamp() == stamp)
          st.close();
      },
  };
}

} // namespace orc
