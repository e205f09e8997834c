#include "runtime/http/render.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

namespace orc {

namespace json = boost::json;

std::string mode_body(const mode_view& mode) {
  json::array triggers;
  for (const auto& t : mode.triggers)
    triggers.emplace_back(json::object{{"name", t.name},
                                       {"state", t.fired ? "fired" : "armed"},
                                       {"since", time_of(t.since)},
                                       {"reason", text_or_null(t.reason)}});
  return to_text(json::object{
      {"mode", mode.mode}, {"since", time_of(mode.since)}, {"triggers", std::move(triggers)}});
}

} // namespace orc
