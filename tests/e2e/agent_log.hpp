// What a scripted agent itself says of its states: the truth that the daemon is held against.
#pragma once

#include "messages/types/agent.hpp"
#include "tests/e2e/tmux_server.hpp"

#include <string>
#include <vector>

namespace orc::e2e {

/// The state that a word of the scripted agent stands for.
agent_state state_for(const std::string& word);

/// The agent's states so far, oldest first, as it drew them.
std::vector<agent_state> logged_states(const scripted_agent& agent);

/// Tells the agent a word and waits until it has drawn what the word means and, where it ends by
/// that, until the shell of its pane is back. The wall time of that, RFC 3339.
std::string make_it(const tmux_server& server,
                    const scripted_agent& agent,
                    const std::string& word,
                    const std::string& text = {});

/// Starts the agent again in the shell of its pane, and waits until it has drawn. As above.
std::string start_again(const tmux_server& server, const scripted_agent& agent);

} // namespace orc::e2e
