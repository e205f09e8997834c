// The storm: components are killed at random while scripted agents change their states and somebody
// asks without a pause. Afterwards nothing is missing, nothing is there twice, nobody was left
// without an answer, and the memory is back at its level.
//
// usage: storm_test [--gtest_...]
// ORC_STORM_AGENTS, ORC_STORM_KILLS (of each component), ORC_STORM_SECONDS (a cycle) and
// ORC_STORM_SEED make it larger, or the same again.
#include "tests/e2e/storm.hpp"

#include "tests/e2e/agent_log.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

double given(const char* name, double otherwise) {
  const auto* value = std::getenv(name);
  return value ? std::strtod(value, nullptr) : otherwise;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words)
    out += word + " ";
  return out;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? std::nan("") : values[values.size() / 2];
}

class Storm : public testing::Test {
protected:
  const int agents_wanted = static_cast<int>(given("ORC_STORM_AGENTS", 12));
  const int kills = static_cast<int>(given("ORC_STORM_KILLS", 1));
  const double cycle = given("ORC_STORM_SECONDS", 0.5);
  const unsigned seed =
      static_cast<unsigned>(given("ORC_STORM_SEED", static_cast<double>(std::random_device{}())));
  const milliseconds least_state{static_cast<int>(cycle * 3300)}; ///< three cycles and a bit

  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  std::mt19937 dice{seed};
  std::vector<scripted_agent> agents;
  std::optional<daemon_program> daemon;

  void SetUp() override {
    std::cout << "seed " << seed << ", " << agents_wanted << " agents, " << kills
              << " kills of each component, a cycle every " << cycle << " s" << std::endl;
    RecordProperty("seed", std::to_string(seed));
    server.tmux({"new-session", "-d", "-s", "here", "sleep 100000"});
    auto sections = watching(server.socket());
    sections["http"] = {{"port", a_free_port()}};
    sections["cycle"] = {{"interval", cycle}};
    // No holds: what lasts three cycles is to be in the history, however soon it ends.
    sections["detection"] = {{"idle_hold", 0}, {"unknown_hold", 0.5}, {"typing_hold", 0}};
    sections["health"] = {{"heartbeat_interval", 2}, {"heartbeat_timeout", 2}};
    daemon.emplace(folder.path().string(),
                   sections,
                   std::vector<std::string>{},
                   std::vector<std::string>{"--fault-injection"});
    for (int i = 0; i < agents_wanted; ++i)
      agents.push_back(add_storm_agent(server, folder.path().string(), i, least_state, dice));
    ASSERT_TRUE(eventually([&] { return known().size() == agents.size(); }, 60s));
  }

  /// Agent ids by pane.
  std::map<std::string, std::string> known() const {
    std::map<std::string, std::string> out;
    const auto reply = daemon->http().get("/api/v1/agents");
    if (reply.status != 200)
      return out;
    const auto body = boost::json::parse(reply.body);
    for (const auto& item : body.at("items").as_array())
      out.emplace(item.at("pane").as_string(), item.at("id").as_string());
    return out;
  }

  /// Everybody stops at one state, and the history has it.
  void come_to_rest() {
    for (const auto& agent : agents)
      tmux_server::tell(agent, "waiting for the end");
    EXPECT_TRUE(eventually(
        [&] {
          const auto reply = daemon->http().get("/api/v1/agents?state=waiting_input");
          if (reply.status != 200)
            return false;
          const auto body = boost::json::parse(reply.body);
          const auto& items = body.at("items").as_array();
          return items.size() == agents.size()
                 && std::all_of(items.begin(), items.end(), [](const auto& item) {
                      return item.at("evidence").as_string().find("for the end")
                             != std::string::npos;
                    });
        },
        60s));
    EXPECT_TRUE(daemon->let_pass(3)); // what was seen is written
  }

  /// What the agent itself says that it was, each state once.
  static std::string truth_of(const std::vector<agent_state>& states) {
    std::vector<std::string> out;
    for (const auto state : states)
      if (out.empty() || out.back() != to_string(state))
        out.emplace_back(to_string(state));
    return joined(out);
  }

  /// What the history may say: all of it. The state that the last word cut short need not be there.
  static std::vector<std::string> truths_of(const scripted_agent& agent) {
    auto states = logged_states(agent);
    std::vector<std::string> out{truth_of(states)};
    if (states.size() > 2) {
      states.erase(states.end() - 2);
      out.push_back(truth_of(states));
    }
    return out;
  }

  /// What the history says. Of its first moments only: `starting`, before it has drawn anything.
  std::string told_of(const std::string& agent_id) const {
    std::vector<std::string> out;
    const auto entries = daemon->history(agent_id);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      EXPECT_EQ(entries[i].first, i == 0) << agent_id << " entry " << i;
      EXPECT_TRUE(i == 0 || entries[i].from == entries[i - 1].says.state)
          << agent_id << " entry " << i << " begins where the one before did not end";
      const bool change = i == 0 || entries[i].from != entries[i].says.state;
      if (change && entries[i].says.rule != "process.started")
        out.emplace_back(to_string(entries[i].says.state));
    }
    return joined(out);
  }

  /// Both sides with their moments, for whoever looks for what was lost.
  std::string in_detail(const scripted_agent& agent, const std::string& agent_id) const {
    std::string out = "the agent's own log:\n";
    std::ifstream log{agent.log};
    for (std::string line; std::getline(log, line);)
      out += line + '\n';
    out += "the history:\n";
    for (const auto& entry : daemon->history(agent_id))
      out += std::to_string(entry.at.time_since_epoch().count()) + ' '
             + std::string{to_string(entry.says.state)} + ' ' + entry.says.rule + '\n';
    return out;
  }

  void expect_history_is_the_truth() {
    const auto ids = known();
    ASSERT_EQ(ids.size(), agents.size());
    std::size_t changes = 0;
    for (const auto& agent : agents) {
      const auto truths = truths_of(agent);
      const auto told = told_of(ids.at(agent.pane));
      changes += static_cast<std::size_t>(std::count(told.begin(), told.end(), ' '));
      if (std::find(truths.begin(), truths.end(), told) == truths.end())
        ADD_FAILURE() << agent.pane << "\ntold:  " << told << "\ntruth: " << truths.front() << '\n'
                      << in_detail(agent, ids.at(agent.pane));
    }
    std::cout << changes << " states of " << agents.size() << " agents compared" << std::endl;
  }

  /// Everything that can die, detectors under one name.
  static std::vector<std::string> everybody(const storm_maker& maker) {
    std::vector<std::string> out;
    eventually([&] {
      out.clear();
      bool detectors = false;
      for (const auto& target : maker.targets()) {
        if (target.name.starts_with("session_detector-"))
          detectors = true;
        else
          out.push_back(target.name);
      }
      if (detectors)
        out.emplace_back("session_detector");
      return detectors && out.size() > 10;
    });
    return out;
  }

  static void print(const storm_maker::figures& seen, const requests_seen& asked) {
    for (const auto& [name, times] : seen.kills) {
      std::cout << name << ": killed " << times << " times";
      if (const auto loads = seen.loads.find(name); loads != seen.loads.end())
        std::cout << ", from start to first answer " << median(loads->second) * 1000
                  << " ms at the median";
      std::cout << '\n';
    }
    std::cout << asked.answered << " requests answered, " << asked.refused
              << " refused, the slowest " << asked.slowest << " s" << std::endl;
  }
};

TEST_F(Storm, NothingIsLostAndNobodyIsLeftWithoutAnAnswer) {
  ASSERT_TRUE(daemon->let_pass(10));
  const auto memory_before = resident_kb(daemon->pid());
  storm_maker maker{*daemon, seed};
  const auto names = everybody(maker);
  ASSERT_GT(names.size(), 10u);
  pesterer client{daemon->http().port()};
  maker.storm(names, kills, milliseconds{static_cast<int>(cycle * 2500)});
  const auto asked = client.stop();
  print(maker.seen(), asked);

  EXPECT_TRUE(maker.seen().lost.empty()) << joined(maker.seen().lost) << daemon->said();
  EXPECT_EQ(asked.wrong, 0u) << asked.example;
  EXPECT_LT(asked.slowest, 6.0); // the daemon's own deadline is five seconds
  EXPECT_GT(asked.answered, asked.refused);

  ASSERT_TRUE(daemon->let_pass(10));
  come_to_rest();
  expect_history_is_the_truth();
  if (HasFailure())
    std::cout << daemon->said();
  const auto memory_after = resident_kb(daemon->pid());
  std::cout << "memory " << memory_before << " kB before, " << memory_after << " kB after"
            << std::endl;
  if (!test::sanitized) {
    // What may be added, however long it storms: the page caches of the database's connections,
    // 2 MB each (https://www.sqlite.org/pragma.html#pragma_cache_size), and the arenas of malloc.
    EXPECT_LT(memory_after, memory_before + 12 * 1024);
  }
}

TEST_F(Storm, TwoCrashesInARowAreNoReasonToGiveUp) {
  storm_maker maker{*daemon, seed};
  storm_target host;
  ASSERT_TRUE(eventually([&] { return (host = maker.find("host")).state == "running"; }));
  maker.storm({"tmux_gateway"}, 2, 0ms);
  EXPECT_TRUE(maker.seen().lost.empty()) << joined(maker.seen().lost) << daemon->said();
  EXPECT_EQ(maker.find("host").incarnation, host.incarnation) << daemon->said();
}

TEST_F(Storm, WhoDiesTooOftenTakesItsSupervisorWithItAndAllIsWholeAgain) {
  storm_maker maker{*daemon, seed};
  storm_target before;
  ASSERT_TRUE(eventually([&] { return (before = maker.find("modular")).state == "running"; }));
  ASSERT_TRUE(eventually(
      [&] {
        const auto victim = maker.find("crash_detector");
        if (victim.state == "running")
          (void)maker.crash("crash_detector");
        return maker.find("modular").incarnation > before.incarnation;
      },
      40s))
      << daemon->said();
  EXPECT_NE(daemon->said().find("modular gave up, since crash_detector went down too often"),
            std::string::npos);
  EXPECT_TRUE(maker.is_back("crash_detector", 0));
  ASSERT_TRUE(daemon->let_pass(5));
  come_to_rest();
}

TEST_F(Storm, WhenTheRootGivesUpTheProcessEndsWithTheWholeChainOfReasons) {
  storm_maker maker{*daemon, seed};
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (daemon->is_running() && std::chrono::steady_clock::now() < end) {
    (void)maker.crash("http_gateway");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(daemon->wait(10), 70); // sysexits(3), EX_SOFTWARE
  EXPECT_NE(daemon->said().find("root gave up, since http_gateway went down too often"),
            std::string::npos)
      << daemon->said();
}

} // namespace
} // namespace orc::e2e
