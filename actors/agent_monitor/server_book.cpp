#include "actors/agent_monitor/server_book.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

/// The events of a look at a server on which nothing is.
std::vector<fleet_event> closings(const seat_memory& memory, wall_time now) {
  return advance(memory, {}, {}, now, {}).events;
}

void append(std::vector<fleet_event>& to, std::vector<fleet_event> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

} // namespace

void server_book::add(const std::string& server) {
  servers_.try_emplace(server);
}

void server_book::ready(const std::string& server) {
  if (const auto found = servers_.find(server); found != servers_.end())
    found->second.ready = true;
}

std::vector<fleet_event> server_book::remove(const std::string& server, wall_time now) {
  const auto found = servers_.find(server);
  if (found == servers_.end())
    return {};
  auto events = closings(found->second.memory, now);
  servers_.erase(found);
  return events;
}

std::vector<fleet_event> server_book::remember(const std::vector<agent_view>& known,
                                               wall_time now) {
  std::map<std::string, std::vector<agent_view>> by_server;
  for (const auto& view : known)
    by_server[view.where.server].push_back(view);
  std::vector<fleet_event> events;
  for (const auto& [server, agents] : by_server) {
    auto memory = orc::remember(agents);
    if (const auto found = servers_.find(server); found != servers_.end())
      found->second.memory = std::move(memory);
    else
      append(events, closings(memory, now));
  }
  return events;
}

std::vector<std::string> server_book::begin() {
  const bool any_prompt = std::any_of(servers_.begin(), servers_.end(), [](const auto& s) {
    return s.second.ready && s.second.prompt;
  });
  std::vector<std::string> ask;
  for (auto& [name, server] : servers_) {
    server.said = {};
    server.counted = server.ready;
    server.awaited = server.ready && (server.prompt || !any_prompt);
    if (server.ready && !std::exchange(server.open, true))
      ask.push_back(name);
  }
  gathering_ = true;
  return ask;
}

void server_book::heard(const std::string& server, server_answer answer) {
  const auto found = servers_.find(server);
  if (found == servers_.end())
    return;
  auto& s = found->second;
  s.open = false;
  s.prompt = answer.what != kind::failed;
  s.fault = answer.fault;
  if (gathering_ && s.said.what == kind::none)
    s.said = std::move(answer);
}

bool server_book::is_complete() const {
  return std::all_of(servers_.begin(), servers_.end(), [](const auto& s) {
    return !s.second.awaited || s.second.said.what != kind::none;
  });
}

bool server_book::has_news() const {
  return servers_.empty() || std::any_of(servers_.begin(), servers_.end(), [](const auto& s) {
           return s.second.said.what == kind::listed || s.second.said.what == kind::absent;
         });
}

std::map<std::string, shared<pane_listing>> server_book::listings() const {
  std::map<std::string, shared<pane_listing>> out;
  for (const auto& [name, server] : servers_)
    if (server.said.what == kind::listed)
      out.emplace(name, server.said.listing);
  return out;
}

std::vector<fleet_event>
server_book::take(const std::map<std::string, std::map<int, pane_processes>>& processes,
                  wall_time now,
                  const seat_rules& rules) {
  static const std::map<int, pane_processes> none;
  gathering_ = false;
  std::vector<fleet_event> events;
  for (auto& [name, server] : servers_) {
    if (server.said.what != kind::listed && server.said.what != kind::absent)
      continue;
    const bool listed = server.said.what == kind::listed;
    const auto behind = processes.find(name);
    auto step = advance(server.memory,
                        listed ? *server.said.listing : pane_listing{},
                        behind == processes.end() ? none : behind->second,
                        now,
                        rules);
    server.memory = std::move(step.next);
    append(events, std::move(step.events));
  }
  return events;
}

void server_book::count(cycle_stats& figures) const {
  for (const auto& [name, server] : servers_) {
    if (!server.counted)
      continue;
    const bool silent = server.said.what == kind::failed || server.said.what == kind::none;
    figures.servers += server.said.what == kind::absent ? 0 : 1;
    figures.servers_silent += silent ? 1 : 0;
    figures.agents += server.memory.seats.size();
    if (server.said.what == kind::listed) {
      figures.panes += server.said.listing->panes.size();
      figures.servers_read.push_back(name);
    }
    if (silent && figures.error.empty())
      figures.error =
          server.fault.empty() ? "server " + name + " has not answered yet" : server.fault;
  }
  figures.tmux_answers = figures.servers_silent == 0;
  figures.server_present = figures.servers > 0;
  const auto all = sessions();
  figures.sessions = all.size();
  figures.session_names.assign(all.begin(), all.end());
}

const seat* server_book::find(const std::string& server, const std::string& agent_id) const {
  const auto found = servers_.find(server);
  if (found == servers_.end())
    return nullptr;
  const auto seat = found->second.memory.seats.find(agent_id);
  return seat == found->second.memory.seats.end() ? nullptr : &seat->second;
}

std::vector<seat> server_book::seats() const {
  std::vector<seat> out;
  for (const auto& [name, server] : servers_)
    for (const auto& [id, seat] : server.memory.seats) {
      out.push_back(seat);
      out.back().held = server.said.what != kind::listed; // of an absent server there are no seats
    }
  return out;
}

std::map<std::string, std::string> server_book::sessions() const {
  std::map<std::string, std::string> out;
  for (const auto& [name, server] : servers_)
    out.insert(server.memory.sessions.begin(), server.memory.sessions.end());
  return out;
}

} // namespace orc
