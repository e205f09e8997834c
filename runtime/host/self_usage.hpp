// What this process takes, as the kernel counts it.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/snapshot.hpp"

namespace orc::host {

/// Reads /proc/self: four system files, some 50 us. May be called by any thread. errc::io.
result<resource_usage> self_usage();

} // namespace orc::host
