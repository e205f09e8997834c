#include "runtime/cli/config.hpp"

#include "runtime/config/settings_file.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <sysexits.h>
#include <unistd.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string default_file(const environment& env) {
  std::error_code absent;
  const auto service =
      geteuid() == 0 && std::filesystem::is_directory("/etc/tmux-orchestrator", absent);
  const auto path = paths_for(env, service).config;
  return std::filesystem::exists(path, absent) ? path : "";
}

} // namespace

outcome validate_config(const context& c, const std::string& file) {
  const auto env = this_environment();
  const auto path = file.empty() ? default_file(env) : file;
  const auto read = load_settings(path, env);
  json::array faults;
  std::string text;
  if (!read)
    for (const auto& fault : read.error()) {
      faults.emplace_back(
          json::object{{"file", fault.file}, {"at", fault.at}, {"what", fault.what}});
      text += printable(to_string(fault)) + "\n";
    }
  const int status = faults.empty() ? EX_OK : EX_CONFIG;
  if (c.json)
    return {status, json::serialize(json::object{{"items", std::move(faults)}}) + "\n", ""};
  if (status != EX_OK)
    return {status, "", text};
  return {status, (path.empty() ? "defaults and environment" : path) + ": valid\n", ""};
}

} // namespace orc::cli
