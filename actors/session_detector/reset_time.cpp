#include "actors/session_detector/reset_time.hpp"

#include "actors/session_detector/calendar_words.hpp"

#include <re2/re2.h>

#include <array>
#include <cstdlib>
#include <string>

namespace orc {
namespace {

using namespace std::chrono;
using re2::RE2;
using re2::StringPiece;

constexpr std::size_t longest = 300; // bytes of text that are looked at

/// "2026-11-24 15:00:00 +02:00" is what some make of RFC 3339.
std::optional<wall_time> exactly(StringPiece text) {
  static const RE2 form{
      R"((\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?([Zz]|[+-]\d\d:\d\d))"};
  std::string day, time, zone;
  return RE2::PartialMatch(text, form, &day, &time, &zone) ? from_rfc3339(day + "T" + time + zone)
                                                           : std::nullopt;
}

std::optional<wall_time> from_unix(StringPiece text) {
  static const RE2 form{R"((?:^|[^\d.])(\d{10})(\d{3})?(?:[^\d]|$))"};
  std::string whole, fraction;
  if (!RE2::PartialMatch(text, form, &whole, &fraction))
    return std::nullopt;
  return wall_time{seconds{std::atoll(whole.c_str())} + milliseconds{as_number(fraction)}};
}

milliseconds unit_of(const std::string& word) {
  switch (word[0] | 0x20) {
  case 'w':
    return hours{24 * 7};
  case 'd':
    return hours{24};
  case 'h':
    return hours{1};
  case 'm':
    return word.size() == 2 ? milliseconds{1} : minutes{1}; // ms
  default:
    return seconds{1};
  }
}

/// The sum of all "3 hours", "12m" in the text.
std::optional<milliseconds> duration_in(StringPiece text) {
  static const RE2 form{R"((?i)\b(\d{1,7})\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|ms|m)"
                        R"(|seconds?|secs?|s)(?:\b|\d))"};
  std::optional<milliseconds> sum;
  std::string count, unit;
  while (RE2::FindAndConsume(&text, form, &count, &unit)) {
    sum = sum.value_or(milliseconds{0}) + as_number(count) * unit_of(unit);
    if (text.data()[-1] >= '0' && text.data()[-1] <= '9') // "3h12m": the digit is the next one's
      text = {text.data() - 1, text.size() + 1};
  }
  return sum;
}

/// The zones of mail (RFC 5322, section 4.3), in hours.
std::optional<seconds> of_mail(const std::string& zone) {
  struct known {
    const char* name;
    int hours;
  };

  constexpr std::array<known, 8> all{{{"EST", -5},
                                      {"EDT", -4},
                                      {"CST", -6},
                                      {"CDT", -5},
                                      {"MST", -7},
                                      {"MDT", -6},
                                      {"PST", -8},
                                      {"PDT", -7}}};
  for (const auto& one : all)
    if (zone == one.name)
      return hours{one.hours};
  return std::nullopt;
}

/// What one zone's clocks are ahead at a moment; empty for a zone that is not known.
using zone = std::function<std::optional<seconds>(wall_time)>;

zone fixed(seconds ahead) {
  return [ahead](wall_time) { return std::optional{ahead}; };
}

zone from_database(const std::string& name, const reading_time& at) {
  if (!at.ahead)
    return {};
  return [name, ahead = at.ahead](wall_time then) { return ahead(name, then); };
}

zone zone_in(StringPiece text, const reading_time& at) {
  static const RE2 universal{R"((?i)\b(Etc/)?(?:UTC|GMT)\b(?:\s?([+-])(\d{1,2})(?::?(\d\d))?)?)"};
  static const RE2 region{R"(\b([A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+){1,2})\b)"};
  static const RE2 letters{R"((?:\d|(?i:[ap]m|[ap]\.m\.))\s?\(?([A-Z]{3,5})\b)"};
  static const RE2 other{R"(\([A-Za-z]{2,5}\))"};
  std::string of_database, direction, h, m, name;
  if (RE2::PartialMatch(text, universal, &of_database, &direction, &h, &m)) {
    const seconds offset = hours{as_number(h)} + minutes{as_number(m)};
    // The database's Etc/GMT+5 has POSIX's sign: it is behind.
    return fixed((direction == "-") == of_database.empty() ? -offset : offset);
  }
  if (RE2::PartialMatch(text, region, &name))
    return from_database(name, at);
  if (RE2::PartialMatch(text, letters, &name)) {
    const auto ahead = of_mail(name);
    return ahead ? fixed(*ahead) : zone{};
  }
  return RE2::PartialMatch(text, other) ? zone{} : from_database("", at);
}

/// Clocks may change between now and then: the zone is asked twice, the second time for a moment
/// that is wrong by no more than such a change.
std::optional<wall_time> moment_of(wall_time local, const zone& where) {
  const auto about = where(local);
  const auto ahead = about ? where(local - *about) : std::nullopt;
  return ahead ? std::optional{local - *ahead} : std::nullopt;
}

bool is_named(wall_time named, wall_time local, days every, const zone& where) {
  const auto ahead = where(named);
  return ahead && (named + *ahead - local) % every == milliseconds{0};
}

std::optional<wall_time> from_calendar(StringPiece text, const reading_time& at) {
  const auto where = zone_in(text, at);
  const auto ahead = where ? where(at.now) : std::nullopt;
  const auto clock = clock_in(text);
  if (!ahead)
    return std::nullopt;
  const auto today = floor<days>(at.now + *ahead);
  const auto day = day_in(text, today);
  if (!day && !clock)
    return std::nullopt;
  const auto [date, every] = day.value_or(named_day{today, days{1}});
  const wall_time local = date + clock.value_or(seconds{0});
  if (every == days{0})
    return moment_of(local, where);
  if (at.named && is_named(*at.named, local, every, where))
    return at.named;
  auto out = moment_of(local - every, where);
  const auto over = at.now - (at.fresh ? minutes{5} : hours{6});
  for (int i = 0; out && *out <= over && i < 2; ++i)
    out = moment_of(local + i * every, where);
  return out;
}

} // namespace

std::optional<wall_time> reset_time(std::string_view words, const reading_time& at) {
  const StringPiece text{words.data(), std::min(words.size(), longest)};
  if (const auto exact = exactly(text))
    return exact;
  if (at.now == wall_time{})
    return from_unix(text);
  if (const auto calendar = from_calendar(text, at))
    return calendar;
  if (const auto wait = duration_in(text); wait && *wait <= days{366})
    return at.now + *wait;
  return from_unix(text);
}

} // namespace orc
