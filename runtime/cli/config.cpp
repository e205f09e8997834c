#include "runtime/cli/config.hpp"

#include "runtime/config/rules_file.hpp"
#include "runtime/config/settings_file.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string default_file(const environment& env) {
  std::error_code absent;
  const auto path = paths_here(env).config;
  return std::filesystem::exists(path, absent) ? path : "";
}

std::vector<file_fault> faults_in(const std::string& path, const environment& env) {
  const auto read = load_settings(path, env);
  if (!read)
    return read.error();
  const auto rules =
      load_rules(read->agents.rules.empty() ? ORC_RULES_DIR : read->agents.rules,
                 read->agents.user_rules.empty() ? paths_here(env).rules : read->agents.user_rules);
  return rules ? std::vector<file_fault>{} : rules.error();
}

} // namespace

outcome validate_config(const context& c, const std::string& file) {
  const auto env = this_environment();
  const auto path = file.empty() ? default_file(env) : file;
  json::array faults;
  std::string text;
  for (const auto& fault : faults_in(path, env)) {
    faults.emplace_back(json::object{{"file", fault.file}, {"at", fault.at}, {"what", fault.what}});
    text += printable(to_string(fault)) + "\n";
  }
  const int status = faults.empty() ? EX_OK : EX_CONFIG;
  if (c.json)
    return {status, json::serialize(json::object{{"items", std::move(faults)}}) + "\n", ""};
  if (status != EX_OK)
    return {status, "", text};
  return {status, (path.empty() ? "defaults" : path) + ", environment and rules: valid\n", ""};
}

command config_command() {
  return {
      .name = "config",
      .summary = "the configuration",
      .options = {{.name = "--validate",
                   .meaning = "check a file, the environment and the rules",
                   .run = [](const context& c,
                             const arguments& a) { return validate_config(c, a.text("FILE")); }},
                  {.name = "FILE", .meaning = "instead of the default one"}}};
}

} // namespace orc::cli
