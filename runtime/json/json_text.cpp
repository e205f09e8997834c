#include "runtime/json/json_text.hpp"

#include "messages/types/utf8.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace orc {
namespace {

namespace json = boost::json;

void write(const json::value& v, std::string& to);

void write(double number, std::string& to) {
  if (!std::isfinite(number)) { // RFC 8259, section 6: JSON has neither infinity nor NaN
    to += "null";
    return;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.begin(), text.end(), number).ptr;
  to.append(text.begin(), end);
}

void write(const json::object& object, std::string& to) {
  to += '{';
  for (const auto& member : object) {
    if (to.back() != '{')
      to += ',';
    to += json::serialize(json::string_view{to_utf8(member.key())});
    to += ':';
    write(member.value(), to);
  }
  to += '}';
}

void write(const json::array& array, std::string& to) {
  to += '[';
  for (const auto& item : array) {
    if (&item != &array.front())
      to += ',';
    write(item, to);
  }
  to += ']';
}

void write(const json::value& v, std::string& to) {
  if (v.is_object())
    write(v.get_object(), to);
  else if (v.is_array())
    write(v.get_array(), to);
  else if (v.is_double())
    write(v.get_double(), to);
  else if (v.is_string())
    to += json::serialize(json::string_view{to_utf8(v.get_string())});
  else
    to += json::serialize(v);
}

} // namespace

std::string to_text(const json::value& v) {
  std::string text;
  write(v, text);
  text += '\n';
  return text;
}

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value time_of(wall_time t) {
  return json::value(to_rfc3339(t));
}

} // namespace orc
