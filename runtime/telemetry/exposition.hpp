// The body of /metrics, made once for each snapshot. Pure.
//
// Used by metrics_aggregator. Every known series stands from the start, with 0 where nothing was
// counted yet; the series of an agent that is gone goes with it, since each body is made anew.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/snapshot.hpp"

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// `version` is the program's, for build_info.
std::vector<prometheus::MetricFamily> metric_families(const snapshot& s, std::string_view version);

/// text/plain; version=0.0.4
std::string metrics_text(const snapshot& s, std::string_view version);

/// RFC 1952, made by zlib. errc::internal when zlib has no memory.
result<std::string> gzip(std::string_view plain);

/// Agents that were handled per second of the cycle; 0 before the first.
double agents_per_second(const snapshot& s);

} // namespace orc
