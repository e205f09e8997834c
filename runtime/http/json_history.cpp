#include "runtime/http/json_text.hpp"
#include "runtime/http/render.hpp"
#include "runtime/http/state_details_json.hpp"

#include <boost/json.hpp>

namespace orc {

namespace json = boost::json;

std::string history_body(const history_page& page, std::uint32_t limit) {
  json::array items;
  for (const auto& e : page.items)
    items.emplace_back(
        json::object{{"id", e.id},
                     {"agent_id", e.agent_id},
                     {"name", e.name},
                     {"kind", e.kind},
                     {"at", time_of(e.at)},
                     {"from", e.first ? json::value(nullptr) : json::value(to_string(e.from))},
                     {"to", to_string(e.says.state)},
                     {"rule", text_or_null(e.says.rule)},
                     {"evidence", text_or_null(e.says.evidence)},
                     {"positive", e.says.positive},
                     {"details", details_json(e.says.details)},
                     {"closed", e.closed}});
  const bool full = !page.items.empty() && page.items.size() >= limit;
  return to_text(json::object{
      {"items", std::move(items)},
      {"next_before", full ? json::value(page.items.back().id) : json::value(nullptr)}});
}

std::string events_body(const std::vector<event_entry>& events) {
  json::array items;
  for (const auto& e : events)
    items.emplace_back(json::object{{"id", e.id},
                                    {"type", e.what.type},
                                    {"subject", e.what.subject},
                                    {"before", text_or_null(e.what.before)},
                                    {"after", text_or_null(e.what.after)},
                                    {"at", time_of(e.what.at)}});
  return to_text(json::object{{"items", std::move(items)}});
}

} // namespace orc
