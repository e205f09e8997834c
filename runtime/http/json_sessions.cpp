#include "runtime/http/json_text.hpp"
#include "runtime/http/render.hpp"

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

} // namespace

std::string sessions_body(const monitor_view& v) {
  json::array items;
  const auto* f = fleet_of(v);
  if (f)
    for (const auto& [key, s] : tally(*f)) {
      json::object by_state;
      for (std::size_t i = 0; i < agent_state_count; ++i)
        by_state.emplace(to_string(static_cast<agent_state>(i)), s.by_state[i]);
      items.emplace_back(json::object{
          {"key", key}, {"name", s.name}, {"agents", s.agents}, {"by_state", std::move(by_state)}});
    }
  return to_text(json::object{{"items", std::move(items)},
                              {"as_of", f ? time_of(f->stats.cycle.wall) : json::value(nullptr)}});
}

} // namespace orc
