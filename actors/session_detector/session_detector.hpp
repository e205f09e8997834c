// Reads the changed screens of one tmux session by rules, in parallel with other sessions.
//
// Lifecycle:
//  1. At its start it asks agent_monitor for every screen: it remembers none.
//  2. For each session_screens it tells crash_detector what was seen, then agent_monitor that it is
//     done with the cycle, however many screens failed.
//  3. Keeps each agent's last screen, to say why it was read so when it is asked; the newest ones
//     where they are too many to keep.
//  4. Ends with its session.
// Threading: pool; the rules are shared and never change.
#pragma once

#include "actors/session_detector/rule_set.hpp"
#include "actors/session_detector/standing_words.hpp"
#include "messages/agent_monitor_actor.hpp"
#include "messages/crash_detector_actor.hpp"
#include "messages/session_detector_actor.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace orc {

struct session_detector_links {
  crash_detector_actor crash;
  agent_monitor_actor monitor;
};

/// What is remembered of an agent between its screens.
struct last_look {
  std::size_t print = 0;     ///< hash of the screen
  std::uint64_t at_rest = 0; ///< the same without spinners and figures that tick
  pane_screen screen;        ///< what explain is answered from; empty where there was no room
  wall_time at{};
  std::uint64_t turn = 0; ///< grows with every look
  standing_words words;
};

struct session_detector_state {
  static inline const char* name = "session_detector";

  session_detector_state() = default;

  /// Nothing where there are no rules for it.
  [[nodiscard]] std::optional<sighting> look(const pane_screen& screen, wall_time at = {});
  void remember(last_look& look, const pane_screen& screen, wall_time at);
  void drop_screen(last_look& look);
  [[nodiscard]] caf::result<shared<explanation>> explain(const std::string& agent) const;
  /// Looks at all that came; counts in `done` what could be read and what could not.
  [[nodiscard]] shared<session_sightings> take(const session_screens& message, session_read& done);
  void forget_others(const session_screens& present);

  session_detector_links links;
  shared<rule_sets> rules;
  std::string session_key;
  std::unordered_map<std::string, last_look> last_seen; ///< by agent id
  std::size_t kept_bytes = 0;                           ///< of the screens in it
  std::uint64_t looks = 0;
};

session_detector_actor::behavior_type
session_detector(session_detector_actor::stateful_pointer<session_detector_state> self,
                 session_detector_links links,
                 shared<rule_sets> rules,
                 std::string session_key);

} // namespace orc
