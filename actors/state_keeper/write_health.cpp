#include "actors/state_keeper/write_health.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{30};
constexpr std::chrono::seconds write_pause{1};
constexpr unsigned patient_with_locks = 2; // another program's short transaction is no trouble yet

write_health failed(write_health h, const error& why, steady_time now) {
  if (h.last_message.empty())
    h.failing_since = now;
  h.last_code = why.code;
  h.last_message = why.message;
  return h;
}

} // namespace

write_health opened(write_health h) {
  h.is_open = true;
  h.open_failures = 0;
  if (h.write_failures == 0) // else it has to show first that it can be written
    h.last_message.clear();
  return h;
}

write_health noted(write_health h, const std::string& notice, steady_time now) {
  h.notice = notice;
  h.noticed = now;
  return h;
}

write_health open_failed(write_health h, const error& why, steady_time now) {
  h.is_open = false;
  const auto pause = first_pause * (1U << std::min(h.open_failures, 5U));
  h.next_try = now + std::min<std::chrono::seconds>(pause, longest_pause);
  ++h.open_failures;
  return failed(std::move(h), why, now);
}

bool may_open(const write_health& h, steady_time now) {
  return h.open_failures == 0 || now >= h.next_try;
}

write_health lost(write_health h) {
  h.is_open = false;
  return h;
}

write_health wrote(write_health h) {
  h.write_failures = 0;
  h.last_message.clear();
  h.said.clear();
  return h;
}

write_health write_failed(write_health h, const error& why, steady_time now) {
  ++h.write_failures;
  h.next_write = now + write_pause;
  return failed(std::move(h), why, now);
}

bool may_write(const write_health& h, steady_time now) {
  return h.write_failures <= patient_with_locks || now >= h.next_write;
}

bool is_long_away(const write_health& h, steady_time now) {
  return !h.last_message.empty() && now - h.failing_since >= patience_with_database;
}

self_report report(const write_health& h, std::uint64_t spooled, steady_time now) {
  const auto waiting = std::to_string(spooled) + " records wait in the spool";
  if (!h.last_message.empty()) {
    const bool may_pass =
        h.is_open && h.last_code == errc::busy && h.write_failures <= patient_with_locks;
    return {may_pass ? color::yellow : color::red,
            h.last_message + (spooled > 0 ? "; " + waiting : "")};
  }
  if (spooled > 0)
    return {color::yellow, "the database is being caught up with: " + waiting};
  if (!h.notice.empty() && now - h.noticed < notice_lasts)
    return {color::yellow, h.notice};
  return {};
}

saying say(write_health h, const error& why, steady_time now) {
  if (h.said == why.message && now - h.said_at < say_again)
    return {std::move(h), false};
  h.said = why.message;
  h.said_at = now;
  return {std::move(h), true};
}

} // namespace orc
