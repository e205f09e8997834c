#include "runtime/cli/installation.hpp"

#include <filesystem>

namespace orc::cli {

tl::expected<installation, std::vector<file_fault>> installation_here(const std::string& config,
                                                                      const environment& env) {
  const auto paths = paths_here(env);
  std::error_code absent;
  installation out;
  if (!config.empty())
    out.config = std::filesystem::absolute(config, absent).string();
  else if (std::filesystem::exists(paths.config, absent))
    out.config = paths.config;
  auto read = load_settings(out.config, env);
  if (!read)
    return tl::unexpected<std::vector<file_fault>>(std::move(read.error()));
  out.chosen = std::move(*read);
  out.database = std::filesystem::absolute(database_path(out.chosen, paths), absent).string();
  out.lock = lock_path(out.database);
  out.log = log_path(out.chosen, paths);
  if (const auto holder = host::holder_of(out.lock); holder)
    out.holder = *holder; // a lock that cannot be looked at is nobody's as far as we can know
  return out;
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
  const auto here = installation_here("", env);
  if (!here)
    return configured_url({});
  if (auto said = address_of(*here); !said.empty())
    return said;
  return configured_url(here->chosen.http.port == 0 ? settings{} : here->chosen);
}

std::string note_of(const installation& here, const std::string& key) {
  if (!here.holder)
    return "";
  const auto found = here.holder->notes.find(key);
  return found == here.holder->notes.end() ? "" : found->second;
}

} // namespace orc::cli
