// Many panes that come, go and change as fast as tmux lets them: every agent is found, none is
// lost, and none is ever read by another pane's screen.
#include "tests/e2e/churn.hpp"
#include "tests/e2e/odd_test.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace orc::e2e {
namespace {

namespace json = boost::json;

/// Each row of its screen says what it does and in which pane; what it does changes all the time.
constexpr const char* rows_program = R"(#!/usr/bin/env bash
exec {never}<> <(:)
words=(working waiting error)
for ((turn = 0; ; ++turn)); do
  line="[orc-agent] ${words[turn / 5 % 3]} of $TMUX_PANE."
  screen=''
  for ((row = 0; row < 50; ++row)); do screen+=$line$'\n'; done
  printf '%s' "$screen"
  read -rt 0.2 -u "$never"
done
)";

class OddCrowd : public odd_test {
protected:
  std::string rows = folder / "orc-agent-rows";

  void SetUp() override {
    std::ofstream{rows} << rows_program;
    std::filesystem::permissions(rows, std::filesystem::perms::owner_all);
  }

  json::array agents() const {
    return json::parse(http().get("/api/v1/agents").body).at("items").as_array();
  }

  std::set<std::string> panes_of_agents() const {
    std::set<std::string> out;
    for (const auto& agent : agents())
      out.emplace(agent.at("pane").as_string());
    return out;
  }

  std::set<std::string> panes_of_tmux() const {
    std::istringstream lines{server.tmux({"list-panes", "-a", "-F", "#{pane_id}"})};
    return {std::istream_iterator<std::string>{lines}, {}};
  }

  /// Evidence that the API shows now and that names a pane; expects that to be the agent's own.
  int expect_own_screens() const {
    int named = 0;
    for (const auto& agent : agents()) {
      if (!agent.at("evidence").is_string())
        continue;
      const std::string evidence{agent.at("evidence").as_string()};
      EXPECT_TRUE(is_of(evidence, std::string{agent.at("id").as_string()}))
          << agent.at("id") << ": " << evidence;
      named += evidence.find(" of %") != std::string::npos ? 1 : 0;
    }
    return named;
  }
};

TEST_F(OddCrowd, NoPaneIsEverReadByAnothersScreenHoweverTheyAreSplitMovedAndKilled) {
  server.tmux({"new-session", "-d", "-x", "100", "-y", "50", "-s", "s", rows});
  for (int i = 0; i < 23; ++i)
    server.tmux({"new-window", "-d", "-t", "=s:", rows});
  watch();
  int named = 0;
  {
    churn storm{server, rows, 24};
    const auto done = [this] { return http().metric("tmux_orchestrator_cycles_total"); };
    const auto until = done() + 50;
    ASSERT_TRUE(eventually(
        [&] {
          named += expect_own_screens();
          return done() > until && named > 500 && storm.changes() > 500;
        },
        std::chrono::seconds{120}));
  }
  EXPECT_TRUE(eventually([&] { return panes_of_agents() == panes_of_tmux(); }));
  EXPECT_TRUE(daemon->let_pass(2)); // what was seen is written

  std::map<std::string, bool> present;
  std::set<std::string> states;
  for (const auto& entry : daemon->history()) {
    EXPECT_TRUE(is_of(entry.says.evidence, entry.agent_id))
        << entry.agent_id << ": " << entry.says.evidence;
    EXPECT_FALSE(present[entry.agent_id] && entry.first) << entry.agent_id;
    EXPECT_EQ(entry.says.state == agent_state::exited, entry.closed) << entry.agent_id;
    EXPECT_NE(entry.says.state, agent_state::crashed) << entry.agent_id;
    present[entry.agent_id] = !entry.closed;
    states.emplace(to_string(entry.says.state));
  }
  EXPECT_TRUE(states.contains("working") && states.contains("waiting_input")
              && states.contains("error"));
  EXPECT_GT(present.size(), 24U);
  for (const auto& agent : agents())
    EXPECT_TRUE(present.at(std::string{agent.at("id").as_string()}));
  EXPECT_EQ(std::count_if(present.begin(), present.end(), [](const auto& p) { return p.second; }),
            static_cast<std::ptrdiff_t>(agents().size()));
  EXPECT_EQ(http().metric("tmux_orchestrator_restarts_total"), 0);
  expect_all_is_well();
}

TEST_F(OddCrowd, FiveHundredPanesAtOnceAreLookedThroughAndEveryAgentAmongThemIsFound) {
  const auto first = server.add_agent("s", "first");
  watch();
  become(first, "waiting", at_first);
  std::string commands = "new-session -d -s crowd 'exec sleep 1000'\n";
  const std::string agent = ORC_SOURCE_DIR "/scripts/demo/orc-agent --role waiting";
  for (int i = 1; i < 500; ++i)
    commands += "new-window -d -t =crowd: '" + (i % 20 == 7 ? agent : "exec sleep 1000") + "'\n";
  const auto plan = folder / "plan";
  std::ofstream{plan} << commands;
  server.tmux({"source-file", plan});
  ASSERT_EQ(panes_of_tmux().size(), 501U);
  const auto all_found = [](const json::object& body) {
    const auto& items = body.at("items").as_array();
    return items.size() == 26 && std::all_of(items.begin(), items.end(), [](const auto& item) {
             return item.at("state").as_string() == "waiting_input";
           });
  };
  EXPECT_LE(cycles_until(http(), now_text(), all_found), at_first);
  EXPECT_EQ(http().metric("tmux_orchestrator_panes"), 501);
  become(first, "error");
  expect_all_is_well();
  server.tmux({"kill-session", "-t", "=crowd"});
  EXPECT_LE(cycles_until(http(),
                         now_text(),
                         [](const auto& body) { return body.at("items").as_array().size() == 1; }),
            at_once);
  EXPECT_EQ(past_of(first).back(), "error");
  EXPECT_EQ(http().metric("tmux_orchestrator_restarts_total"), 0);
  expect_all_is_well();
}

} // namespace
} // namespace orc::e2e
