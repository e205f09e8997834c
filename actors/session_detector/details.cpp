#include "actors/session_detector/details.hpp"

#include "actors/session_detector/redact.hpp"
#include "actors/session_detector/reset_time.hpp"

#include <charconv>

namespace orc {
namespace {

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

void add_retry(state_details& to, const std::vector<compiled_capture>& from, const screen& on) {
  for (const auto& capture : from) {
    const auto one = last_hit(capture.test, on, 2);
    if (!one)
      continue;
    to.retry_attempt = number({one->parts[1].data(), one->parts[1].size()});
    to.retry_limit = number({one->parts[2].data(), one->parts[2].size()});
    return;
  }
}

} // namespace

void add_details(state_details& to,
                 const compiled_captures& from,
                 const screen& on,
                 const reading_time& at) {
  if (const auto text = captured(from.reset_at, on); !text.empty())
    to.reset_at = reset_time(text, at);
  if (const auto percent = number(captured(from.context_left, on)); percent && *percent <= 100)
    to.context_left_percent = percent;
  if (auto mode = captured(from.permission_mode, on); !mode.empty())
    to.permission_mode = std::move(mode);
  if (auto elapsed = captured(from.elapsed, on); !elapsed.empty())
    to.elapsed = std::move(elapsed);
  if (const auto tasks = number(captured(from.background_tasks, on)))
    to.background_tasks = tasks;
  add_retry(to, from.retry, on);
}

} // namespace orc
