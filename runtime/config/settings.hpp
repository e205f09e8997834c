// Everything that can be configured, as plain values with their defaults.
//
// Filled by settings_file from file and environment; the keys, ranges and texts stand in
// settings_table. The composition turns them into each component's options.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace orc {

struct settings {
  using duration = std::chrono::milliseconds;
  using ordered_map =
      std::vector<std::pair<std::string, std::string>>; ///< the first that fits wins

  struct {
    std::string socket_name;
    std::string socket_path;
    std::string server;               ///< empty: named after its socket
    std::vector<std::string> sockets; ///< further servers: names (tmux -L) or paths (-S)
    bool discover = true;             ///< whether all servers of this user are looked for
    duration discovery_interval{5000};
    duration timeout{1000};
  } tmux;

  struct {
    duration interval{1000};
    duration deadline{1500};
    std::int64_t sweep_cycles = 15;
  } cycle;

  struct {
    duration idle_hold{2000};
    duration unknown_hold{3000};
    duration typing_hold{2000};
    duration starting_grace{10000};
    duration exit_settle{900};
    duration stuck_after{600000};
    duration flapping_window{60000};
    std::int64_t flapping_changes = 3;
    duration contradiction_after{5000};
    duration census_interval{300000};
    duration census_confirm{5000};
  } detection;

  struct {
    duration heartbeat_interval{30000};
    duration heartbeat_timeout{5000};
    std::int64_t missed_red = 2;
    bool replace_stuck = false;
    duration performance_interval{300000};
    duration resource_interval{120000};
    duration unresponsive_exit{120000};
  } health;

  struct {
    duration red_after{300000};
    std::int64_t restarts = 5;
    duration restarts_within{600000};
    duration quiet{600000};
    std::int64_t accuracy = 95; ///< per cent
  } rollback;

  struct {
    std::string address = "127.0.0.1";
    std::int64_t port = 8080;
    std::string
        control_socket;     ///< empty: settings_file's control_socket_of(); "none": there is none
    std::string token_file; ///< empty: no control over TCP
  } http;

  struct {
    std::string path; ///< empty: the place of settings_file's default_paths()
    std::string durability = "full";
    std::int64_t spool_after = 1000;     ///< records of one refused batch
    std::int64_t outbox_records = 20000; ///< that a producer keeps in memory
  } storage;

  struct {
    std::string file; ///< empty: default_paths' log; "-": standard error
    std::string level = "info";
    ordered_map levels; ///< component -> level
    duration repeat_window{30000};
    std::string format = "text";
  } log;

  struct {
    std::string rules; ///< folder of the rules that come with the program; empty: its own
    std::string
        user_rules; ///< folder that overrides or adds kinds; empty: the place of the defaults
    std::vector<std::string> exclude; ///< patterns over "server/session:window"
    ordered_map kinds;                ///< pattern -> kind of the agent that is meant to be there
    ordered_map roles;                ///< pattern -> role, a word for people
  } agents;

  struct {
    bool collect = true;
    bool prometheus_export = true;
    std::int64_t retention_minutes = 60;
  } metrics;
};

} // namespace orc
