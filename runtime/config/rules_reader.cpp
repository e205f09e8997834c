#include "runtime/config/rules_reader.hpp"

#include "runtime/config/rules_file.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <limits>

namespace orc {
namespace {

namespace json = boost::json;

constexpr std::size_t most_items = 500; // of one list

} // namespace

void rules_reader::wrong(const std::string& at, const value& found, std::string_view expected) {
  faults_.push_back({at, "found " + shown(found) + ", expected " + std::string{expected}});
}

const json::object* rules_reader::object_at(const value& v, const std::string& at) {
  if (const auto* o = v.if_object())
    return o;
  wrong(at, v, "an object");
  return nullptr;
}

void rules_reader::only(const object& o,
                        const std::string& at,
                        std::initializer_list<std::string_view> keys) {
  for (const auto& member : o) {
    const std::string_view key{member.key().data(), member.key().size()};
    if (std::find(keys.begin(), keys.end(), key) != keys.end())
      continue;
    std::string expected = "one of";
    for (const auto known : keys)
      expected += " " + std::string{known};
    faults_.push_back({at + pointer_step(key), "no such key, expected " + expected});
  }
}

std::string
rules_reader::text(const object& o, std::string_view key, const std::string& at, bool needed) {
  const auto* v = o.if_contains({key.data(), key.size()});
  if (!v) {
    if (needed)
      faults_.push_back({at + pointer_step(key), "found nothing, expected text"});
    return {};
  }
  if (const auto* s = v->if_string(); s && (!needed || !s->empty()))
    return {s->data(), s->size()};
  wrong(at + pointer_step(key), *v, needed ? "text that is not empty" : "text");
  return {};
}

bool rules_reader::flag(const object& o, std::string_view key, const std::string& at) {
  const auto* v = o.if_contains({key.data(), key.size()});
  if (v && !v->is_bool())
    wrong(at + pointer_step(key), *v, "true or false");
  return v && v->is_bool() && v->get_bool();
}

std::optional<int>
rules_reader::number(const object& o, std::string_view key, const std::string& at) {
  constexpr std::int64_t most = 100000;
  const auto* v = o.if_contains({key.data(), key.size()});
  if (!v)
    return std::nullopt;
  if (const auto* n = v->if_int64(); n && *n >= 0 && *n <= most)
    return static_cast<int>(*n);
  wrong(at + pointer_step(key), *v, "a whole number from 0 to 100000");
  return std::nullopt;
}

template <class Item, class Read>
std::vector<Item>
rules_reader::list(const object& o, std::string_view key, const std::string& at, Read read) {
  std::vector<Item> out;
  const auto* v = o.if_contains({key.data(), key.size()});
  if (!v)
    return out;
  const auto* all = v->if_array();
  if (!all || all->size() > most_items) {
    wrong(at + pointer_step(key), *v, "a list of at most 500");
    return out;
  }
  for (std::size_t i = 0; i < all->size(); ++i)
    out.push_back(read((*all)[i], at + pointer_step(key) + "/" + std::to_string(i)));
  return out;
}

std::vector<std::string>
rules_reader::texts(const object& o, std::string_view key, const std::string& at) {
  return list<std::string>(o, key, at, [this](const value& v, const std::string& where) {
    if (const auto* s = v.if_string(); s && !s->empty())
      return std::string{s->data(), s->size()};
    wrong(where, v, "text that is not empty");
    return std::string{};
  });
}

test_spec rules_reader::test(const value& v, const std::string& at, bool with_value) {
  test_spec out;
  out.at = at;
  const auto* o = object_at(v, at);
  if (!o)
    return out;
  if (with_value)
    only(*o, at, {"literal", "regex", "in", "value"});
  else
    only(*o, at, {"literal", "regex", "in"});
  out.literal = text(*o, "literal", at, false);
  out.regex = text(*o, "regex", at, false);
  const auto where = text(*o, "in", at, true);
  if (const auto region = region_from(where))
    out.in = *region;
  else if (!where.empty())
    wrong(at + "/in",
          json::value(json::string(where)),
          "title, whole, last N, prompt_box, above_prompt_box N, last_turn, after_last_rule, "
          "bottom_menu, cursor_line, before_cursor, above_cursor N, typed, suggested or "
          "squeezed N, with N from 1 to 200");
  return out;
}

std::vector<test_spec>
rules_reader::tests(const object& o, std::string_view key, const std::string& at) {
  return list<test_spec>(o, key, at, [this](const value& v, const std::string& where) {
    return test(v, where, false);
  });
}

captures_spec rules_reader::captures(const object& o, const std::string& at) {
  captures_spec out;
  const auto* v = o.if_contains("capture");
  const auto here = at + "/capture";
  const auto* all = v ? object_at(*v, here) : nullptr;
  if (!all)
    return out;
  only(*all,
       here,
       {"reset_at", "retry", "context_left", "permission_mode", "elapsed", "background_tasks"});
  const auto read = [&](std::string_view key) {
    return list<capture_spec>(*all, key, here, [this](const value& one, const std::string& where) {
      capture_spec c{test(one, where, true), {}};
      if (const auto* fields = one.if_object())
        c.value = text(*fields, "value", where, false);
      return c;
    });
  };
  out.reset_at = read("reset_at");
  out.retry = read("retry");
  out.context_left = read("context_left");
  out.permission_mode = read("permission_mode");
  out.elapsed = read("elapsed");
  out.background_tasks = read("background_tasks");
  return out;
}

rule_spec rules_reader::rule(const value& v, const std::string& at, const std::string& version) {
  rule_spec out;
  out.at = at;
  const auto* o = object_at(v, at);
  if (!o)
    return out;
  only(*o,
       at,
       {"name",
        "state",
        "sub_kind",
        "priority",
        "positive",
        "hold",
        "cursor_column_min",
        "cursor_column_max",
        "all",
        "any",
        "not",
        "capture",
        "version",
        "screen"});
  out.name = text(*o, "name", at, true);
  out.hold = flag(*o, "hold", at);
  const auto state = text(*o, "state", at, !out.hold);
  if (const auto known = agent_state_from(state))
    out.state = *known;
  else if (!state.empty())
    wrong(at + "/state",
          json::value(json::string(state)),
          "starting, working, idle, waiting_input, unsubmitted, rate_limited, error or unknown");
  out.sub_kind = text(*o, "sub_kind", at, false);
  out.priority = number(*o, "priority", at).value_or(0);
  out.positive = flag(*o, "positive", at);
  out.cursor_column_min = number(*o, "cursor_column_min", at);
  out.cursor_column_max = number(*o, "cursor_column_max", at);
  out.all = tests(*o, "all", at);
  out.any = tests(*o, "any", at);
  out.none = tests(*o, "not", at);
  out.capture = captures(*o, at);
  out.version = text(*o, "version", at, false);
  if (out.version.empty())
    out.version = version;
  out.screen = text(*o, "screen", at, false);
  return out;
}

agent_identity rules_reader::identity(const object& root) {
  agent_identity out;
  out.kind = text(root, "kind", "", true);
  const auto* v = root.if_contains("identity");
  const auto* o = v ? object_at(*v, "/identity") : nullptr;
  if (!o)
    return out;
  only(*o, "/identity", {"processes", "scripts", "windows"});
  out.process_names = texts(*o, "processes", "/identity");
  out.script_names = texts(*o, "scripts", "/identity");
  out.window_patterns = texts(*o, "windows", "/identity");
  return out;
}

kind_spec rules_reader::read(const value& root) {
  kind_spec out;
  const auto* o = object_at(root, "");
  if (!o)
    return out;
  only(
      *o,
      "",
      {"kind", "version", "identity", "prompt_glyphs", "rules", "capture", "violence", "farewell"});
  out.identity = identity(*o);
  const auto version = text(*o, "version", "", true);
  out.prompt_glyphs = texts(*o, "prompt_glyphs", "");
  out.rules = list<rule_spec>(*o, "rules", "", [&](const value& v, const std::string& where) {
    return rule(v, where, version);
  });
  if (out.rules.empty())
    faults_.push_back({"/rules", "found no rule, expected at least one"});
  out.capture = captures(*o, "");
  out.violence = tests(*o, "violence", "");
  out.farewell = tests(*o, "farewell", "");
  return out;
}

tl::expected<kind_spec, std::vector<file_fault>> parse_rules(std::string_view file,
                                                             std::string_view text) {
  auto root = parse_json(file, text);
  if (!root)
    return tl::unexpected<std::vector<file_fault>>({std::move(root.error())});
  auto wrong = repeated_keys(file, text);
  rules_reader reader;
  auto out = reader.read(*root);
  for (auto& fault : reader.faults())
    wrong.push_back({std::string{file}, std::move(fault.at), std::move(fault.what)});
  if (wrong.empty())
    return out;
  locate(wrong, text);
  return tl::unexpected<std::vector<file_fault>>(std::move(wrong));
}

} // namespace orc
