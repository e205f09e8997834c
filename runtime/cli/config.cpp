#include "runtime/cli/config.hpp"

#include "runtime/config/rules_file.hpp"
#include "runtime/config/settings_check.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/config/settings_schema.hpp"
#include "runtime/config/settings_table.hpp"
#include "runtime/config/settings_value.hpp"

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

struct finding {
  std::vector<file_fault> faults;
  notices warnings;
};

finding look_into(const std::string& path, const environment& env) {
  finding out;
  out.warnings = notices_of(env);
  const auto read = load_settings(path, env);
  if (!read) {
    out.faults = read.error();
    return out;
  }
  const auto doubts = doubts_about(*read);
  out.warnings.insert(out.warnings.end(), doubts.begin(), doubts.end());
  const auto rules =
      load_rules(read->agents.rules.empty() ? ORC_RULES_DIR : read->agents.rules,
                 read->agents.user_rules.empty() ? paths_here(env).rules : read->agents.user_rules);
  out.faults = rules ? unknown_kinds(*read, *rules, path) : rules.error();
  return out;
}

json::value number_or_null(std::size_t n) {
  return n == 0 ? json::value(nullptr) : json::value(n);
}

json::object details_of(const file_fault& fault) {
  return {{"file", fault.file},
          {"line", number_or_null(fault.where.line)},
          {"column", number_or_null(fault.where.column)},
          {"at", fault.at},
          {"what", fault.what}};
}

outcome told(const context& c, const std::vector<file_fault>& faults, const notices& warnings) {
  json::array items;
  std::string text;
  for (const auto& fault : faults) {
    items.emplace_back(details_of(fault));
    text += printable(to_string(fault)) + "\n";
  }
  for (const auto& warning : warnings)
    text += "warning: " + printable(warning) + "\n";
  const int status = faults.empty() ? EX_OK : EX_CONFIG;
  if (!c.json)
    return {status, "", text};
  const json::object all{{"items", std::move(items)}, {"warnings", json::value_from(warnings)}};
  return {status, json::serialize(all) + "\n", ""};
}

struct entry {
  std::string key;
  json::value value;
  std::string from;   ///< default, file or environment
  std::string source; ///< the file or the variable; empty for a default
};

std::vector<entry> entries_of(const settings& chosen, const origins& from) {
  std::vector<entry> out;
  for (const auto& s : settings_table()) {
    entry e{pointer_of(s), value_in(s, chosen), "default", ""};
    if (const auto found = from.find(e.key); found != from.end()) {
      const bool file = found->second.variable.empty();
      e.from = file ? "file" : "environment";
      e.source = file ? found->second.file : found->second.variable;
    }
    out.push_back(std::move(e));
  }
  return out;
}

json::object details_of(const setting& s) {
  return {{"key", pointer_of(s)},
          {"default", value_in(s, {})},
          {"meaning", json::string{s.meaning}},
          {"expected", expected_of(s)},
          {"variable", variable_of(s)},
          {"restart", s.when == reload::restart}};
}

std::string items(json::array all) {
  return json::serialize(json::object{{"items", std::move(all)}}) + "\n";
}

} // namespace

outcome validate_config(const context& c, const std::string& file) {
  const auto env = this_environment();
  const auto path = file.empty() ? default_file(env) : file;
  const auto found = look_into(path, env);
  auto out = told(c, found.faults, found.warnings);
  if (out.status == EX_OK && !c.json)
    out.out = (path.empty() ? "defaults" : printable(path)) + ", environment and rules: valid\n";
  return out;
}

outcome show_config(const context& c, const std::string& file) {
  const auto env = this_environment();
  origins from;
  const auto read = load_settings(file.empty() ? default_file(env) : file, env, &from);
  if (!read)
    return told(c, read.error(), {});
  json::array all;
  std::vector<std::vector<cell>> rows;
  for (const auto& e : entries_of(*read, from)) {
    all.emplace_back(
        json::object{{"key", e.key},
                     {"value", e.value},
                     {"from", e.from},
                     {"source", e.source.empty() ? json::value(nullptr) : json::value(e.source)}});
    rows.push_back(
        {{e.key},
         {shown(e.value)},
         {e.source.empty() ? e.from : e.source, e.source.empty() ? ink::dim : ink::plain}});
  }
  if (c.json)
    return {EX_OK, items(std::move(all)), ""};
  return {EX_OK, table({"KEY", "VALUE", "FROM"}, rows, c.screen), ""};
}

outcome default_config(const context& c) {
  if (!c.json)
    return {EX_OK, commented_defaults(), ""};
  json::array all;
  for (const auto& s : settings_table())
    all.emplace_back(details_of(s));
  return {EX_OK, items(std::move(all)), ""};
}

command config_command() {
  return {
      .name = "config",
      .summary = "the configuration",
      .options = {{.name = "--validate",
                   .meaning = "check a file, the environment and the rules",
                   .run = [](const context& c,
                             const arguments& a) { return validate_config(c, a.text("FILE")); }},
                  {.name = "--show",
                   .meaning = "every key with its value, and where that comes from",
                   .run = [](const context& c,
                             const arguments& a) { return show_config(c, a.text("FILE")); }},
                  {.name = "--defaults",
                   .meaning = "a file with every key, its default and its meaning",
                   .run = [](const context& c, const arguments&) { return default_config(c); }},
                  {.name = "--schema",
                   .meaning = "the JSON schema, for editors",
                   .run =
                       [](const context&, const arguments&) {
                         return outcome{EX_OK, settings_schema(), ""};
                       }},
                  {.name = "FILE", .meaning = "instead of the default one"}}};
}

} // namespace orc::cli
