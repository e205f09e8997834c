// Whether a screen gets on, or only its spinner turns. Used by session_detector. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace orc {

/// Alike for screens that differ in spinners, in numbers and what is written to them ("59s"), or in
/// punctuation. A row that begins with a spinner is left out whole: what an agent writes beside it
/// changes, though nothing gets on.
[[nodiscard]] std::uint64_t print_at_rest(std::string_view text);

} // namespace orc
