// What a POST asks to have done, and what is said when it is. Pure; http_gateway has it done.
#pragma once

#include "messages/types/health.hpp"
#include "messages/types/http.hpp"
#include "runtime/http/view.hpp"

#include <tl/expected.hpp>

#include <string>

namespace orc {

/// Restart this component, which hangs below that supervisor.
struct restart_order {
  std::string component;
  std::string supervisor;
};

/// 404: no component has this name; 409: it is the root; 503: no health report has come yet.
tl::expected<restart_order, api_response>
restart_order_from(const api_request& request, const std::string& component, const monitor_view& v);

/// 200: it runs again.
api_response answer_restarted(const component_facts& facts);

/// 202, said before a restart that ends the answering component itself.
api_response answer_restarting(const restart_order& order);

} // namespace orc
