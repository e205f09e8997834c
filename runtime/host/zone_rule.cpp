#include "runtime/host/zone_rule.hpp"

#include <algorithm>
#include <cctype>

namespace orc::host {
namespace {

using namespace std::chrono;

/// Takes a rule's parts off its front; once one is missing it has failed.
class rule_text {
public:
  explicit rule_text(std::string_view all) : rest_(all) {}

  [[nodiscard]] bool at_end() const { return good_ && rest_.empty(); }

  [[nodiscard]] bool begins(char c) const { return rest_.starts_with(c); }

  bool take(char c) {
    const bool there = begins(c);
    rest_.remove_prefix(there ? 1 : 0);
    return there;
  }

  void need(char c) { good_ = take(c) && good_; }

  /// "EST", "<+0330>"
  void name() {
    const bool quoted = begins('<');
    const auto end =
        quoted ? rest_.find('>')
               : static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_letter)
                                          - rest_.begin());
    good_ = good_ && end >= 3 && end < rest_.size();
    rest_.remove_prefix(good_ ? end + (quoted ? 1 : 0) : 0);
  }

  int number(int least, int most) {
    int out = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && digits < 3 && is_digit(rest_[digits]); ++digits)
      out = out * 10 + (rest_[digits] - '0');
    rest_.remove_prefix(digits);
    good_ = good_ && digits > 0 && out >= least && out <= most;
    return out;
  }

  /// "-3", "2:30", "+2:30:15"
  seconds time() {
    const bool negative = begins('-');
    if (begins('-') || begins('+'))
      rest_.remove_prefix(1);
    seconds out = hours{number(0, 167)};
    if (take(':'))
      out += minutes{number(0, 59)};
    if (take(':'))
      out += seconds{number(0, 59)};
    return negative ? -out : out;
  }

private:
  static bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view rest_;
  bool good_ = true;
};

/// "M3.2.0/2": the second Sunday of March at two o'clock, the time being that until then.
struct yearly {
  int month = 1;
  int week = 1; ///< 5: the last one
  int day = 0;  ///< 0: Sunday
  seconds time = hours{2};

  [[nodiscard]] sys_seconds in(year y) const {
    const auto of = y / std::chrono::month{static_cast<unsigned>(month)};
    const weekday wanted{static_cast<unsigned>(day)};
    const sys_days date = week == 5 ? sys_days{of / wanted[last]}
                                    : sys_days{of / wanted[static_cast<unsigned>(week)]};
    return date + time;
  }
};

yearly yearly_in(rule_text& text) {
  yearly out;
  text.need(',');
  text.need('M');
  out.month = text.number(1, 12);
  text.need('.');
  out.week = text.number(1, 5);
  text.need('.');
  out.day = text.number(0, 6);
  if (text.take('/'))
    out.time = text.time();
  return out;
}

} // namespace

std::optional<seconds> ahead_by_rule(std::string_view rule, sys_seconds at) {
  rule_text text{rule};
  text.name();
  const auto standard = -text.time(); // POSIX counts what is behind UTC
  text.name();
  const auto summer = text.begins(',') ? standard + hours{1} : -text.time();
  const auto begin = yearly_in(text);
  const auto end = yearly_in(text);
  if (!text.at_end())
    return std::nullopt;
  const auto this_year = year_month_day{floor<days>(at + standard)}.year();
  const auto from = begin.in(this_year)-standard;
  const auto until = end.in(this_year)-summer;
  const bool is_summer = from < until ? from <= at && at < until : at < until || from <= at;
  return is_summer ? summer : standard;
}

} // namespace orc::host
