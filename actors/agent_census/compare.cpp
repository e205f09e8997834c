#include "actors/agent_census/compare.hpp"

#include "actors/agent_census/command_line.hpp"
#include "messages/types/pattern.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace orc {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string
place_of(const std::string& server, const std::string& session, const std::string& window) {
  return server + "/" + session + ":" + window;
}

using seat_key = std::pair<std::string, std::string>; // server, pane

/// Who is on one pane's terminal.
struct occupants {
  std::vector<std::string> kinds; ///< of all of them
  std::string kind_in_front;      ///< of the first agent in front; empty: none
  std::int64_t agent = 0;         ///< a process of those kinds; the one in front wins
  bool program_in_front = false;  ///< some process in front is no shell at its prompt
  std::vector<process_id> all;
};

process_id id_of(const process_facts& p) {
  return {p.pid, p.start_ticks};
}

class comparer {
public:
  comparer(const terminal_look& there, const census_rules& rules) : there_(there), rules_(rules) {
    for (const auto& process : there.processes)
      add(process);
    for (const auto& pane : there.panes)
      panes_.emplace(seat_key{pane.server, pane.pane}, &pane);
  }

  census_count take(const fleet& tracked) {
    for (const auto& agent : tracked.agents)
      if (contains(there_.servers, agent.where.server) && !agent.where.held)
        judge(agent);
    for (const auto& [key, pane] : panes_)
      if (!alive_.contains(key) && contains(tracked.stats.servers_read, pane->server))
        look_for_missed(*pane);
    return std::move(out_);
  }

private:
  void add(const terminal_process& process) {
    auto& on = terminals_[process.terminal];
    on.all.push_back(id_of(process.facts));
    on.program_in_front |= process.in_front && !is_bare_shell(process.facts);
    const auto kinds = kinds_of(process.facts, rules_.kinds);
    if (kinds.empty())
      return;
    on.kinds.insert(on.kinds.end(), kinds.begin(), kinds.end());
    const bool first_in_front = process.in_front && on.kind_in_front.empty();
    if (first_in_front)
      on.kind_in_front = kinds.front();
    if (first_in_front || on.agent == 0)
      on.agent = process.facts.pid;
  }

  [[nodiscard]] const occupants& on(const pane_terminal* pane) const {
    static const occupants nobody;
    if (!pane || !pane->terminal)
      return nobody;
    const auto found = terminals_.find(*pane->terminal);
    return found == terminals_.end() ? nobody : found->second;
  }

  [[nodiscard]] bool is_wished(const std::string& place) const {
    const auto& all = rules_.wished_kinds;
    return std::any_of(
        all.begin(), all.end(), [&](const auto& w) { return matches_pattern(place, w.first); });
  }

  [[nodiscard]] bool is_excluded(const std::string& place) const {
    const auto& all = rules_.exclude;
    return std::any_of(
        all.begin(), all.end(), [&](const auto& e) { return matches_pattern(place, e); });
  }

  /// A seat of a wished kind is any program's; it need not be the one that was there a moment ago.
  [[nodiscard]] static bool is_there(const seat& seat, bool wished, const occupants& here) {
    const auto& all = here.all;
    return contains(here.kinds, seat.kind)
           || (wished
               && (here.program_in_front
                   || std::find(all.begin(), all.end(), id_of(seat.process)) != all.end()));
  }

  [[nodiscard]] bool lives_elsewhere(const process_facts& p) const {
    const auto& all = there_.elsewhere;
    return std::find(all.begin(), all.end(), id_of(p)) != all.end();
  }

  void judge(const agent_view& agent) {
    if (is_over(agent.says.state))
      return; // an agent that is found in its seat all the same is missed
    const auto& seat = agent.where;
    const seat_key key{seat.server, seat.pane};
    alive_.insert(key);
    const auto pane = panes_.find(key);
    const auto& here = on(pane == panes_.end() ? nullptr : pane->second);
    const auto place = place_of(seat.server, seat.session_name, seat.window_name);
    const bool wished = is_wished(place);
    if (is_there(seat, wished, here))
      return count(agent);
    if (!wished && !here.kinds.empty())
      return differ(
          census_fault::wrong_kind, key, place, seat.kind, here.kinds.front(), here.agent);
    // sudo, script and others give what they run a terminal of its own: of that nothing is known.
    if (!lives_elsewhere(seat.process))
      differ(census_fault::phantom, key, place, seat.kind, {}, 0);
  }

  void count(const agent_view& agent) {
    const auto& all = agent.contradictions;
    ++(std::any_of(all.begin(), all.end(), is_doubtful) ? out_.contradicted : out_.right);
  }

  void look_for_missed(const pane_terminal& pane) {
    const auto& here = on(&pane);
    const auto place = place_of(pane.server, pane.session_name, pane.window_name);
    if (here.kind_in_front.empty() || is_excluded(place))
      return;
    differ(
        census_fault::missed, {pane.server, pane.pane}, place, {}, here.kind_in_front, here.agent);
  }

  void differ(census_fault what,
              const seat_key& where,
              const std::string& place,
              const std::string& tracked,
              const std::string& found,
              std::int64_t pid) {
    out_.differences.push_back({what, where.first, where.second, place, tracked, found, pid});
  }

  const terminal_look& there_;
  const census_rules& rules_;
  std::map<seat_key, const pane_terminal*> panes_;
  std::map<terminal_number, occupants> terminals_;
  std::set<seat_key> alive_; // seats of agents that are tracked as alive
  census_count out_;
};

/// A name may change between two looks, and one pid follow another.
auto essence(const census_difference& d) {
  return std::tie(d.what, d.server, d.pane, d.tracked_kind, d.found_kind);
}

} // namespace

census_count compare(const terminal_look& there, const fleet& tracked, const census_rules& rules) {
  return comparer{there, rules}.take(tracked);
}

census_report confirm(const census_count& first, census_count second, cycle_stamp at) {
  std::erase_if(second.differences, [&](const census_difference& now) {
    return std::none_of(first.differences.begin(),
                        first.differences.end(),
                        [&](const auto& before) { return essence(before) == essence(now); });
  });
  census_report out;
  out.at = at;
  out.right = second.right;
  out.contradicted = second.contradicted;
  out.differences = std::move(second.differences);
  return out;
}

} // namespace orc
