// What doctor has found out, before anybody judges it. Plain values: gathered by doctor_gather,
// judged by doctor_judge, made up by tests.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/time.hpp"
#include "runtime/config/json_file.hpp"
#include "runtime/host/machine.hpp"
#include "storage/inspection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orc::cli {

struct socket_facts {
  std::string path;
  bool configured = false; ///< else it was found in tmux's folder
  bool exists = false;
  std::uint32_t owner = 0;
  std::optional<error> refusal; ///< why no server answered
  std::size_t sessions = 0;
};

struct tmux_facts {
  result<std::string> version; ///< "tmux 3.3a", or why there is none
  std::string folder;          ///< of this user's sockets
  bool folder_exists = false;
  std::uint32_t folder_owner = 0;
  std::uint32_t folder_mode = 0; ///< permission bits
  std::vector<socket_facts> sockets;
  std::vector<std::string> others; ///< users who have such a folder, too
};

struct configuration_facts {
  std::string file; ///< empty: defaults
  std::vector<file_fault> faults;
  std::vector<std::string> notices;
  std::size_t kinds = 0; ///< of agents that there are rules for
};

struct daemon_facts {
  std::int64_t pid = 0;        ///< who holds the lock; 0: nobody
  std::string process;         ///< its name
  std::string url;             ///< where it says it listens, else where it would
  bool answers = false;        ///< a daemon of ours does there
  std::string refusal;         ///< why not
  std::string color;           ///< of its health
  std::string reason;          ///< of that colour
  std::string version;         ///< empty: not told
  std::string control;         ///< its control socket; empty: it has none
  std::string control_refusal; ///< why that does not answer; empty: it does
  std::string port_taken;      ///< it could not listen there: why; empty: it could, or does
};

struct doctor_facts {
  std::string user; ///< who we are
  std::uint32_t uid = 0;
  std::string version; ///< of this program
  wall_time now{};
  tmux_facts tmux;
  configuration_facts configuration;
  bool places_known =
      false; ///< false: the configuration is wrong, and the rest up to `machine` empty
  std::string database_path;
  database_look database;
  host::folder_facts database_folder;
  std::string lock_path;
  std::string log; ///< empty: standard error
  host::folder_facts log_folder;
  daemon_facts daemon;
  host::machine_facts machine;
};

enum class level : std::uint8_t { ok, warning, problem };
std::string_view to_string(level l);

/// One thing that was looked at.
struct finding {
  std::string check;
  level verdict = level::ok;
  std::string what; ///< what is so
  std::string todo; ///< what to do about it; empty where all is well
};

} // namespace orc::cli
