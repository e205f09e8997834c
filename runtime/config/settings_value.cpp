#include "runtime/config/settings_value.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

namespace orc {
namespace {

namespace json = boost::json;

/// Takes a value over into its place; false where it does not fit.
struct take {
  settings& into;
  const json::value& found;

  bool operator()(const text_setting& t) const {
    const auto* text = found.if_string();
    const std::string_view said = text ? std::string_view{*text} : std::string_view{};
    if (!text || !is_choice(t.choices, said) || said.find('\0') != std::string_view::npos)
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
      if (key.empty() || !is_word(value) || !is_choice(m.keys, key)
          || !is_choice(m.values, value.get_string()))
        return false;
      entries.emplace_back(key, value.get_string());
    }
    m.at(into) = std::move(entries);
    return true;
  }

private:
  static bool is_choice(const std::vector<std::string_view>& choices, std::string_view word) {
    return choices.empty() || std::find(choices.begin(), choices.end(), word) != choices.end();
  }

  static bool is_word(const json::value& v) {
    const auto* text = v.if_string();
    return text && !text->empty() && text->find('\0') == json::string::npos;
  }
};

/// The value that a setting has.
struct give {
  settings& from;

  json::value operator()(const text_setting& t) const { return json::value(t.at(from)); }

  json::value operator()(const number_setting& n) const { return n.at(from); }

  json::value operator()(const seconds_setting& d) const {
    const auto ms = d.at(from).count();
    if (ms % 1000 == 0)
      return ms / 1000;
    return static_cast<double>(ms) / 1000;
  }

  json::value operator()(const flag_setting& f) const { return f.at(from); }

  json::value operator()(const list_setting& l) const { return json::value_from(l.at(from)); }

  json::value operator()(const map_setting& m) const {
    json::object out;
    for (const auto& [key, value] : m.at(from))
      out[key] = value;
    return out;
  }
};

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

} // namespace

bool take_over(const setting& s, const json::value& found, settings& into) {
  return std::visit(take{into, found}, s.type);
}

json::value value_of_variable(const setting& s, const std::string& text) {
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

json::value value_in(const setting& s, const settings& from) {
  auto copy = from; // the table's accessors are for writing
  return std::visit(give{copy}, s.type);
}

} // namespace orc
