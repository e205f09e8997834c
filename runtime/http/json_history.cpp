#include "runtime/http/render.hpp"
#include "runtime/json/json_text.hpp"
#include "runtime/json/state_details_json.hpp"

#include <boost/json.hpp>

namespace orc {

namespace json = boost::json;

namespace {

/// A full page has a next one, or an empty one behind it.
template <class Entry>
json::value next_before(const std::vector<Entry>& entries, std::uint32_t limit) {
  const bool full = !entries.empty() && entries.size() >= limit;
  return full ? json::value(entries.back().id) : json::value(nullptr);
}

} // namespace

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
  return to_text(
      json::object{{"items", std::move(items)}, {"next_before", next_before(page.items, limit)}});
}

std::string events_body(const std::vector<event_entry>& events, std::uint32_t limit) {
  json::array items;
  for (const auto& e : events)
    items.emplace_back(json::object{{"id", e.id},
                                    {"type", e.what.type},
                                    {"subject", e.what.subject},
                                    {"before", text_or_null(e.what.before)},
                                    {"after", text_or_null(e.what.after)},
                                    {"at", time_of(e.what.at)}});
  return to_text(
      json::object{{"items", std::move(items)}, {"next_before", next_before(events, limit)}});
}

} // namespace orc
