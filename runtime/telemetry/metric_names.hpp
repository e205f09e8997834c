// The one place where metrics are named.
//
// Two families stand side by side: the operations guide's own names, which its alert rules and
// scripts use as they stand, and twins by Prometheus' conventions (one prefix, base units, `_total`
// on counters). The comment at each says which. Names of the guide that a linter would take for
// misnamed counters are untyped, so that `promtool check metrics` accepts the body.
#pragma once

#include <string_view>

namespace orc::metric {

enum class kind { counter, gauge, histogram, untyped };

struct name {
  std::string_view text;
  kind type;
  std::string_view help;
};

// The guide's.
inline constexpr name cycle_duration{
    "monitoring_cycle_duration", kind::gauge, "Seconds that the last monitoring cycle took."};
inline constexpr name agents_total{
    "agents_total", kind::untyped, "Agents that are monitored now."}; // a gauge called total
inline constexpr name agents_healthy{
    "agents_healthy", kind::gauge, "Agents that are none of crashed, exited, error, unknown."};
inline constexpr name agents_idle{"agents_idle", kind::gauge, "Agents whose prompt is free."};
inline constexpr name agents_per_second{
    "monitoring_agents_per_second", kind::gauge, "Agents handled per second of the last cycle."};
inline constexpr name errors_total{
    "errors_total", kind::counter, "Failed operations of every kind since the start."};
inline constexpr name component_health{
    "component_health", kind::gauge, "Colour of a component: 1 green, 0.5 yellow, 0 red."};
inline constexpr name agent_detection_errors{
    "agent_detection_errors",
    kind::untyped, // a counter without _total
    "Captures and readings of agents' screens that failed, and differences that censuses found, "
    "since the start."};

// Their twins, and what the guide does not name.
inline constexpr name build_info{
    "tmux_orchestrator_build_info", kind::gauge, "Always 1; the label tells the version."};
inline constexpr name fault_injection{"tmux_orchestrator_fault_injection",
                                      kind::gauge,
                                      "1 where components may be made to fail on purpose."};
inline constexpr name cycle_seconds{
    "tmux_orchestrator_cycle_duration_seconds",
    kind::histogram,
    "How long monitoring cycles took."}; // monitoring_cycle_duration
inline constexpr name cycle_median{"tmux_orchestrator_cycle_duration_median_seconds",
                                   kind::gauge,
                                   "Median of the cycles of the last five minutes."};
inline constexpr name cycles{
    "tmux_orchestrator_cycles_total", kind::counter, "Monitoring cycles that were done."};
inline constexpr name cycles_incomplete{"tmux_orchestrator_cycles_incomplete_total",
                                        kind::counter,
                                        "Cycles that were closed by their deadline."};
inline constexpr name last_cycle{"tmux_orchestrator_last_cycle_timestamp_seconds",
                                 kind::gauge,
                                 "When the last cycle began; 0 before the first."};
inline constexpr name publish_seconds{"tmux_orchestrator_publish_seconds",
                                      kind::gauge,
                                      "From a cycle's start until its snapshot stood."};
inline constexpr name agents{
    "tmux_orchestrator_agents", kind::gauge, "Agents by state."}; // agents_total, agents_idle
inline constexpr name agents_fit{"tmux_orchestrator_agents_healthy",
                                 kind::gauge,
                                 "Agents that are none of crashed, exited, error, unknown."};
inline constexpr name agent_info{"tmux_orchestrator_agent_info",
                                 kind::gauge,
                                 "Always 1, one series an agent; its present state."};
inline constexpr name throughput{"tmux_orchestrator_agents_per_second",
                                 kind::gauge,
                                 "Agents handled per second of the last cycle."};
inline constexpr name sessions{
    "tmux_orchestrator_sessions", kind::gauge, "tmux sessions with agents in them."};
inline constexpr name panes{"tmux_orchestrator_panes", kind::gauge, "tmux panes seen."};
inline constexpr name transitions{
    "tmux_orchestrator_transitions_total", kind::counter, "Changes of an agent's state."};
inline constexpr name operations{
    "tmux_orchestrator_operations_total", kind::counter, "Operations by kind."};
inline constexpr name operations_failed{"tmux_orchestrator_operations_failed_total",
                                        kind::counter,
                                        "Operations that failed, by kind."}; // errors_total
inline constexpr name detection_errors{
    "tmux_orchestrator_agent_detection_errors_total",
    kind::counter,
    "Captures and readings of agents' screens that failed, and differences that censuses "
    "found."}; // agent_detection_errors
inline constexpr name detection_accuracy{
    "tmux_orchestrator_detection_accuracy_ratio",
    kind::gauge,
    "Share of the agents that are tracked as what they are, by the last census; none before it."};
inline constexpr name census_agents{"tmux_orchestrator_census_agents",
                                    kind::gauge,
                                    "Agents by what the last census found of them."};
inline constexpr name census_time{"tmux_orchestrator_last_census_timestamp_seconds",
                                  kind::gauge,
                                  "When the last census was made; 0 before the first."};
inline constexpr name censuses{
    "tmux_orchestrator_censuses_total", kind::counter, "Censuses, those that failed included."};
inline constexpr name censuses_failed{
    "tmux_orchestrator_censuses_failed_total", kind::counter, "Censuses that could not be made."};
inline constexpr name census_differences{"tmux_orchestrator_census_differences_total",
                                         kind::counter,
                                         "Differences that censuses found, by kind."};
inline constexpr name contradictions{"tmux_orchestrator_contradictions",
                                     kind::gauge,
                                     "Agents whose evidence contradicts itself now, by kind."};
inline constexpr name contradictions_total{"tmux_orchestrator_contradictions_total",
                                           kind::counter,
                                           "Contradictions of evidence that began, by kind."};
inline constexpr name health{"tmux_orchestrator_component_health",
                             kind::gauge,
                             "Colour of a component: 1 green, 0.5 yellow, 0 red."};
inline constexpr name component_restarts{
    "tmux_orchestrator_component_restarts_total", kind::counter, "Restarts of a component."};
inline constexpr name heartbeat_age{"tmux_orchestrator_component_heartbeat_age_seconds",
                                    kind::gauge,
                                    "Seconds since a component last answered."};
inline constexpr name component_cpu{"tmux_orchestrator_component_cpu_seconds_total",
                                    kind::counter,
                                    "Processor time of a component's handlers."};
inline constexpr name component_messages{"tmux_orchestrator_component_messages_total",
                                         kind::counter,
                                         "Messages that a component handled."};
inline constexpr name component_depth{"tmux_orchestrator_component_mailbox_depth",
                                      kind::gauge,
                                      "Messages that wait in a component's mailbox."};
inline constexpr name component_busy{"tmux_orchestrator_component_busy_seconds_total",
                                     kind::counter,
                                     "Seconds that a component spent in handlers."};
inline constexpr name component_load{"tmux_orchestrator_component_load_seconds",
                                     kind::gauge,
                                     "From a component's last start to its first answer."};
inline constexpr name component_orphans{
    "tmux_orchestrator_component_orphans_total",
    kind::counter,
    "Incarnations of a component that did not end when told to."};
inline constexpr name restarts{"tmux_orchestrator_restarts_total",
                               kind::counter,
                               "Crashes of components since the start, all together."};
inline constexpr name rollback_fired{"tmux_orchestrator_rollback_trigger_fired",
                                     kind::gauge,
                                     "1 while a rollback trigger is fired, 0 while it is armed."};
inline constexpr name rollback_fired_total{"tmux_orchestrator_rollback_triggers_fired_total",
                                           kind::counter,
                                           "How often a rollback trigger fired."};
inline constexpr name tmux_up{"tmux_orchestrator_tmux_up",
                              kind::gauge,
                              "1 while tmux answers (no server counts as an answer)."};
inline constexpr name tmux_server{
    "tmux_orchestrator_tmux_server_present", kind::gauge, "1 while a tmux server runs."};
inline constexpr name tmux_servers{
    "tmux_orchestrator_tmux_servers", kind::gauge, "tmux servers that run and are watched."};
inline constexpr name tmux_servers_silent{"tmux_orchestrator_tmux_servers_silent",
                                          kind::gauge,
                                          "Those of them that did not answer in the last cycle."};
inline constexpr name state_file{
    "tmux_orchestrator_state_file_bytes", kind::gauge, "Size of the database."};
inline constexpr name spool_bytes{"tmux_orchestrator_spool_bytes",
                                  kind::gauge,
                                  "Size of the spool beside a database that cannot be written."};
inline constexpr name spool_records{
    "tmux_orchestrator_spool_records", kind::gauge, "Records that wait in the spool."};
inline constexpr name outbox_records{"tmux_orchestrator_outbox_records",
                                     kind::gauge,
                                     "Records that a producer of history still keeps in memory."};
inline constexpr name records_acknowledged{"tmux_orchestrator_records_acknowledged_total",
                                           kind::counter,
                                           "Records that are on disk, by producer."};
inline constexpr name records_dropped{"tmux_orchestrator_records_dropped_total",
                                      kind::counter,
                                      "Records lost since a producer's outbox was full."};

// Prometheus' own names for a process (prometheus.io, "Writing client libraries").
inline constexpr name process_cpu{
    "process_cpu_seconds_total", kind::counter, "Processor time, user and system."};
inline constexpr name process_rss{"process_resident_memory_bytes", kind::gauge, "Resident memory."};
inline constexpr name process_threads{"process_threads", kind::gauge, "Threads."};
inline constexpr name process_fds{"process_open_fds", kind::gauge, "Open file descriptors."};
inline constexpr name process_start{
    "process_start_time_seconds", kind::gauge, "When the process started, since the epoch."};

} // namespace orc::metric
