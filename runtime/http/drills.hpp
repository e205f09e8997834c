// Failures on purpose: which there are, how an order for one is read, and what is said of those in
// force. Pure; http_gateway has them done.
#pragma once

#include "messages/types/health.hpp"
#include "messages/types/http.hpp"
#include "messages/types/world_fault.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace orc {

/// Let this fail, or let it be well again.
struct drill_order {
  std::string fault; ///< its word; "none" takes back
  std::variant<component_fault, world_fault> what;
  std::string target; ///< the component; empty: the world, or with "none" everything
  std::chrono::milliseconds lasts{0};
};

/// One that is in force.
struct armed_drill {
  std::string fault;
  std::string target;                 ///< empty: the world around the monitor
  std::optional<double> seconds_left; ///< nothing: until it is taken back, or has happened
};

/// 415: the body is not called JSON; 400: it is none, or not what is wanted. Whether there is such
/// a component is not known here.
tl::expected<drill_order, api_response> drill_order_from(const api_request& request);

/// {"items":[what may be ordered],"armed":[what is in force]}
std::string drills_body(const std::vector<armed_drill>& armed);

/// 200: it is in force; with `before_it_strikes` 202, said by a component that is about to fail.
api_response answer_drill(const drill_order& order, bool before_it_strikes = false);

} // namespace orc
