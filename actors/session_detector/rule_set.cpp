#include "actors/session_detector/rule_set.hpp"

#include "actors/session_detector/redact.hpp"
#include "actors/session_detector/screen.hpp"

#include <re2/re2.h>

#include <array>
#include <charconv>

namespace orc {
namespace {

using groups = std::array<re2::StringPiece, 3>;

/// Where a test's lowest match begins, blanks and empty rows before it left out, with its groups.
struct hit {
  std::string_view at;
  groups parts;
};

/// `wanted` counts the whole match too. Groups make RE2 leave its fastest machine.
std::optional<hit> last_pattern(const re2::RE2& pattern, std::string_view text, int wanted) {
  const re2::StringPiece all{text.data(), text.size()};
  groups found;
  std::optional<hit> last;
  for (std::size_t from = 0; from <= text.size();) {
    if (!pattern.Match(all, from, text.size(), re2::RE2::UNANCHORED, found.data(), wanted))
      break;
    const auto start = static_cast<std::size_t>(found[0].data() - all.data());
    const auto begins = std::min(text.find_first_not_of(" \n", start), start + found[0].size());
    last = hit{text.substr(begins < text.size() ? begins : start), found};
    from = std::max(start + found[0].size(), from + 1);
  }
  return last;
}

/// The region's text, or nothing where the test's literal is not in it.
std::string_view text_for(const compiled_test& test, const screen& on) {
  const auto text = on.text_of(test.in);
  const bool there = test.literal.empty() || text.find(test.literal) != std::string_view::npos;
  return there ? text : std::string_view{};
}

std::optional<hit> last_hit(const compiled_test& test, const screen& on, int groups_wanted = 0) {
  const auto text = text_for(test, on);
  if (text.empty())
    return std::nullopt;
  if (test.pattern)
    return last_pattern(*test.pattern, text, groups_wanted + 1);
  return hit{text.substr(text.rfind(test.literal)), {}};
}

bool found(const compiled_test& test, const screen& on) {
  const auto text = text_for(test, on);
  if (text.empty() || !test.pattern)
    return !text.empty();
  return re2::RE2::PartialMatch({text.data(), text.size()}, *test.pattern);
}

bool cursor_fits(const rule_spec& rule, int column) {
  return (!rule.cursor_column_min || column >= *rule.cursor_column_min)
         && (!rule.cursor_column_max || column <= *rule.cursor_column_max);
}

/// The evidence where the rule matches.
std::optional<std::string_view> matches(const compiled_rule& rule, const screen& on) {
  if (!cursor_fits(rule.spec, on.cursor_x()))
    return std::nullopt;
  for (std::size_t i = 1; i < rule.all.size(); ++i)
    if (!found(rule.all[i], on))
      return std::nullopt;
  for (const auto& test : rule.none)
    if (found(test, on))
      return std::nullopt;
  std::optional<std::string_view> evidence;
  if (!rule.all.empty()) {
    const auto first = last_hit(rule.all[0], on);
    if (!first)
      return std::nullopt;
    evidence = first->at;
  }
  if (rule.any.empty())
    return evidence;
  for (const auto& test : rule.any)
    if (const auto one = last_hit(test, on))
      return evidence ? evidence : std::optional{one->at};
  return std::nullopt;
}

struct winner {
  const compiled_rule* rule = nullptr;
  std::string_view evidence;
  std::size_t row = 0;
};

/// Rules come by falling priority: the first priority at which one matches decides.
winner decide(const rule_set& rules, const screen& on) {
  winner best;
  for (const auto& rule : rules.rules) {
    if (best.rule && rule.spec.priority < best.rule->spec.priority)
      break;
    const auto evidence = matches(rule, on);
    if (!evidence)
      continue;
    const auto row = on.row_at(*evidence);
    if (!best.rule || row > best.row)
      best = {&rule, *evidence, row};
  }
  return best;
}

std::string captured(const std::vector<compiled_capture>& captures, const screen& on) {
  for (const auto& capture : captures)
    if (const auto one = last_hit(capture.test, on, capture.value.empty() ? 1 : 0))
      return capture.value.empty() ? redact({one->parts[1].data(), one->parts[1].size()})
                                   : capture.value;
  return {};
}

std::optional<int> number(std::string_view text) {
  int out = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && out >= 0
             ? std::optional{out}
             : std::nullopt;
}

void add_details(state_details& to, const compiled_captures& from, const screen& on) {
  if (auto text = captured(from.reset_at, on); !text.empty())
    to.reset_at = parse_rfc3339(text);
  if (const auto percent = number(captured(from.context_left, on)); percent && *percent <= 100)
    to.context_left_percent = percent;
  if (auto mode = captured(from.permission_mode, on); !mode.empty())
    to.permission_mode = std::move(mode);
  if (auto elapsed = captured(from.elapsed, on); !elapsed.empty())
    to.elapsed = std::move(elapsed);
  for (const auto& capture : from.retry) {
    if (const auto one = last_hit(capture.test, on, 2)) {
      to.retry_attempt = number({one->parts[1].data(), one->parts[1].size()});
      to.retry_limit = number({one->parts[2].data(), one->parts[2].size()});
      break;
    }
  }
}

std::string sign(const std::vector<compiled_test>& signs, const screen& on) {
  for (const auto& test : signs)
    if (const auto one = last_hit(test, on))
      return redact(on.line_at(one->at));
  return {};
}

} // namespace

sighting read(const rule_set& rules, const pane_screen& pane) {
  const screen on{pane, rules.prompt_glyphs};
  sighting out;
  out.agent_id = pane.agent_id;
  out.unrestored = !pane.pane.cursor_visible || pane.pane.mouse || pane.pane.alternate;
  out.violence = sign(rules.violence, on);
  out.farewell = sign(rules.farewell, on);
  const auto best = decide(rules, on);
  if (best.rule) {
    const auto& rule = best.rule->spec;
    out.hold = rule.hold;
    out.seen.state = rule.state;
    out.seen.rule = rule.name;
    out.seen.positive = rule.positive;
    out.seen.evidence = redact(on.line_at(best.evidence));
    out.seen.details.sub_kind = rule.sub_kind;
    add_details(out.seen.details, rules.capture, on);
    add_details(out.seen.details, best.rule->capture, on);
  } else {
    out.seen.rule = rules.identity.kind + ".nothing_matched";
  }
  if (pane.pane.in_mode)
    out.hold = true; // somebody scrolls back: what they look at is the past
  return out;
}

const rule_set* rules_for(const rule_sets& all, const std::string& kind) {
  auto found_kind = all.find(kind);
  if (found_kind == all.end())
    found_kind = all.find("generic");
  return found_kind == all.end() ? nullptr : &found_kind->second;
}

std::optional<wall_time> parse_rfc3339(std::string_view text) {
  static const re2::RE2 form{R"((\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?)"
                             R"((?:[Zz]|([+-])(\d\d):(\d\d)))"};
  int y = 0;
  int mo = 0;
  int d = 0;
  int h = 0;
  int mi = 0;
  int s = 0;
  std::string fraction;
  std::string direction;
  std::string off_h;
  std::string off_m;
  if (!re2::RE2::FullMatch({text.data(), text.size()},
                           form,
                           &y,
                           &mo,
                           &d,
                           &h,
                           &mi,
                           &s,
                           &fraction,
                           &direction,
                           &off_h,
                           &off_m))
    return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{y},
                                        std::chrono::month{static_cast<unsigned>(mo)},
                                        std::chrono::day{static_cast<unsigned>(d)}};
  if (!day.ok() || h > 23 || mi > 59 || s > 60)
    return std::nullopt;
  fraction.resize(3, '0');
  const auto offset = std::chrono::hours{number(off_h).value_or(0)}
                      + std::chrono::minutes{number(off_m).value_or(0)};
  wall_time out = std::chrono::sys_days{day} + std::chrono::hours{h} + std::chrono::minutes{mi}
                  + std::chrono::seconds{s} + std::chrono::milliseconds{*number(fraction)};
  return direction == "-" ? out + offset : out - offset;
}

} // namespace orc
