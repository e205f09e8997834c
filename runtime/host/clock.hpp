// The wall clock as a value that can be injected. Steady time comes from self->clock() in actors.
#pragma once

#include "messages/types/time.hpp"

#include <functional>

namespace orc::host {

using wall_clock = std::function<wall_time()>;

/// The machine's own. It may jump; durations are never taken from it.
inline wall_time wall_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace orc::host
