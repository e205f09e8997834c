#include "runtime/http/render.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

namespace orc {
namespace {

namespace json = boost::json;

double in_seconds(std::chrono::microseconds d) {
  return std::chrono::duration<double>(d).count();
}

json::object cycle_json(const cycle_entry& e) {
  const auto& f = e.figures;
  return {{"id", e.id},
          {"at", time_of(f.cycle.wall)},
          {"duration", in_seconds(f.duration)},
          {"list", in_seconds(f.list_time)},
          {"capture", in_seconds(f.capture_time)},
          {"panes", f.panes},
          {"agents", f.agents},
          {"sessions", f.sessions},
          {"captures", f.captures},
          {"captures_failed", f.captures_failed},
          {"readings", f.readings},
          {"readings_failed", f.readings_failed},
          {"complete", f.complete},
          {"tmux_answers", f.tmux_answers},
          {"server_present", f.server_present},
          {"error", text_or_null(f.error)}};
}

bool fits(const cycle_entry& e, const cycle_filter& filter) {
  const auto at = e.figures.cycle.wall;
  return (filter.before == 0 || e.id < filter.before)
         && (!filter.complete || e.figures.complete == *filter.complete)
         && (!filter.since || at >= *filter.since) && (!filter.until || at < *filter.until);
}

} // namespace

std::string cycles_body(const monitor_view& v, const cycle_filter& filter) {
  json::array items;
  std::uint64_t last = 0;
  bool more = false;
  if (v.cycles) {
    const auto& all = v.cycles->entries();
    for (auto e = all.rbegin(); e != all.rend() && !more; ++e) {
      if (!fits(*e, filter))
        continue;
      more = items.size() == filter.limit;
      if (more)
        break;
      items.emplace_back(cycle_json(*e));
      last = e->id;
    }
  }
  return to_text(json::object{{"items", std::move(items)},
                              {"next_before", more ? json::value(last) : json::value(nullptr)}});
}

} // namespace orc
