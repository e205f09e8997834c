#include "runtime/http/orders.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/json_text.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc {
namespace {

namespace json = boost::json;

tl::unexpected<api_response> refused(int status, std::string_view code, std::string_view why) {
  return tl::unexpected<api_response>(error_response(status, code, why));
}

api_response said(int status, const json::value& body) {
  return {status, "application/json", to_text(body), {{"Cache-Control", "no-store"}}};
}

} // namespace

tl::expected<restart_order, api_response> restart_order_from(const api_request& request,
                                                             const std::string& component,
                                                             const monitor_view& v) {
  if (!request.body.empty())
    return refused(400, "invalid_input", "a restart takes no body");
  if (!v.health)
    return refused(503, "unavailable", "no health report has come yet");
  const auto& all = v.health->components;
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const auto& c) { return c.facts.name == component; });
  if (found == all.end())
    return refused(404, "not_found", "no component has this name: " + component);
  if (found->facts.parent.empty())
    return refused(409, "conflict", component + " is the whole: restart the daemon instead");
  return restart_order{component, found->facts.parent};
}

api_response answer_restarted(const component_facts& facts) {
  return said(200,
              json::object{{"name", facts.name},
                           {"state", to_string(facts.state)},
                           {"incarnation", facts.incarnation},
                           {"restarts", facts.restarts}});
}

api_response answer_restarting(const restart_order& order) {
  return said(202, json::object{{"name", order.component}, {"state", "stopping"}});
}

} // namespace orc
