// Evidence that does not go together, and for how long. Used by track. Pure.
//
// A screen is painted piece by piece, and a process ends before its screen does: only what lasts is
// a contradiction.
#pragma once

#include "messages/types/cycle.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace orc {

/// What is held against one another in one cycle.
struct joined_evidence {
  const vital& seen;
  const verdict& reading;             ///< what the screen last said
  bool title_says_work = false;       ///< of that screen
  bool shell_prompt = false;          ///< at its cursor
  bool violence_and_farewell = false; ///< on it
  bool young = false;                 ///< a new process, which need not show anything yet
  bool stuck = false;
};

class contradiction_watch {
public:
  void look(const joined_evidence& now, steady_time at);

  /// Those that have lasted for so long, in the order of the enum; one of a stuck agent at once,
  /// since it took its time already.
  [[nodiscard]] std::vector<contradiction> lasting(steady_time at,
                                                   std::chrono::milliseconds after) const;

private:
  std::array<std::optional<steady_time>, contradiction_count> since_;
};

} // namespace orc
