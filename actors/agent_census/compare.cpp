#include "actors/agent_census/compare.hpp"

#include "messages/types/pattern.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace orc {
namespace {

/// Programs whose own name says nothing of what they run.
constexpr std::array<std::string_view, 8> runners{
    "node*", "bun", "deno", "python*", "ruby", "perl", "*sh", "uv"};
/// Their options whose argument is a word of its own: node(1), bash(1), python3(1).
constexpr std::array<std::string_view, 10> taking_a_word{
    "-r", "--require", "--import", "--loader", "-W", "-X", "-O", "-o", "--rcfile", "--init-file"};

std::string_view file_name(std::string_view path) {
  path = path.substr(path.rfind('/') + 1); // npos + 1 is 0
  return path.starts_with('-') ? path.substr(1) : path;
}

std::string_view without_extension(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

template <class Patterns>
bool fits(const Patterns& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return matches_pattern(name, pattern);
  });
}

bool fits_any(const std::vector<std::string>& patterns,
              const std::vector<std::string_view>& names) {
  return std::any_of(
      names.begin(), names.end(), [&](auto name) { return !name.empty() && fits(patterns, name); });
}

std::vector<std::string_view> programs_in(const process_facts& p) {
  std::vector<std::string_view> names{p.command};
  if (!p.argv.empty())
    names.push_back(file_name(p.argv[0]));
  return names;
}

/// No text of a command: bash -c "claude; echo done".
bool is_one_word(std::string_view text) {
  return text.find_first_of(" \t\n;&|") == std::string_view::npos;
}

/// The first word that is neither an option nor an option's: what it runs.
std::vector<std::string_view> scripts_in(const process_facts& p) {
  if (p.argv.empty() || !fits(runners, file_name(p.argv[0])))
    return {};
  for (std::size_t i = 1; i < p.argv.size(); ++i) {
    if (!p.argv[i].starts_with('-'))
      return is_one_word(p.argv[i]) ? std::vector{without_extension(file_name(p.argv[i]))}
                                    : std::vector<std::string_view>{};
    const auto& all = taking_a_word;
    i += std::find(all.begin(), all.end(), p.argv[i]) == all.end() ? 0 : 1;
  }
  return {};
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
  std::vector<process_facts> all;

  [[nodiscard]] bool has(const std::string& kind) const {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }

  [[nodiscard]] bool has(const process_facts& p) const {
    return std::any_of(all.begin(), all.end(), [&](const auto& other) {
      return other.pid == p.pid && other.start_ticks == p.start_ticks;
    });
  }
};

class comparer {
public:
  comparer(const terminal_look& there, const census_rules& rules) : rules_(rules) {
    for (const auto& process : there.processes)
      add(process);
    for (const auto& pane : there.panes)
      panes_.emplace(seat_key{pane.server, pane.pane}, &pane);
    servers_ = there.servers;
  }

  census_count take(const std::vector<agent_view>& tracked) {
    for (const auto& agent : tracked)
      if (std::find(servers_.begin(), servers_.end(), agent.where.server) != servers_.end()
          && !agent.where.held)
        judge(agent);
    for (const auto& [key, pane] : panes_)
      if (!alive_.contains(key))
        look_for_missed(*pane);
    return std::move(out_);
  }

private:
  void add(const terminal_process& process) {
    auto& on = terminals_[process.terminal];
    on.all.push_back(process.facts);
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
    return std::any_of(rules_.wished_kinds.begin(), rules_.wished_kinds.end(), [&](const auto& w) {
      return matches_pattern(place, w.first);
    });
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
    if (here.has(seat.kind) || (wished && here.has(seat.process)))
      return count(agent);
    if (wished || here.kinds.empty())
      return differ(census_fault::phantom, key, place, seat.kind, {}, 0);
    differ(census_fault::wrong_kind, key, place, seat.kind, here.kinds.front(), here.agent);
  }

  void count(const agent_view& agent) {
    const auto& all = agent.contradictions;
    ++(std::any_of(all.begin(), all.end(), is_doubtful) ? out_.contradicted : out_.right);
  }

  void look_for_missed(const pane_terminal& pane) {
    const auto& here = on(&pane);
    const auto place = place_of(pane.server, pane.session_name, pane.window_name);
    if (here.kind_in_front.empty() || fits(rules_.exclude, place))
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

  const census_rules& rules_;
  std::vector<std::string> servers_;
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

std::vector<std::string> kinds_of(const process_facts& process,
                                  const std::vector<agent_identity>& kinds) {
  const auto programs = programs_in(process);
  const auto scripts = scripts_in(process);
  std::vector<std::string> out;
  for (const auto& kind : kinds)
    if (fits_any(kind.process_names, programs) || fits_any(kind.script_names, scripts))
      out.push_back(kind.kind);
  return out;
}

census_count compare(const terminal_look& there,
                     const std::vector<agent_view>& tracked,
                     const census_rules& rules) {
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
