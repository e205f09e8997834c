// What a POST asks to have done, and what is said when it is. Pure; http_gateway has it done.
#pragma once

#include "messages/types/health.hpp"
#include "messages/types/http.hpp"
#include "runtime/http/view.hpp"

#include <tl/expected.hpp>

#include <map>
#include <string>

namespace orc {

/// Restart this component.
struct restart_order {
  std::string component;
};

/// Log so much from now on; as set_level() of runtime/telemetry/log.hpp takes it.
struct level_order {
  std::string component; ///< empty: everything that has no level of its own
  std::string level;     ///< empty: the component has no level of its own any more
};

/// Arm a rollback trigger again.
struct rearm_trigger_order {
  std::string trigger; ///< its name, or "all"
};

/// 400: a body came with it; 409: it is the root. Whether there is such a component is not known
/// here.
tl::expected<restart_order, api_response>
restart_order_from(const api_request& request, const std::string& component, const monitor_view& v);

/// 200: it runs again.
api_response answer_restarted(const component_facts& facts);

/// 415: the body is not called JSON; 400: it is none, or not what is wanted.
tl::expected<level_order, api_response> level_order_from(const api_request& request);

/// As above. Whether there is such a trigger is not known here.
tl::expected<rearm_trigger_order, api_response> rearm_order_from(const api_request& request);

/// `levels` as levels() of runtime/telemetry/log.hpp tells them.
api_response answer_levels(const std::map<std::string, std::string>& levels);

/// 202, said before a restart that ends the answering component itself.
api_response answer_restarting(const restart_order& order);

} // namespace orc
