#include "runtime/http/orders.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

namespace orc {
namespace {

namespace json = boost::json;

tl::unexpected<api_response> refused(int status, std::string_view code, std::string_view why) {
  return tl::unexpected<api_response>(error_response(status, code, why));
}

api_response said(int status, const json::value& body) {
  return {status, "application/json", to_text(body), {{"Cache-Control", "no-store"}}};
}

tl::unexpected<api_response> not_understood(const std::string& why) {
  return refused(400, "invalid_input", why);
}

/// A member that is a text, or null or missing, which is an empty one.
bool take_text(const json::object& from, std::string_view key, std::string& to) {
  const auto* member = from.if_contains(key);
  if (!member || member->is_null())
    return true;
  if (!member->is_string() || member->get_string().empty())
    return false;
  to = std::string{member->get_string()};
  return true;
}

tl::expected<json::object, api_response> object_in(const api_request& request) {
  if (request.content_type != "application/json")
    return refused(415, "unsupported", "the body must be called application/json");
  json::error_code broken;
  auto body = json::parse(request.body, broken);
  auto* object = broken ? nullptr : body.if_object();
  if (!object)
    return not_understood("the body must be a JSON object");
  return std::move(*object);
}

} // namespace

tl::expected<restart_order, api_response> restart_order_from(const api_request& request,
                                                             const std::string& component,
                                                             const monitor_view& v) {
  if (!request.body.empty())
    return refused(400, "invalid_input", "a restart takes no body");
  if (v.health)
    for (const auto& c : v.health->components)
      if (c.facts.name == component && c.facts.parent.empty())
        return refused(409, "conflict", component + " is the whole: restart the daemon instead");
  return restart_order{component};
}

tl::expected<level_order, api_response> level_order_from(const api_request& request) {
  const auto object = object_in(request);
  if (!object)
    return tl::unexpected<api_response>(object.error());
  for (const auto& member : *object)
    if (member.key() != "component" && member.key() != "level")
      return not_understood("component and level are known here, and not "
                            + std::string{member.key()});
  level_order order;
  if (!take_text(*object, "component", order.component)
      || !take_text(*object, "level", order.level))
    return not_understood("component and level must be texts, or null");
  if (!object->contains("level") || (order.component.empty() && order.level.empty()))
    return not_understood("level must be said; only a component's own may be null");
  return order;
}

tl::expected<rearm_trigger_order, api_response> rearm_order_from(const api_request& request) {
  const auto object = object_in(request);
  if (!object)
    return tl::unexpected<api_response>(object.error());
  rearm_trigger_order order;
  if (object->size() != 1 || !object->contains("rearm")
      || !take_text(*object, "rearm", order.trigger) || order.trigger.empty())
    return not_understood("the body must be {\"rearm\":TRIGGER}, with a trigger's name or all");
  return order;
}

api_response answer_levels(const std::map<std::string, std::string>& levels) {
  json::array items;
  for (const auto& [component, level] : levels)
    items.emplace_back(json::object{{"component", text_or_null(component)}, {"level", level}});
  return said(200, json::object{{"items", std::move(items)}});
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
