#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/explanation.hpp"
#include "messages/types/tmux.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace orc {

/// A SESSION_DETECTOR reads the screens of one tmux session by rules. One per session.
using session_detector_actor = component_of<
    // Reads each screen, tells crash_detector what it saw and agent_monitor that it is done.
    void(shared<session_screens>),
    // Why the agent's last screen was read as it was. errc::not_found: none since it started.
    shared<explanation>(explain_atom, std::string)>;

/// A detector's name among the components, and the session that such a name stands for.
inline constexpr std::string_view detector_prefix = "session_detector-";

inline std::string detector_name(const std::string& session_key) {
  return std::string{detector_prefix} + session_key;
}

inline std::string session_key_in(const std::string& detector) {
  return detector.substr(std::min(detector_prefix.size(), detector.size()));
}

} // namespace orc
