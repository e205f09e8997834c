#include "runtime/config/settings_file.hpp"

#include "runtime/config/settings_table.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <unistd.h>

extern char** environ;

namespace orc {
namespace {

namespace json = boost::json;
using faults = std::vector<file_fault>;

/// Takes a JSON value over into its place; false where it does not fit.
struct take {
  settings& into;
  const json::value& found;

  bool operator()(const text_setting& t) const {
    const auto* text = found.if_string();
    const std::string_view said = text ? std::string_view{*text} : std::string_view{};
    const bool known =
        t.choices.empty() || std::find(t.choices.begin(), t.choices.end(), said) != t.choices.end();
    if (!text || !known || said.find('\0') != std::string_view::npos)
      return false;
    t.at(into) = said;
    return true;
  }

  bool operator()(const number_setting& n) const {
    const auto* number = found.if_int64();
    if (!number || *number < n.least || *number > n.most)
      return false;
    n.at(into) = *number;
    return true;
  }

  bool operator()(const seconds_setting& d) const {
    const auto* whole = found.if_int64();
    const auto* part = found.if_double();
    const double seconds = whole ? static_cast<double>(*whole) : part ? *part : -1;
    // Compared as a double: a number beyond all durations must not overflow one.
    const auto limit = [](settings::duration x) { return static_cast<double>(x.count()) / 1000; };
    if (!std::isfinite(seconds) || seconds < limit(d.least) || seconds > limit(d.most))
      return false;
    d.at(into) = settings::duration{std::llround(seconds * 1000)};
    return true;
  }

  bool operator()(const flag_setting& f) const {
    const auto* flag = found.if_bool();
    if (flag)
      f.at(into) = *flag;
    return flag != nullptr;
  }

  bool operator()(const list_setting& l) const {
    const auto* array = found.if_array();
    if (!array)
      return false;
    std::vector<std::string> texts;
    for (const auto& item : *array) {
      if (!is_word(item))
        return false;
      texts.emplace_back(item.get_string());
    }
    l.at(into) = std::move(texts);
    return true;
  }

  bool operator()(const map_setting& m) const {
    const auto* object = found.if_object();
    if (!object)
      return false;
    settings::ordered_map entries;
    for (const auto& [key, value] : *object) {
      if (key.empty() || !is_word(value))
        return false;
      entries.emplace_back(key, value.get_string());
    }
    m.at(into) = std::move(entries);
    return true;
  }

private:
  static bool is_word(const json::value& v) {
    const auto* text = v.if_string();
    return text && !text->empty() && text->find('\0') == json::string::npos;
  }
};

std::string shown(const json::value& v) {
  auto text = json::serialize(v);
  return text.size() > 60 ? text.substr(0, 60) + "..." : text;
}

std::string unknown_key(std::string_view key, const std::vector<std::string>& known) {
  const auto like = nearest(key, known);
  return "unknown key" + (like.empty() ? std::string{} : "; did you mean \"" + like + "\"?");
}

std::vector<std::string> sections() {
  std::vector<std::string> out;
  for (const auto& s : settings_table())
    if (out.empty() || out.back() != s.section)
      out.emplace_back(s.section);
  return out;
}

std::vector<std::string> keys_of(std::string_view section) {
  std::vector<std::string> out;
  for (const auto& s : settings_table())
    if (s.section == section)
      out.emplace_back(s.key);
  return out;
}

const setting* find(std::string_view section, std::string_view key) {
  for (const auto& s : settings_table())
    if (s.section == section && s.key == key)
      return &s;
  return nullptr;
}

void read_section(std::string_view file,
                  const json::string_view name,
                  const json::value& value,
                  settings& into,
                  faults& wrong) {
  const auto place = "/" + std::string{name};
  const auto keys = keys_of(name);
  if (keys.empty()) {
    wrong.push_back({std::string{file}, place, unknown_key(name, sections())});
    return;
  }
  const auto* object = value.if_object();
  if (!object) {
    wrong.push_back({std::string{file}, place, "found " + shown(value) + ", expected an object"});
    return;
  }
  for (const auto& [key, found] : *object) {
    const auto at = place + "/" + std::string{key};
    const auto* s = find(name, key);
    if (!s)
      wrong.push_back({std::string{file}, at, unknown_key(key, keys)});
    else if (!std::visit(take{into, found}, s->type))
      wrong.push_back(
          {std::string{file}, at, "found " + shown(found) + ", expected " + expected_of(*s)});
  }
}

void read_file(std::string_view file, std::string_view text, settings& into, faults& wrong) {
  const auto root = parse_json(file, text);
  if (!root) {
    wrong.push_back(root.error());
    return;
  }
  const auto* object = root->if_object();
  if (!object) {
    wrong.push_back({std::string{file}, "", "found " + shown(*root) + ", expected an object"});
    return;
  }
  for (const auto& [name, value] : *object)
    read_section(file, name, value, into, wrong);
}

/// "a,b" as an array, "a=x,b=y" as an object; a part without '=' has no value and is refused later.
json::value parts_of(const std::string& text, bool pairs) {
  json::array array;
  json::object object;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto part = text.substr(at, end - at);
    const auto equals = std::min(part.find('='), part.size());
    array.emplace_back(part);
    object[part.substr(0, equals)] = part.substr(std::min(equals + 1, part.size()));
    at = end + 1;
  }
  return pairs ? json::value(std::move(object)) : json::value(std::move(array));
}

/// A variable's text as the JSON value that it stands for: texts need no quotes.
json::value value_of(const setting& s, const std::string& text) {
  if (std::holds_alternative<text_setting>(s.type))
    return json::value(text);
  if (std::holds_alternative<list_setting>(s.type) && !text.starts_with('['))
    return parts_of(text, false);
  if (std::holds_alternative<map_setting>(s.type) && !text.starts_with('{'))
    return parts_of(text, true);
  json::error_code failed;
  auto value = json::parse(text, failed);
  return failed ? json::value(text) : value;
}

void read_variable(const setting& s,
                   const std::string& variable,
                   const environment& env,
                   settings& into,
                   faults& wrong) {
  const auto found = env.find(variable);
  if (found == env.end())
    return;
  const auto value = value_of(s, found->second);
  if (!std::visit(take{into, value}, s.type))
    wrong.push_back(
        {"environment",
         variable,
         "found " + shown(json::value(found->second)) + ", expected " + expected_of(s)});
}

/// The guide's own variables, beside the systematic ones.
const std::map<std::string, std::pair<std::string_view, std::string_view>>& guide_variables() {
  static const std::map<std::string, std::pair<std::string_view, std::string_view>> all{
      {"ENABLE_METRICS_COLLECTION", {"metrics", "collect"}},
      {"PROMETHEUS_EXPORT_ENABLED", {"metrics", "prometheus_export"}},
      {"METRICS_RETENTION_MINUTES", {"metrics", "retention_minutes"}}};
  return all;
}

std::string folder(const environment& env, const char* variable, const char* below_home) {
  // The specification ignores relative paths in these variables.
  if (const auto set = env.find(variable); set != env.end() && set->second.starts_with('/'))
    return set->second + "/tmux-orchestrator";
  const auto home = env.find("HOME");
  return (home == env.end() ? std::string{"."} : home->second) + below_home + "/tmux-orchestrator";
}

} // namespace

settings_or_faults
read_settings(std::string_view file, std::string_view text, const environment& env) {
  settings out;
  faults wrong;
  if (!text.empty())
    read_file(file, text, out, wrong);
  for (const auto& [variable, key] : guide_variables())
    read_variable(*find(key.first, key.second), variable, env, out, wrong);
  for (const auto& s : settings_table())
    read_variable(s, variable_of(s), env, out, wrong);
  if (!wrong.empty())
    return tl::unexpected<faults>(std::move(wrong));
  return out;
}

settings_or_faults load_settings(const std::string& path, const environment& env) {
  if (path.empty())
    return read_settings("", "", env);
  std::ifstream in{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    return tl::unexpected<faults>({{path, "", "cannot be read"}});
  if (text.empty())
    return tl::unexpected<faults>({{path, "", "is empty, expected an object"}});
  return read_settings(path, text, env);
}

notices notices_of(const environment& env) {
  const auto modular = env.find("ENABLE_MODULAR_MONITORING");
  if (modular == env.end() || modular->second == "true")
    return {};
  return {"ENABLE_MODULAR_MONITORING=" + modular->second
          + " cannot be obeyed: this version has no legacy engine, the modular one runs"};
}

environment this_environment() {
  environment out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    if (const auto equals = text.find('='); equals != std::string_view::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

namespace {

/// monitor.pid for monitor.db
std::string beside(std::filesystem::path database, const char* extension) {
  return database.extension() == ".db" ? database.replace_extension(extension).string()
                                       : database.string() + extension;
}

} // namespace

default_paths paths_for(const environment& env, bool as_service) {
  if (as_service)
    return {"/etc/tmux-orchestrator/monitor.json",
            "/var/lib/tmux-orchestrator",
            "/etc/tmux-orchestrator/agents",
            "/run/tmux-orchestrator/control.sock"};
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
  const bool service =
      geteuid() == 0 && std::filesystem::is_directory("/etc/tmux-orchestrator", absent);
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

} // namespace orc
