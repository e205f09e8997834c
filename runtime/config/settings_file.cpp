#include "runtime/config/settings_file.hpp"

#include "runtime/config/settings_check.hpp"
#include "runtime/config/settings_table.hpp"
#include "runtime/config/settings_value.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <iterator>

namespace orc {
namespace {

namespace json = boost::json;
using faults = std::vector<file_fault>;

constexpr std::string_view our_prefix = "TMUX_ORC_";
constexpr std::string_view url_variable = "TMUX_ORC_URL"; // the command line's, no key's

/// The guide's own variables, beside the systematic ones.
const std::map<std::string, std::pair<std::string_view, std::string_view>>& guide_variables() {
  static const std::map<std::string, std::pair<std::string_view, std::string_view>> all{
      {"ENABLE_METRICS_COLLECTION", {"metrics", "collect"}},
      {"PROMETHEUS_EXPORT_ENABLED", {"metrics", "prometheus_export"}},
      {"METRICS_RETENTION_MINUTES", {"metrics", "retention_minutes"}}};
  return all;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const auto like = nearest(word, known);
  return like.empty() ? "" : "; did you mean \"" + like + "\"?";
}

/// "/http or /tmux": the sections that have such a key.
std::string homes_of(std::string_view key) {
  std::string out;
  for (const auto& section : section_names())
    if (find_setting(section, key))
      out += (out.empty() ? "/" : " or /") + section;
  return out;
}

std::string unknown_section(std::string_view name) {
  const auto homes = homes_of(name);
  return "unknown section"
         + (homes.empty() ? suggestion(name, section_names()) : "; the key belongs to " + homes);
}

std::string unknown_key(std::string_view section, std::string_view key) {
  const auto homes = homes_of(key);
  return "unknown key"
         + (homes.empty() ? suggestion(key, keys_of(section)) : "; it belongs to " + homes);
}

class settings_reader {
public:
  void read_file(std::string_view file, std::string_view text) {
    const auto root = parse_json(file, text);
    if (!root) {
      wrong_.push_back(root.error());
      return;
    }
    file_ = file;
    wrong_ = repeated_keys(file, text);
    if (const auto* object = root->if_object())
      for (const auto& [name, value] : *object)
        read_section(name, value);
    else
      wrong("", *root, "an object");
  }

  void read_variable(const setting& s, const std::string& variable, const environment& env) {
    const auto found = env.find(variable);
    if (found == env.end())
      return;
    from_[pointer_of(s)] = {"", variable};
    if (!take_over(s, value_of_variable(s, found->second), out_))
      variables_.push_back(
          {"environment",
           variable,
           "found " + shown(json::value(found->second)) + ", expected " + expected_of(s)});
  }

  settings_or_faults done(std::string_view text, origins* from) {
    if (wrong_.empty() && variables_.empty()) // a default in a wrong value's place proves nothing
      check_orders();
    if (!wrong_.empty())
      locate(wrong_, text);
    std::move(variables_.begin(), variables_.end(), std::back_inserter(wrong_));
    if (!wrong_.empty())
      return tl::unexpected<faults>(std::move(wrong_));
    if (from)
      *from = std::move(from_);
    return std::move(out_);
  }

private:
  void wrong(const std::string& at, const json::value& found, const std::string& expected) {
    wrong_.push_back({file_, at, "found " + shown(found) + ", expected " + expected});
  }

  void read_section(std::string_view name, const json::value& value) {
    const auto place = pointer_step(name);
    if (name == "$schema") { // an editor's: where config/monitor.schema.json is
      if (!value.is_string())
        wrong(place, value, "a text");
      return;
    }
    const auto sections = section_names();
    if (std::find(sections.begin(), sections.end(), name) == sections.end()) {
      wrong_.push_back({file_, place, unknown_section(name)});
      return;
    }
    if (!value.is_object())
      return wrong(place, value, "an object");
    for (const auto& [key, found] : value.get_object())
      read_key(name, key, found);
  }

  void read_key(std::string_view section, std::string_view key, const json::value& found) {
    const auto at = pointer_step(section) + pointer_step(key);
    const auto* s = find_setting(section, key);
    from_[at] = {file_, ""};
    if (!s)
      wrong_.push_back({file_, at, unknown_key(section, key)});
    else if (!take_over(*s, found, out_))
      wrong(at, found, expected_of(*s));
  }

  /// Told where the user chose a value; of two, at the shorter one.
  void check_orders() {
    for (const auto& broken : broken_orders(out_)) {
      const bool blame_shorter = from_.contains(broken.shorter);
      const auto& at = blame_shorter ? broken.shorter : broken.longer;
      const auto what = blame_shorter ? "found " + broken.too_long + ", expected at most "
                                            + broken.longer + ", which is " + broken.limit
                                      : "found " + broken.limit + ", expected at least "
                                            + broken.shorter + ", which is " + broken.too_long;
      const auto& chosen = from_[at];
      auto& into = chosen.variable.empty() ? wrong_ : variables_;
      into.push_back({chosen.variable.empty() ? file_ : "environment",
                      chosen.variable.empty() ? at : chosen.variable,
                      what + ": " + broken.why});
    }
  }

  std::string file_;
  settings out_;
  origins from_;
  faults wrong_;     ///< of the file
  faults variables_; ///< of the environment
};

} // namespace

settings_or_faults
read_settings(std::string_view file, std::string_view text, const environment& env, origins* from) {
  settings_reader reader;
  if (!text.empty())
    reader.read_file(file, text);
  for (const auto& [variable, key] : guide_variables())
    reader.read_variable(*find_setting(key.first, key.second), variable, env);
  for (const auto& s : settings_table())
    reader.read_variable(s, variable_of(s), env);
  return reader.done(text, from);
}

settings_or_faults load_settings(const std::string& path, const environment& env, origins* from) {
  if (path.empty())
    return read_settings("", "", env, from);
  const auto text = read_text(path);
  if (text)
    return read_settings(path, *text, env, from);
  faults all{text.error()};
  if (const auto rest = read_settings("", "", env); !rest) // the environment's as well
    all.insert(all.end(), rest.error().begin(), rest.error().end());
  return tl::unexpected<faults>(std::move(all));
}

notices notices_of(const environment& env) {
  notices out;
  if (const auto modular = env.find("ENABLE_MODULAR_MONITORING");
      modular != env.end() && modular->second != "true")
    out.push_back("ENABLE_MODULAR_MONITORING=" + modular->second
                  + " cannot be obeyed: this version has no legacy engine, the modular one runs");
  std::vector<std::string> known;
  for (const auto& s : settings_table())
    known.push_back(variable_of(s));
  for (const auto& [name, value] : env)
    if (name.starts_with(our_prefix) && name != url_variable
        && std::find(known.begin(), known.end(), name) == known.end())
      out.push_back(name + " is no variable of this program" + suggestion(name, known));
  return out;
}

} // namespace orc
