// Which moment is meant by words that stand on a screen for longer than one look. Pure; used by
// session_detector.cpp.
#pragma once

#include "messages/types/agent.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace orc {

/// What is remembered of an agent's words from look to look.
struct standing_words {
  verdict said;                   ///< at the last look
  std::uint64_t above = 0;        ///< print at rest of the rows above its evidence
  std::optional<wall_time> named; ///< what a limit's words named since the agent last worked
};

/// "in 3 hours" counts from when it was first seen: `now`, read from `text`, keeps the moment that
/// the same words meant before. Words whose moment is over, with other rows above them than before,
/// were printed anew and count anew; what is typed or drawn below them does not matter.
void keep_moment(standing_words& words, verdict& now, std::string_view text, wall_time at);

} // namespace orc
