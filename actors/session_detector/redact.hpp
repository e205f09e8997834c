// Takes secrets out of a line before it is kept or shown. Used for every evidence line. Pure.
#pragma once

#include <string>
#include <string_view>

namespace orc {

inline constexpr std::size_t evidence_limit = 200; ///< characters, not bytes

/// The line without surrounding blanks, its keys, tokens and passwords replaced by `[redacted]`,
/// cut at evidence_limit.
[[nodiscard]] std::string redact(std::string_view line);

} // namespace orc
