// Whether an agent lives: joins what its process and its screen say.
//
// Used by crash_detector, and by `tmux-orc explain` for a screen without a past. Pure.
//
// No exit status can be read of a process that is not a child, so the manner of an end is told from
// what it leaves behind. A word on a screen alone never ends an agent: only its process does.
#pragma once

#include "messages/types/cycle.hpp"

#include <chrono>
#include <string>

namespace orc {

struct life_policy {
  /// How long an end without any sign of its manner stays "suspected": the shell's own word
  /// ("Killed") may come a moment after the process is gone.
  std::chrono::milliseconds settle{900};
};

/// What is remembered of one agent between two cycles.
struct life_state {
  life alive = life::alive;
  std::string reason;
  std::string evidence;
  bool seen_alive = false; ///< its process was in front at some time
  bool working = false;    ///< its last screen, while it lived, showed work
  steady_time suspected_since{};
};

struct life_observation {
  const seat& where;
  const sighting* seen = nullptr; ///< this cycle's screen; null where none was read
};

/// Lifecycle of an agent's life:
///  1. alive while its process is in front, was stopped, or runs in the background.
///  2. Its process gone, the signs decide: crashed or exited at once; without a sign suspected, and
///     after `settle` exited.
///     While its server does not answer, it stays what it was.
///  3. Over stays over, whatever the screen shows later, until its process is in front again.
[[nodiscard]] life_state advance(const life_state& state,
                                 const life_observation& observation,
                                 steady_time now,
                                 const life_policy& policy);

} // namespace orc
