#include "runtime/app/setup.hpp"

#include "runtime/host/clock.hpp"
#include "runtime/host/faulty_tmux.hpp"
#include "runtime/host/process_table.hpp"
#include "runtime/host/secret_file.hpp"
#include "runtime/host/self_usage.hpp"
#include "storage/faulty_vfs.hpp"

#include <memory>
#include <utility>

namespace orc {
namespace {

time_policy time_policy_of(const settings& s) {
  time_policy p;
  p.idle_hold = s.detection.idle_hold;
  p.unknown_hold = s.detection.unknown_hold;
  p.typing_hold = s.detection.typing_hold;
  p.starting_grace = s.detection.starting_grace;
  p.stuck_after = s.detection.stuck_after;
  p.flapping_window = s.detection.flapping_window;
  p.contradiction_after = s.detection.contradiction_after;
  p.flapping_changes = static_cast<unsigned>(s.detection.flapping_changes);
  return p;
}

std::string first_server_of(const settings& s) {
  return s.tmux.server.empty() ? host::plain_server_name({s.tmux.socket_name, s.tmux.socket_path})
                               : s.tmux.server;
}

std::shared_ptr<host::server_finder> finder_of(const settings& s) {
  host::server_finder_options o;
  o.first = {s.tmux.socket_name, s.tmux.socket_path};
  o.first_name = first_server_of(s);
  o.configured = s.tmux.sockets;
  o.discover = s.tmux.discover;
  return std::make_shared<host::proc_server_finder>(std::move(o));
}

agent_monitor_options agents_of(const settings& s, const rule_sets& rules) {
  agent_monitor_options o;
  o.interval = s.cycle.interval;
  o.deadline = s.cycle.deadline;
  o.selection.sweep_cycles = static_cast<unsigned>(s.cycle.sweep_cycles);
  o.seating = {identities_of(rules), s.agents.exclude, s.agents.kinds, s.agents.roles};
  o.first_server = first_server_of(s);
  o.discovery_interval = s.tmux.discovery_interval;
  o.wall = host::wall_now;
  o.processes = std::make_shared<host::proc_process_table>();
  return o;
}

/// Its own way to the servers, since it may share nothing with what it checks.
agent_census_options census_of(const settings& s, const rule_sets& rules) {
  agent_census_options o;
  o.rules = {identities_of(rules), s.agents.exclude, s.agents.kinds};
  o.interval = s.detection.census_interval;
  o.confirm_after = s.detection.census_confirm;
  o.wall = host::wall_now;
  const host::tmux_socket first{s.tmux.socket_name, s.tmux.socket_path};
  o.terminals = std::make_shared<host::proc_terminal_watcher>(
      [first, name = first_server_of(s), finder = finder_of(s)] {
        std::vector<host::named_client> all{
            {name, std::make_shared<host::process_tmux_client>(first)}};
        for (const auto& found : finder->find())
          all.push_back(
              {found.name,
               std::make_shared<host::process_tmux_client>(host::tmux_socket{{}, found.path})});
        return all;
      },
      s.tmux.timeout);
  return o;
}

health_monitor_options health_of(const settings& s) {
  health_monitor_options o;
  o.policy.cycle_interval = s.cycle.interval;
  o.policy.missed_red = static_cast<unsigned>(s.health.missed_red);
  o.policy.heartbeat_timeout = s.health.heartbeat_timeout;
  o.replace_stuck = s.health.replace_stuck;
  o.heartbeat_interval = s.health.heartbeat_interval;
  o.heartbeat_timeout = s.health.heartbeat_timeout;
  o.figures.performance_interval = s.health.performance_interval;
  o.figures.resource_interval = s.health.resource_interval;
  o.wall = host::wall_now;
  return o;
}

rollback_controller_options rollback_of(const settings& s) {
  rollback_controller_options o;
  o.policy.red_after = s.rollback.red_after;
  o.policy.restarts = static_cast<std::uint64_t>(s.rollback.restarts);
  o.policy.restarts_within = s.rollback.restarts_within;
  o.policy.quiet = s.rollback.quiet;
  o.policy.accuracy = static_cast<double>(s.rollback.accuracy) / 100;
  o.wall = host::wall_now;
  o.mode_since = host::wall_now();
  return o;
}

http_gateway_options http_of(const settings& s) {
  http_gateway_options o;
  o.server.address = s.http.address;
  o.server.port = static_cast<std::uint16_t>(s.http.port);
  o.cycle_interval = s.cycle.interval;
  o.export_metrics = s.metrics.collect && s.metrics.prometheus_export;
  return o;
}

} // namespace

std::string rules_folder(const settings& s) {
  return s.agents.rules.empty() ? ORC_RULES_DIR : s.agents.rules;
}

monitor_setup setup_from(const settings& s, const default_paths& paths, rule_sets rules) {
  monitor_setup out;
  out.tmux = std::make_shared<host::process_tmux_client>(
      host::tmux_socket{s.tmux.socket_name, s.tmux.socket_path});
  out.servers = finder_of(s);
  out.gateway.server = first_server_of(s);
  out.gateway.list_timeout = s.tmux.timeout;
  out.gateway.batch_timeout = s.tmux.timeout;
  out.agents = agents_of(s, rules);
  out.agents.finder = out.servers;
  out.rules = std::make_shared<const rule_sets>(std::move(rules));
  out.life.settle = s.detection.exit_settle;
  out.analyzer.policy = time_policy_of(s);
  out.census = census_of(s, *out.rules);
  out.keeper.database.path = database_path(s, paths);
  out.keeper.database.known_sound = std::make_shared<std::atomic<std::uint64_t>>(0);
  out.keeper.database.sync =
      s.storage.durability == "normal" ? durability::normal : durability::full;
  out.keeper.spool_after = static_cast<std::size_t>(s.storage.spool_after);
  recorder_options recording;
  recording.most_waiting = static_cast<std::size_t>(s.storage.outbox_records);
  out.agents.recording = out.analyzer.recording = recording;
  out.history.path = out.keeper.database.path;
  out.metrics.export_metrics = s.metrics.collect && s.metrics.prometheus_export;
  out.metrics.version = ORC_VERSION;
  out.metrics.usage = [] { return host::self_usage().value_or(resource_usage{}); };
  out.health = health_of(s);
  out.health.recording = recording;
  out.rollback = rollback_of(s);
  out.rollback.recording = recording;
  out.http = http_of(s);
  out.http.control_socket = control_socket_of(s, paths);
  return out;
}

void allow_faults(monitor_setup& setup, const std::shared_ptr<fault_switch>& tmux) {
  const bool anew = !tmux;
  setup.fault_injection = true;
  setup.metrics.fault_injection = true;
  setup.http.faults = {install_faulty_vfs(), anew ? std::make_shared<fault_switch>() : tmux};
  if (anew) // else it is the earlier one's client, which fails already
    setup.tmux = std::make_shared<host::faulty_tmux_client>(setup.tmux, setup.http.faults.tmux);
}

log_options log_options_of(const settings& s) {
  log_options o;
  o.file = s.log.file;
  o.level = s.log.level;
  o.levels = {s.log.levels.begin(), s.log.levels.end()};
  o.repeat_window = s.log.repeat_window;
  o.json = s.log.format == "json";
  return o;
}

result<void> add_token(const settings& s, monitor_setup& setup) {
  if (s.http.token_file.empty())
    return {};
  auto token = host::read_secret(s.http.token_file);
  if (!token)
    return tl::unexpected<error>(token.error());
  setup.http.server.token = std::move(*token);
  return {};
}

} // namespace orc
