// Watches one agent on its screen and on the API, and counts the cycles in between.
#pragma once

#include "tests/e2e/api.hpp"
#include "tests/e2e/tmux_server.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace orc::e2e {

/// Asks again and again, for so long at most; false when it never was.
bool eventually(const std::function<bool()>& is_so,
                std::chrono::seconds within = std::chrono::seconds{20});

/// Tells the agent a word and waits until its screen shows it. The wall time of that, RFC 3339.
std::string make_it_show(const tmux_server& server,
                         const scripted_agent& agent,
                         const std::string& word,
                         const std::string& shown);

/// How many finished cycles that began after `since` the API needed to say `state` of the pane; the
/// one that says it counts. An empty state: that the pane is no more. 99 when it never did.
int cycles_until(const api& daemon,
                 const std::string& pane,
                 const std::string& state,
                 const std::string& since);

/// The same for anything: asks `is_so` about the body of /api/v1/agents, again and again.
int cycles_until(const api& daemon,
                 const std::string& since,
                 const std::function<bool(const boost::json::object& agents)>& is_so);

/// Now, RFC 3339.
std::string now_text();

} // namespace orc::e2e
