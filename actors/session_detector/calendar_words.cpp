#include "actors/session_detector/calendar_words.hpp"

#include <re2/re2.h>

#include <cstdlib>
#include <string_view>

namespace orc {
namespace {

using namespace std::chrono;
using re2::RE2;
using re2::StringPiece;

/// The index of the word of three letters that `text` begins with.
int index_in(std::string_view words, const std::string& text) {
  std::string lower = text.substr(0, 3);
  for (auto& c : lower)
    c = static_cast<char>(c | 0x20);
  return static_cast<int>(words.find(lower) / 3);
}

int month_of(const std::string& name) {
  return index_in("janfebmaraprmayjunjulaugsepoctnovdec", name) + 1;
}

std::optional<sys_days> date_of(year y, int m, const std::string& d) {
  const year_month_day date{
      y, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(as_number(d))}};
  return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

std::optional<sys_days> nearest(int m, const std::string& d, sys_days today) {
  std::optional<sys_days> out;
  const auto now = year_month_day{today}.year();
  for (const auto which : {now - years{1}, now, now + years{1}})
    if (const auto one = date_of(which, m, d);
        one && (!out || abs(*one - today) < abs(*out - today)))
      out = one;
  return out;
}

std::optional<named_day>
date_of(const std::string& y, int m, const std::string& d, sys_days today) {
  const auto date = y.empty() ? nearest(m, d, today) : date_of(year{as_number(y)}, m, d);
  return date ? std::optional{named_day{*date}} : std::nullopt;
}

const std::string months{
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"};

} // namespace

int as_number(const std::string& digits) {
  return std::atoi(digits.substr(0, 9).c_str());
}

std::optional<seconds> clock_in(StringPiece text) {
  static const RE2 of_twelve{R"((?i)\b(\d{1,2})(?::(\d\d))?(?::(\d\d))?\s?([ap])\.?m\b)"};
  static const RE2 of_day{R"(\b(\d{1,2}):(\d\d)(?::(\d\d))?\b)"};
  std::string h;
  std::string m;
  std::string s;
  std::string half;
  if (!RE2::PartialMatch(text, of_twelve, &h, &m, &s, &half)
      && !RE2::PartialMatch(text, of_day, &h, &m, &s))
    return std::nullopt;
  int hour = as_number(h);
  if (!half.empty() && (hour < 1 || hour > 12))
    return std::nullopt;
  if (!half.empty())
    hour = hour % 12 + ((half[0] | 0x20) == 'p' ? 12 : 0);
  if (hour > 23 || as_number(m) > 59 || as_number(s) > 59)
    return std::nullopt;
  return hours{hour} + minutes{as_number(m)} + seconds{as_number(s)};
}

std::optional<named_day> day_in(StringPiece text, sys_days today) {
  static const RE2 numbers{R"(\b(\d{4})-(\d\d)-(\d\d)\b)"};
  static const RE2 month_first{"(?i)\\b" + months
                               + R"(\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4})\b)?)"};
  static const RE2 day_first{R"((?i)\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+)" + months
                             + R"(\b\.?(?:,?\s+(\d{4})\b)?)"};
  static const RE2 tomorrow{R"((?i)\btomorrow\b)"};
  static const RE2 of_week{
      R"((?i)\b(sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?\b)"};
  std::string a;
  std::string b;
  std::string c;
  if (RE2::PartialMatch(text, numbers, &a, &b, &c))
    return date_of(a, as_number(b), c, today);
  if (RE2::PartialMatch(text, month_first, &a, &b, &c))
    return date_of(c, month_of(a), b, today);
  if (RE2::PartialMatch(text, day_first, &b, &a, &c))
    return date_of(c, month_of(a), b, today);
  if (RE2::PartialMatch(text, tomorrow))
    return named_day{today + days{1}};
  if (!RE2::PartialMatch(text, of_week, &a))
    return std::nullopt;
  const weekday wanted{static_cast<unsigned>(index_in("sunmontuewedthufrisat", a))};
  return named_day{today + (wanted - weekday{today}), days{7}};
}

} // namespace orc
