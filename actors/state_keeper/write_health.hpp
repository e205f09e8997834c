// How writing goes: what state_keeper says of itself, when it may try to open again, and what is
// worth a line in the log. Pure. Used by state_keeper.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/health.hpp"

#include <chrono>
#include <string>

namespace orc {

struct write_health {
  bool is_open = false;
  unsigned open_failures = 0;  ///< in a row
  steady_time next_try{};      ///< of opening, while it is not open
  unsigned write_failures = 0; ///< in a row
  steady_time next_write{};    ///< no try before it, once it has failed a few times
  steady_time failing_since{}; ///< of the failure that lasts
  errc last_code = errc::internal;
  std::string last_message; ///< of the failure that lasts; empty: none does
  std::string notice;       ///< that a damaged database or spool was set aside; empty: none was
  steady_time noticed{};
  std::string said; ///< the failure that was logged last
  steady_time said_at{};
};

/// A notice of damage stays in the report for so long: it is done with, but somebody should look.
inline constexpr std::chrono::hours notice_lasts{1};
/// A failure that stays the same is logged again after so long.
inline constexpr std::chrono::minutes say_again{1};
/// A database that fails for so long is not expected back at once.
inline constexpr std::chrono::seconds patience_with_database{30};

write_health opened(write_health h);
write_health noted(write_health h, const std::string& notice, steady_time now);

/// The next try comes after 1 s, then twice as long each time, at most 30 s.
write_health open_failed(write_health h, const error& why, steady_time now);

[[nodiscard]] bool may_open(const write_health& h, steady_time now);

/// The connection is given up; the next request opens again at once.
write_health lost(write_health h);

write_health wrote(write_health h);
write_health write_failed(write_health h, const error& why, steady_time now);

/// A database that failed more than twice in a row is tried once a second, whoever asks: a try may
/// wait for a lock, and those who ask must not wait for each other.
[[nodiscard]] bool may_write(const write_health& h, steady_time now);

/// Whether it fails for so long that even what is little should be put elsewhere.
[[nodiscard]] bool is_long_away(const write_health& h, steady_time now);

/// Red while nothing can be written; yellow while a lock was met once or twice, while `spooled`
/// records wait in the spool, and after damage.
[[nodiscard]] self_report report(const write_health& h, std::uint64_t spooled, steady_time now);

struct saying {
  write_health next;
  bool worth_it = false;
};

/// Whether this failure should be logged now.
saying say(write_health h, const error& why, steady_time now);

} // namespace orc
