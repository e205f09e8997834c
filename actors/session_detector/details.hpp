// What a screen tells beyond the state: retries, context left, when a limit ends. Pure.
#pragma once

#include "actors/session_detector/matching.hpp"

namespace orc {

/// Adds what `from` picks out of the screen. `at` is when the screen stood there.
void add_details(state_details& to,
                 const compiled_captures& from,
                 const screen& on,
                 const reading_time& at);

} // namespace orc
