#include "runtime/http/render.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

#include <array>
#include <map>

namespace orc {
namespace {

namespace json = boost::json;

struct session_tally {
  std::string name;
  std::uint64_t agents = 0;
  std::array<std::uint64_t, agent_state_count> by_state{};
};

std::map<std::string, session_tally> tally(const fleet& f) {
  std::map<std::string, session_tally> sessions;
  for (const auto& [key, name] : f.stats.session_names)
    sessions[key].name = name;
  for (const auto& a : f.agents) {
    auto& s = sessions[a.where.session_key];
    if (s.name.empty())
      s.name = a.where.session_name;
    ++s.agents;
    ++s.by_state[static_cast<std::size_t>(a.says.state)];
  }
  return sessions;
}

json::object session_json(const std::string& key, const session_tally& s) {
  json::object by_state;
  for (std::size_t i = 0; i < agent_state_count; ++i)
    by_state.emplace(to_string(static_cast<agent_state>(i)), s.by_state[i]);
  return {{"key", key}, {"name", s.name}, {"agents", s.agents}, {"by_state", std::move(by_state)}};
}

} // namespace

std::string sessions_body(const monitor_view& v, const session_filter& filter) {
  json::array items;
  json::value next = nullptr;
  const auto* f = fleet_of(v);
  if (f)
    for (const auto& [key, s] : tally(*f)) {
      if (key <= filter.part.after
          || (filter.session && key != *filter.session && s.name != *filter.session))
        continue;
      if (items.size() == filter.part.limit) {
        next = items.back().at("key");
        break;
      }
      items.emplace_back(session_json(key, s));
    }
  return to_text(json::object{{"items", std::move(items)},
                              {"next_after", std::move(next)},
                              {"as_of", f ? time_of(f->stats.cycle.wall) : json::value(nullptr)}});
}

} // namespace orc
