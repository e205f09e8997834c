#include "tests/e2e/agent_log.hpp"

#include "tests/e2e/witness.hpp"

#include <fstream>
#include <map>
#include <stdexcept>

namespace orc::e2e {
namespace {

/// Throws with what the pane shows when it never came to be.
void must(const tmux_server& server,
          const scripted_agent& agent,
          const std::string& what,
          const std::function<bool()>& is_so) {
  if (!eventually(is_so))
    throw std::runtime_error("the agent in " + agent.pane + " never came to: " + what + "\n"
                             + server.tmux({"capture-pane", "-p", "-t", agent.pane}));
}

} // namespace

agent_state state_for(const std::string& word) {
  static const std::map<std::string, agent_state> states{
      {"starting", agent_state::starting},
      {"working", agent_state::working},
      {"idle", agent_state::idle},
      {"waiting", agent_state::waiting_input},
      {"unsubmitted", agent_state::unsubmitted},
      {"limited", agent_state::rate_limited},
      {"error", agent_state::error},
      {"exit", agent_state::exited},
      {"die", agent_state::crashed},
  };
  return states.at(word);
}

std::vector<agent_state> logged_states(const scripted_agent& agent) {
  std::vector<agent_state> states;
  std::ifstream log{agent.log};
  std::string at;
  std::string word;
  while (log >> at >> word)
    states.push_back(state_for(word));
  return states;
}

std::string make_it(const tmux_server& server,
                    const scripted_agent& agent,
                    const std::string& word,
                    const std::string& text) {
  const auto before = logged_states(agent).size();
  tmux_server::tell(agent, text.empty() ? word : word + " " + text);
  must(server, agent, word, [&] { return logged_states(agent).size() > before; });
  if (is_over(state_for(word))) {
    // The prompt comes back below the last word: bash's own "Killed", or the agent's goodbye.
    const std::string last = word == "die" ? "Killed" : "goodbye\nbash";
    must(server, agent, last, [&] {
      const auto screen = server.tmux({"capture-pane", "-p", "-t", agent.pane});
      return screen.find(last) != std::string::npos;
    });
  }
  return now_text();
}

std::string start_again(const tmux_server& server, const scripted_agent& agent) {
  const auto before = logged_states(agent).size();
  server.type(agent.pane, agent.command);
  must(server, agent, "start", [&] { return logged_states(agent).size() > before; });
  return now_text();
}

} // namespace orc::e2e
