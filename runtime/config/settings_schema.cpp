#include "runtime/config/settings_schema.hpp"

#include "runtime/config/settings_table.hpp"
#include "runtime/config/settings_value.hpp"

#include <boost/json.hpp>

namespace orc {
namespace {

namespace json = boost::json;

double seconds(settings::duration d) {
  return static_cast<double>(d.count()) / 1000;
}

json::array words(const std::vector<std::string_view>& choices) {
  json::array out;
  for (const auto word : choices)
    out.emplace_back(json::string{word});
  return out;
}

/// "A text that is not empty", or one of the choices.
json::object word(const std::vector<std::string_view>& choices) {
  json::object out{{"type", "string"}, {"minLength", 1}};
  if (!choices.empty())
    out["enum"] = words(choices);
  return out;
}

/// What the table says of a type, in the schema's words.
struct constraint {
  json::object operator()(const text_setting& t) const {
    json::object out{{"type", "string"}};
    if (!t.choices.empty())
      out["enum"] = words(t.choices);
    return out;
  }

  json::object operator()(const number_setting& n) const {
    return {{"type", "integer"}, {"minimum", n.least}, {"maximum", n.most}};
  }

  json::object operator()(const seconds_setting& d) const {
    return {{"type", "number"}, {"minimum", seconds(d.least)}, {"maximum", seconds(d.most)}};
  }

  json::object operator()(const flag_setting&) const { return {{"type", "boolean"}}; }

  json::object operator()(const list_setting&) const {
    return {{"type", "array"}, {"items", word({})}};
  }

  json::object operator()(const map_setting& m) const {
    return {{"type", "object"},
            {"propertyNames", word(m.keys)},
            {"additionalProperties", word(m.values)}};
  }
};

json::object section_of(std::string_view name) {
  json::object keys;
  for (const auto& s : settings_table()) {
    if (s.section != name)
      continue;
    json::object key{{"description", json::string{s.meaning}}};
    for (auto& [word, value] : std::visit(constraint{}, s.type))
      key[word] = std::move(value);
    key["default"] = value_in(s, {});
    keys[s.key] = std::move(key);
  }
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(keys)}};
}

/// Indented, since it is kept in the tree and read by people: the library writes one line.
void write(std::string& out, const json::value& v, std::size_t depth) {
  const auto* object = v.if_object();
  if (!object || object->empty()) {
    out += json::serialize(v);
    return;
  }
  const std::string indent(2 * (depth + 1), ' ');
  const char* before = "{\n";
  for (const auto& [key, value] : *object) {
    out += before + indent + json::serialize(json::value(key)) + ": ";
    write(out, value, depth + 1);
    before = ",\n";
  }
  out += "\n" + std::string(2 * depth, ' ') + "}";
}

} // namespace

std::string settings_schema() {
  json::object sections{{"$schema", {{"type", "string"}}}};
  for (const auto& name : section_names())
    sections[name] = section_of(name);
  const json::value schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "The configuration of tmux-orchestrator-monitor; durations are in seconds"},
      {"type", "object"},
      {"additionalProperties", false},
      {"properties", std::move(sections)}};
  std::string out;
  write(out, schema, 0);
  return out + "\n";
}

} // namespace orc
