// What the tests of odd tmux have in common: a server, a daemon that watches it, expectations.
//
// Time is counted in the daemon's cycles alone.
#pragma once

#include "tests/e2e/agent_log.hpp"
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/odd_tmux.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace orc::e2e {

constexpr int at_once = 2;   ///< cycles, for what is believed at once
constexpr int soon = 10;     ///< cycles, of which health_monitor sleeps up to five
constexpr int at_first = 30; ///< cycles, for programs that have to start

using states = std::vector<std::string>;

class odd_test : public testing::Test {
protected:
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  odd_tmux oddities{folder.path().string()};
  std::optional<daemon_program> daemon;

  void watch(std::vector<std::string> wrapper = {}) {
    daemon.emplace(folder.path().string(), watching(server.socket()), std::move(wrapper));
  }

  /// The daemon finds the odd tmux in its PATH.
  void watch_through_odd_tmux() { watch({"env", "PATH=" + oddities.path()}); }

  const api& http() const { return daemon->http(); }

  void expect_state(const scripted_agent& agent, const std::string& state, int within = at_once) {
    EXPECT_LE(cycles_until(http(), agent.pane, state, now_text()), within) << state;
  }

  /// Tells the agent a word, and expects what it means to be said in time.
  void become(const scripted_agent& agent, const std::string& word, int within = at_once) {
    make_it(server, agent, word);
    expect_state(agent, std::string{to_string(state_for(word))}, within);
  }

  void expect_all_is_well() {
    EXPECT_LE(daemon->cycles_until("green", "", now_text()), soon);
    EXPECT_EQ(http().get("/health").status, 200);
    EXPECT_EQ(http().metric("tmux_orchestrator_tmux_up"), 1);
  }

  /// How many transitions there are, once all that the API says is in the database.
  std::size_t recorded() const {
    EXPECT_TRUE(eventually([&] {
      const auto body = boost::json::parse(http().get("/api/v1/agents").body);
      const auto& items = body.at("items").as_array();
      return std::all_of(items.begin(), items.end(), [&](const auto& item) {
        const auto past = daemon->states(std::string{item.at("id").as_string()});
        return !past.empty() && past.back() == std::string{item.at("state").as_string()};
      });
    }));
    return daemon->history().size();
  }

  states past_of(const scripted_agent& agent) const {
    recorded();
    return daemon->states(id_of(agent));
  }

  std::string text_of(const scripted_agent& agent, const char* key) const {
    return std::string{http().agent_in(agent.pane).value().at(key).as_string()};
  }

  std::string id_of(const scripted_agent& agent) const { return text_of(agent, "id"); }
};

} // namespace orc::e2e
