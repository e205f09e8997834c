#include "runtime/cli/installation.hpp"

#include <filesystem>

namespace orc::cli {

namespace {

installation placed(settings chosen, const std::string& config, const default_paths& paths) {
  std::error_code absent;
  installation out;
  out.config = config;
  out.database = std::filesystem::absolute(database_path(chosen, paths), absent).string();
  out.lock = lock_path(out.database);
  out.log = log_path(chosen, paths);
  out.chosen = std::move(chosen);
  if (const auto holder = host::holder_of(out.lock); holder)
    out.holder = *holder; // a lock that cannot be looked at is nobody's as far as we can know
  return out;
}

} // namespace

tl::expected<installation, std::vector<file_fault>> installation_here(const std::string& config,
                                                                      const environment& env) {
  const auto paths = paths_here(env);
  std::error_code absent;
  std::string file;
  if (!config.empty())
    file = std::filesystem::absolute(config, absent).string();
  else if (std::filesystem::exists(paths.config, absent))
    file = paths.config;
  auto read = load_settings(file, env);
  if (!read)
    return tl::unexpected<std::vector<file_fault>>(std::move(read.error()));
  return placed(std::move(*read), file, paths);
}

installation default_installation(const environment& env) {
  return placed({}, "", paths_here(env));
}

std::string background_log(const installation& here) {
  return (std::filesystem::path{here.database}.parent_path() / "monitoring.log").string();
}

std::string configured_url(const settings& s) {
  const auto host =
      s.http.address.find(':') == std::string::npos ? s.http.address : "[" + s.http.address + "]";
  return "http://" + host + ":" + std::to_string(s.http.port);
}

std::string address_of(const installation& here) {
  auto url = note_of(here, "url");
  const auto control = note_of(here, "control");
  for (const auto* loopback : {"http://127.", "http://[::1]:", "http://localhost:"})
    if (url.starts_with(loopback))
      return url;
  return url.empty() || control.empty() ? url : "unix:" + control;
}

std::string daemon_url(const environment& env) {
  auto here = installation_here("", env);
  if (!here) // a daemon that runs has another configuration in force than the wrong one of now
    here = default_installation(env);
  if (auto said = address_of(*here); !said.empty())
    return said;
  return configured_url(here->chosen.http.port == 0 ? settings{} : here->chosen);
}

std::string control_of(const std::string& url, const environment& env) {
  auto here = installation_here("", env);
  if (!here)
    here = default_installation(env);
  const auto control = note_of(*here, "control");
  return control.empty() || url != note_of(*here, "url") ? "" : "unix:" + control;
}

std::string note_of(const installation& here, const std::string& key) {
  if (!here.holder)
    return "";
  const auto found = here.holder->notes.find(key);
  return found == here.holder->notes.end() ? "" : found->second;
}

} // namespace orc::cli
