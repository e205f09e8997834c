#include "messages/types/time.hpp"

#include <cstdio>
#include <ctime>

namespace orc {
namespace {

/// Takes exactly `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits)
    return std::nullopt;
  int n = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9')
      return std::nullopt;
    n = n * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return n;
}

bool take(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text.front()) == one_of.npos)
    return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  const auto month = year && take(text, "-") ? take_number(text, 2) : std::nullopt;
  const auto day = month && take(text, "-") ? take_number(text, 2) : std::nullopt;
  if (!day)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  return date.ok() ? std::optional{std::chrono::sys_days{date}} : std::nullopt;
}

/// hh:mm
std::optional<std::chrono::minutes> take_minutes(std::string_view& text) {
  const auto hours = take_number(text, 2);
  const auto minutes = hours && take(text, ":") ? take_number(text, 2) : std::nullopt;
  if (!minutes || *hours > 23 || *minutes > 59)
    return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

/// ss[.fraction]
std::optional<std::chrono::milliseconds> take_seconds(std::string_view& text) {
  const auto seconds = take_number(text, 2);
  if (!seconds || *seconds > 60) // 60: a leap second
    return std::nullopt;
  int ms = 0;
  if (take(text, ".")) {
    int weight = 100;
    bool any = false;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      ms += weight * (text.front() - '0');
      weight /= 10;
      any = true;
    }
    if (!any)
      return std::nullopt;
  }
  return std::chrono::seconds{*seconds} + std::chrono::milliseconds{ms};
}

/// What has to be added to reach UTC.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz"))
    return std::chrono::minutes{0};
  const bool ahead = text.starts_with('+');
  if (!take(text, "+-"))
    return std::nullopt;
  const auto distance = take_minutes(text);
  return distance ? std::optional{ahead ? -*distance : *distance} : std::nullopt;
}

} // namespace

std::string to_rfc3339(wall_time t) {
  const auto ms = t.time_since_epoch().count();
  auto seconds = static_cast<std::time_t>(ms / 1000);
  auto rest = ms % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[48];
  const auto n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + n, sizeof text - n, ".%03dZ", static_cast<int>(rest));
  return text;
}

std::optional<wall_time> from_rfc3339(std::string_view text) {
  const auto day = take_date(text);
  const auto minutes = day && take(text, "Tt ") ? take_minutes(text) : std::nullopt;
  const auto seconds = minutes && take(text, ":") ? take_seconds(text) : std::nullopt;
  const auto offset = seconds ? take_offset(text) : std::nullopt;
  if (!offset || !text.empty())
    return std::nullopt;
  return wall_time{*day + *minutes + *seconds + *offset};
}

} // namespace orc
