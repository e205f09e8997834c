// One agent over time: from what was seen in each cycle to the state that we say.
//
// Used by idle_analyzer. Pure.
#pragma once

#include "actors/idle_analyzer/contradictions.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/record.hpp"

#include <chrono>
#include <deque>
#include <optional>

namespace orc {

struct time_policy {
  std::chrono::milliseconds idle_hold{2000};    ///< working to idle, where idleness is not proved
  std::chrono::milliseconds unknown_hold{3000}; ///< anything to unknown
  std::chrono::milliseconds typing_hold{2000};  ///< idle to unsubmitted: somebody may be typing
  /// How long "unknown" counts as starting, and how long it may take to end after its goodbye.
  std::chrono::milliseconds starting_grace{10000};
  std::chrono::milliseconds stuck_after{600000}; ///< a busy marker, no progress
  std::chrono::milliseconds flapping_window{60000};
  unsigned flapping_changes = 3;                       ///< more than this many within the window
  std::chrono::milliseconds contradiction_after{5000}; ///< how long evidence must be at odds
};

/// What is remembered of one agent.
struct track {
  agent_view view;
  bool fresh = true;                ///< nothing was said of it yet
  verdict reading;                  ///< what its screen last said, held or not
  std::optional<verdict> candidate; ///< what it will be said to be once its hold is over
  cycle_stamp candidate_since;
  std::optional<steady_time> young_since; ///< a process that has not shown anything yet
  bool shown = false;                     ///< its process was seen at its work
  /// Since when it takes its screen down; it may take its time to end, and is what it was.
  std::optional<steady_time> leaving_since;
  bool title_says_work = false;       ///< of its last screen
  bool shell_prompt = false;          ///< likewise
  bool violence_and_farewell = false; ///< likewise
  steady_time last_progress{};        ///< of its screen: spinners and clocks are none
  steady_time state_since{};          ///< when its present state began
  contradiction_watch at_odds;
  std::deque<steady_time> changes; ///< of its state, within the flapping window
};

struct track_step {
  track next;
  std::optional<transition> change;
};

/// Lifecycle of a track:
///  1. begin() for an agent never seen, resume() for one that the database knows.
///  2. advance() once a cycle. Work and questions are believed at once; quiet, unknown and typed
///     text have to last; a limit holds until its reset or until work is seen.
///  3. close() when the pane is gone.
[[nodiscard]] track begin(const vital& first, cycle_stamp now);
[[nodiscard]] track resume(const agent_view& known, cycle_stamp now);
[[nodiscard]] track_step
advance(const track& before, const vital& seen, cycle_stamp now, const time_policy& policy);
[[nodiscard]] track_step close(const track& before, cycle_stamp now);

} // namespace orc
