// What it says of itself by the last answer of tmux. Pure.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/health.hpp"

#include <optional>

namespace orc {

/// `fault` is that of the last call, nothing when it went well. Green where no server runs: that is
/// a state of the world, and no fault. Yellow while tmux does not answer, however long: whether
/// that is bad for the whole depends on the other servers, and the cycle's figures tell of all of
/// them.
self_report report_of(const std::optional<error>& fault);

} // namespace orc
