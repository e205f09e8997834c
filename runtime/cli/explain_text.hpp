// An explanation for people: what was seen, what stood in the other rules' way. Pure.
//
// Used by `tmux-orc explain` for both its forms: `why` is what explanation_json() writes.
#pragma once

#include "runtime/cli/table.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace orc::cli {

/// The region with the evidence marked, the other evidence, every rule, and what would change the
/// verdict.
[[nodiscard]] std::string explained(const boost::json::value& why, const terminal& t);

} // namespace orc::cli
