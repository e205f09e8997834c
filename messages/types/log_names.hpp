// Under which names the parts of the program log, and which levels there are: the configuration and
// the log itself must agree on both.
#pragma once

#include <array>
#include <string_view>

namespace orc {

inline constexpr std::array<std::string_view, 14> log_components{"agent_census",
                                                                 "agent_monitor",
                                                                 "crash_detector",
                                                                 "health_monitor",
                                                                 "history_reader",
                                                                 "http_gateway",
                                                                 "idle_analyzer",
                                                                 "main",
                                                                 "metrics_aggregator",
                                                                 "rollback_controller",
                                                                 "session_detector",
                                                                 "state_keeper",
                                                                 "supervisor",
                                                                 "tmux_gateway"};

inline constexpr std::array<std::string_view, 7> log_levels{
    "trace", "debug", "info", "warning", "error", "critical", "off"};

} // namespace orc
