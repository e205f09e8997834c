#include "tests/e2e/witness.hpp"

#include "messages/types/time.hpp"

#include <set>
#include <stdexcept>
#include <thread>

namespace orc::e2e {

using namespace std::chrono_literals;

std::string now_text() {
  return to_rfc3339(
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

bool eventually(const std::function<bool()>& is_so, std::chrono::seconds within) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() >= end)
      return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

std::string make_it_show(const tmux_server& server,
                         const scripted_agent& agent,
                         const std::string& word,
                         const std::string& shown) {
  tmux_server::tell(agent, word);
  const bool seen = eventually([&] {
    return server.tmux({"capture-pane", "-p", "-t", agent.pane}).find(shown) != std::string::npos;
  });
  if (!seen)
    throw std::runtime_error("the agent in " + agent.pane + " never showed: " + shown + "\n"
                             + server.tmux({"capture-pane", "-p", "-t", agent.pane}));
  return now_text();
}

int cycles_until(const api& daemon,
                 const std::string& since,
                 const std::function<bool(const boost::json::object& agents)>& is_so) {
  std::set<std::string> cycles;
  const bool said = eventually([&] {
    const auto reply = daemon.get("/api/v1/agents");
    if (reply.status != 200)
      return false;
    const auto body = boost::json::parse(reply.body).as_object();
    if (!body.at("as_of").is_string())
      return false;
    const std::string as_of{body.at("as_of").as_string()};
    if (as_of >= since) // both RFC 3339 in UTC with milliseconds: they sort as text
      cycles.insert(as_of);
    return is_so(body);
  });
  return said ? static_cast<int>(cycles.size()) : 99;
}

int cycles_until(const api& daemon,
                 const std::string& pane,
                 const std::string& state,
                 const std::string& since) {
  return cycles_until(daemon, since, [&](const boost::json::object& agents) {
    for (const auto& item : agents.at("items").as_array())
      if (item.at("pane").as_string() == pane)
        return item.at("state").as_string() == state;
    return state.empty();
  });
}

} // namespace orc::e2e
