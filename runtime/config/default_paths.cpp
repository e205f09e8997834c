#include "runtime/config/default_paths.hpp"

#include <filesystem>
#include <string_view>
#include <unistd.h>

extern char** environ;

namespace orc {
namespace {

std::string folder(const environment& env, const char* variable, const char* below_home) {
  // The specification ignores relative paths in these variables.
  if (const auto set = env.find(variable); set != env.end() && set->second.starts_with('/'))
    return set->second + "/tmux-orchestrator";
  const auto home = env.find("HOME");
  return (home == env.end() ? std::string{"."} : home->second) + below_home + "/tmux-orchestrator";
}

/// monitor.pid for monitor.db
std::string beside(std::filesystem::path database, const char* extension) {
  return database.extension() == ".db" ? database.replace_extension(extension).string()
                                       : database.string() + extension;
}

} // namespace

environment this_environment() {
  environment out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    if (const auto equals = text.find('='); equals != std::string_view::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

default_paths paths_for(const environment& env, bool as_service) {
  if (as_service)
    return {"/etc/tmux-orchestrator/monitor.json",
            "/var/lib/tmux-orchestrator",
            "/etc/tmux-orchestrator/agents",
            "/run/tmux-orchestrator/control.sock",
            "/var/log/tmux-orchestrator/monitoring.log"};
  const auto config = folder(env, "XDG_CONFIG_HOME", "/.config");
  const auto state = folder(env, "XDG_STATE_HOME", "/.local/state");
  const auto runtime = env.find("XDG_RUNTIME_DIR");
  const bool has_runtime = runtime != env.end() && runtime->second.starts_with('/');
  return {config + "/monitor.json",
          state,
          config + "/agents",
          (has_runtime ? runtime->second + "/tmux-orchestrator" : state) + "/control.sock"};
}

default_paths paths_here(const environment& env) {
  std::error_code absent;
  const bool its_user = geteuid() == 0 || access("/var/lib/tmux-orchestrator", W_OK) == 0;
  const bool service = its_user && std::filesystem::is_directory("/etc/tmux-orchestrator", absent);
  return paths_for(env, service);
}

std::string database_path(const settings& s, const default_paths& paths) {
  return s.storage.path.empty() ? paths.state + "/monitor.db" : s.storage.path;
}

std::string lock_path(const std::string& database) {
  std::error_code absent;
  const auto path = std::filesystem::weakly_canonical(database, absent); // links lead to one lock
  return beside(absent ? database : path.string(), ".pid");
}

std::string control_socket_of(const settings& s, const default_paths& paths) {
  if (s.http.control_socket == "none")
    return "";
  if (!s.http.control_socket.empty())
    return s.http.control_socket;
  return s.storage.path.empty() ? paths.control : beside(s.storage.path, ".sock");
}

std::string log_path(const settings& s, const default_paths& paths) {
  if (s.log.file == "-")
    return "";
  return s.log.file.empty() ? paths.log : s.log.file;
}

} // namespace orc
