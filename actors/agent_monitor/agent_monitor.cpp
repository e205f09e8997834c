#include "actors/agent_monitor/agent_monitor.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

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
  watcher.emplace(options.processes, [kinds = options.kinds](const process_facts& front) {
    using role = host::pane_watcher::role;
    if (!kind_of_process(front, kinds).empty())
      return role::agent;
    return is_waiting_shell(front) ? role::shell : role::other;
  });
  records.start(self, links.keeper, options.recording, [this](const auto& known) {
    memory = remember(known);
  });
  ask_for_detectors();
  tick();
}

void agent_monitor_state::ask_for_detectors() {
  ask(self, links.sessions, options.deadline, which_atom_v)
      .then(
          [this](const child_entries& children) {
            for (const auto& child : children)
              detectors[session_key_in(child.facts.name)] =
                  caf::actor_cast<session_detector_actor>(child.handle);
            detectors_known = true;
          },
          [this](const caf::error&) { detectors_asked = false; });
  detectors_asked = true;
}

void agent_monitor_state::tick() {
  remind(self, options.interval, cycle_atom_v);
  records.flush();
  if (!detectors_asked)
    ask_for_detectors();
  if (!cycle && records.may_judge() && detectors_known)
    begin_cycle();
}

void agent_monitor_state::begin_cycle() {
  cycle.emplace(cycle_stamp{self->clock().now(), options.wall()});
  const auto stamp = cycle->stamp();
  remind(self, options.deadline, deadline_atom_v, stamp);
  const auto mine = [this, stamp] { return cycle && cycle->stamp() == stamp; };
  ask(self, links.gateway, options.deadline, list_atom_v)
      .then(
          [this, mine](const shared<pane_listing>& listing) {
            if (mine())
              take_listing(*listing);
          },
          [this, mine](const caf::error& why) {
            if (mine())
              take_list_error(why);
          });
}

void agent_monitor_state::take_list_error(const caf::error& why) {
  if (is(why, errc::no_server)) {
    cycle->figures().server_present = false;
    take_listing({last_run, {}}); // nobody is there, and that is known
    return;
  }
  cycle->figures().tmux_answers = false;
  cycle->figures().error = self->system().render(why);
  close();
}

void agent_monitor_state::take_listing(const pane_listing& listing) {
  last_run = listing.run;
  cycle->figures().list_time = since(cycle->stamp().steady, self->clock().now());
  const auto processes = processes_of(listing);
  auto step = advance(memory, listing, processes, cycle->stamp().wall, options.kinds);
  memory = std::move(step.next);
  for (auto& event : step.events)
    records.add(std::move(event));
  count(listing);
  tell_roster();
  keep_detectors();
  order(listing, processes);
}

std::map<int, pane_processes> agent_monitor_state::processes_of(const pane_listing& listing) {
  std::map<int, pane_processes> out;
  watcher->begin_round();
  for (const auto& row : listing.panes) {
    const auto known = memory.seats.find(agent_id_of(listing.run, row.pane));
    const auto* own = known == memory.seats.end() ? nullptr : &known->second.process;
    out.emplace(row.pane, watcher->look(row, own));
  }
  watcher->end_round();
  return out;
}

void agent_monitor_state::count(const pane_listing& listing) {
  auto& figures = cycle->figures();
  figures.panes = listing.panes.size();
  figures.agents = memory.seats.size();
  figures.sessions = memory.sessions.size();
  figures.session_names.assign(memory.sessions.begin(), memory.sessions.end());
}

void agent_monitor_state::tell_roster() {
  auto out = std::make_shared<roster>();
  out->cycle = cycle->stamp();
  out->seats.reserve(memory.seats.size());
  for (const auto& [id, seat] : memory.seats)
    out->seats.push_back(seat);
  tell(self, links.crash, shared<roster>{std::move(out)});
}

/// One detector a session: started with it, stopped with it.
void agent_monitor_state::keep_detectors() {
  for (const auto& [key, session_name] : memory.sessions)
    if (!detectors.contains(key) && starting.insert(key).second)
      start_detector(key);
  std::vector<std::string> over;
  for (const auto& [key, detector] : detectors)
    if (!memory.sessions.contains(key))
      over.push_back(key);
  for (const auto& key : over)
    stop_detector(key);
}

void agent_monitor_state::start_detector(const std::string& session_key) {
  ask(self, links.sessions, options.deadline, start_atom_v, detector_name(session_key))
      .then(
          [this, session_key](const child_entry& child) {
            starting.erase(session_key);
            detectors[session_key] = caf::actor_cast<session_detector_actor>(child.handle);
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

void agent_monitor_state::order(const pane_listing& listing,
                                const std::map<int, pane_processes>& processes) {
  std::vector<selection_input> readable; // agents of sessions whose detector is there
  for (const auto& row : listing.panes) {
    const auto found = memory.seats.find(agent_id_of(listing.run, row.pane));
    if (found != memory.seats.end() && detectors.contains(found->second.session_key))
      readable.push_back({&found->second, &row, &processes.at(row.pane).front});
  }
  auto step = select(captured, readable, cycle->stamp().wall, options.selection);
  captured = std::move(step.next);
  std::vector<selection_input> chosen;
  for (const auto index : step.chosen)
    chosen.push_back(readable[index]);
  send_order(chosen);
}

void agent_monitor_state::send_order(const std::vector<selection_input>& chosen) {
  std::map<std::string, session_order> by_session;
  for (const auto& pane : chosen)
    by_session[pane.where->session_key].panes.push_back(screen_to_take(pane));
  auto out = std::make_shared<capture_order>();
  out->cycle = cycle->stamp();
  std::set<std::string> expected;
  for (auto& [key, session] : by_session) {
    session.session_key = key;
    session.detector = detectors[key];
    expected.insert(key);
    out->sessions.push_back(std::move(session));
  }
  cycle->expect(std::move(expected), chosen.size());
  if (chosen.empty())
    return close();
  ask(self, links.gateway, options.deadline, shared<capture_order>{std::move(out)})
      .then([this](const capture_report& report) { take_report(report); },
            [this](const caf::error& why) {
              log_of(name).warn("captures failed: {}", self->system().render(why));
            });
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
  cycle->heard_session(message.session_key, message.read, message.failed);
  close_if_done();
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
      [self](sweep_atom) { state_of(self).captured.everything = true; },
      [self](cycle_atom) { state_of(self).tick(); },
      [self](deadline_atom, const cycle_stamp& stamp) {
        if (auto& st = state_of(self); st.cycle && st.cycle->stamp() == stamp)
          st.close();
      },
  };
}

} // namespace orc
