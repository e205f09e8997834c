// Two dozen agents in six sessions: whatever they do, and whatever happens to their sessions and
// windows, is on the API and in SQLite within two cycles and the hold of that state.
#include "storage/history_reading.hpp"
#include "tests/e2e/agent_log.hpp"
#include "tests/e2e/monitor_in_test.hpp"
#include "tests/e2e/program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;

constexpr int sessions = 6;
constexpr int agents_each = 4;
constexpr int at_once = 2; ///< cycles, for what is believed at once

/// A hold of so many seconds takes as many cycles more: one a second.
int with_hold(std::chrono::milliseconds hold) {
  return at_once + static_cast<int>(std::chrono::ceil<std::chrono::seconds>(hold).count());
}

std::string text(const boost::json::object& o, const char* key) {
  return std::string{o.at(key).as_string()};
}

struct expected {
  scripted_agent agent;
  std::string state;
};

std::vector<std::string> without_repetitions(const std::vector<std::string>& states) {
  std::vector<std::string> out;
  std::unique_copy(states.begin(), states.end(), std::back_inserter(out));
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words)
    out += word + " ";
  return out;
}

class Fleet : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<test::scratch_folder>();
    server = std::make_unique<tmux_server>(folder->path().string());
    for (int s = 0; s < sessions; ++s)
      for (int a = 0; a < agents_each; ++a)
        agents.push_back(
            server->add_agent("team" + std::to_string(s), "agent" + std::to_string(a)));
    whole = std::make_unique<monitor_in_test>(server->socket(), database());
    for (const auto& agent : agents)
      ASSERT_LE(cycles_until(http(), agent.pane, "idle", now_text()), 20) << agent.pane;
  }

  static void TearDownTestSuite() {
    EXPECT_TRUE(whole->stop());
    whole.reset();
    server.reset();
    agents.clear();
    folder.reset();
  }

  static std::string database() { return *folder / "state.db"; }

  static const api& http() { return whole->http(); }

  static std::string id_of(const scripted_agent& agent) {
    const auto found = http().agent_in(agent.pane);
    return found ? text(*found, "id") : "";
  }

  /// Its transitions in the database, the oldest first; of all agents where no id is given.
  static std::vector<history_entry> transitions(const std::string& agent_id = {}) {
    auto past = history_reading::open(database(), 1s);
    if (!past)
      return {};
    auto items = past->page({agent_id, 0, 1000}).value_or(history_page{}).items;
    std::reverse(items.begin(), items.end());
    return items;
  }

  static std::vector<std::string> recorded(const std::string& agent_id) {
    std::vector<std::string> out;
    for (const auto& entry : transitions(agent_id))
      out.emplace_back(to_string(entry.says.state));
    return out;
  }

  static std::vector<fleet_event> events() {
    auto past = history_reading::open(database(), 1s);
    std::vector<fleet_event> out;
    for (const auto& entry : past->events({"", "", 0, 1000}).value_or(std::vector<event_entry>{}))
      out.push_back(entry.what);
    return out;
  }

  static bool
  happened(const std::string& type, const std::string& before, const std::string& after) {
    const auto all = events();
    return std::any_of(all.begin(), all.end(), [&](const fleet_event& e) {
      return e.type == type && e.before == before && e.after == after;
    });
  }

  /// Makes the agent show it, and expects API and database to say it in time.
  static void expect_within(int cycles,
                            const scripted_agent& agent,
                            const std::string& word,
                            const std::string& shown,
                            const std::string& state) {
    const auto since = make_it_show(*server, agent, word, shown);
    EXPECT_LE(cycles_until(http(), agent.pane, state, since), cycles) << state;
    EXPECT_TRUE(eventually([&] {
      const auto states = recorded(id_of(agent));
      return !states.empty() && states.back() == state;
    })) << state
        << " is not in the database";
  }

  /// Which of them are not yet both on the API and in the database.
  static std::string missing(const boost::json::object& body, const std::vector<expected>& wanted) {
    std::map<std::string, boost::json::object> by_pane;
    for (const auto& item : body.at("items").as_array())
      by_pane[text(item.as_object(), "pane")] = item.as_object();
    std::string out;
    for (const auto& want : wanted) {
      const auto& item = by_pane[want.agent.pane];
      const auto said = item.empty() ? "nothing" : text(item, "state");
      const auto states = item.empty() ? std::vector<std::string>{} : recorded(text(item, "id"));
      const auto kept = states.empty() ? "nothing" : states.back();
      if (said != want.state || kept != want.state)
        out.append("\n" + want.agent.pane)
            .append(" is " + want.state)
            .append(", the API says " + said)
            .append(", the database " + kept);
    }
    return out;
  }

  static void
  expect_all_within(int cycles, const std::vector<expected>& wanted, const std::string& since) {
    std::string lacks;
    const auto took = cycles_until(http(), since, [&](const auto& body) {
      lacks = missing(body, wanted);
      return lacks.empty();
    });
    EXPECT_LE(took, cycles) << lacks;
  }

  /// Each agent is told the next of the words, all over again; all of it has to be said in time.
  static void everybody(int cycles, const std::vector<std::string>& words) {
    std::vector<expected> wanted;
    std::string since;
    for (std::size_t i = 0; i < agents.size(); ++i) {
      const auto& word = words[i % words.size()];
      since = make_it(*server, agents[i], word);
      wanted.push_back({agents[i], std::string{to_string(state_for(word))}});
    }
    expect_all_within(cycles, wanted, since);
  }

  static std::vector<std::string> detectors() {
    std::vector<std::string> out;
    const auto reply = http().get("/api/v1/components");
    if (reply.status != 200)
      return out;
    const auto body = boost::json::parse(reply.body);
    for (const auto& item : body.at("items").as_array())
      if (const std::string name{item.at("name").as_string()}; name.starts_with(detector_prefix))
        out.push_back(name);
    return out;
  }

  static inline std::unique_ptr<test::scratch_folder> folder;
  static inline std::unique_ptr<tmux_server> server;
  static inline std::unique_ptr<monitor_in_test> whole;
  static inline std::vector<scripted_agent> agents;
  static inline const time_policy holds;
};

TEST_F(Fleet, EveryAgentIsThereAndEverySessionHasItsDetector) {
  const auto body = boost::json::parse(http().get("/api/v1/agents").body);
  EXPECT_EQ(body.at("items").as_array().size(), std::size_t{sessions * agents_each});
  EXPECT_TRUE(eventually([] { return detectors().size() == std::size_t{sessions}; }));
}

TEST_F(Fleet, WhatAllAgentsDoAtOnceIsSaidWithinTwoCyclesAndItsHold) {
  everybody(at_once, {"working", "waiting", "error", "limited", "starting"});
  everybody(at_once, {"waiting", "working", "working", "working", "working"});
  everybody(at_once, {"idle"});
  everybody(with_hold(holds.typing_hold), {"unsubmitted", "working"});
  everybody(at_once, {"limited", "error", "waiting"});
  everybody(at_once, {"working"});
  everybody(at_once, {"idle"});
}

TEST_F(Fleet, WhatAnAgentDoesIsSaidWithinTwoCyclesAndItsHold) {
  const auto& a = agents[0];
  expect_within(at_once, a, "working", "[orc-agent] working", "working");
  expect_within(at_once, a, "waiting", "[orc-agent] waiting", "waiting_input");
  expect_within(at_once, a, "limited 2", "[orc-agent] rate limited", "rate_limited");
  expect_within(at_once, a, "working", "[orc-agent] working", "working");
  expect_within(at_once, a, "error", "[orc-agent] error", "error");
  expect_within(with_hold(holds.idle_hold), a, "idle", "[orc-agent] idle", "idle");
  expect_within(
      with_hold(holds.typing_hold), a, "unsubmitted", "[orc-agent] unsubmitted", "unsubmitted");
}

TEST_F(Fleet, AKilledAgentIsSaidToHaveCrashedAndKeepsItsIdWhenItIsBack) {
  const auto& a = agents[4];
  const auto id = id_of(a);
  expect_within(at_once, a, "working", "[orc-agent] working", "working");
  const auto since = make_it_show(*server, a, "die", "Killed");
  EXPECT_LE(cycles_until(http(), a.pane, "crashed", since), at_once);
  EXPECT_TRUE(eventually([&] { return recorded(id).back() == "crashed"; }));
  server->type(a.pane, a.command);
  EXPECT_LE(cycles_until(http(), a.pane, "idle", now_text()), 10);
  EXPECT_EQ(id_of(a), id);
}

TEST_F(Fleet, AnAgentThatIsKilledInItsIdlenessHasCrashedAsWell) {
  const auto& a = agents[5];
  expect_all_within(at_once, {{a, "crashed"}}, make_it(*server, a, "die"));
  expect_all_within(at_once, {{a, "idle"}}, start_again(*server, a));
  expect_all_within(at_once, {{a, "exited"}}, make_it(*server, a, "exit"));
  expect_all_within(at_once, {{a, "idle"}}, start_again(*server, a));
}

TEST_F(Fleet, AnAgentThatIsItsPanesOwnProcessCrashesExitsAndComesBackInItsSeat) {
  const auto& a = agents[6];
  const auto id = id_of(a);
  server->tmux({"set-option", "-w", "-t", a.pane, "remain-on-exit", "on"});
  for (const auto& [word, state] : {std::pair{"die", "crashed"}, {"exit", "exited"}}) {
    const auto before = logged_states(a).size();
    server->tmux({"respawn-pane", "-k", "-t", a.pane, "exec " + a.command});
    ASSERT_TRUE(eventually([&] { return logged_states(a).size() > before; }));
    expect_all_within(at_once, {{a, "idle"}}, now_text());
    // At work, since tmux now and then never learns how a pane's process ended: a kill in idleness
    // then leaves no sign at all.
    expect_all_within(at_once, {{a, "working"}}, make_it(*server, a, "working"));
    tmux_server::tell(a, word);
    ASSERT_TRUE(eventually([&] {
      return server->tmux({"display-message", "-p", "-t", a.pane, "#{pane_dead}"}) == "1";
    }));
    expect_all_within(at_once, {{a, state}}, now_text());
    EXPECT_EQ(id_of(a), id);
  }
}

TEST_F(Fleet, AnAgentThatLeavesIsSaidToHaveExited) {
  const auto& a = agents[8];
  const auto since = make_it_show(*server, a, "exit", "goodbye");
  EXPECT_LE(cycles_until(http(), a.pane, "exited", since), with_hold(1s));
  EXPECT_TRUE(eventually([&] { return recorded(id_of(a)).back() == "exited"; }));
}

TEST_F(Fleet, ASessionThatComesAndGoesBringsItsDetectorAndTakesItAway) {
  const auto before = detectors().size();
  const auto since = now_text();
  const auto a = server->add_agent("visitor", "guest");
  EXPECT_LE(cycles_until(http(), a.pane, "idle", since), 10);
  const auto agent = http().agent_in(a.pane).value();
  const auto detector = detector_name(text(agent, "session_key"));
  EXPECT_TRUE(eventually([&] { return detectors().size() == before + 1; }));
  EXPECT_TRUE(happened("session_opened", "", "visitor"));

  server->tmux({"kill-session", "-t", "=visitor"});
  const auto killed = now_text();
  EXPECT_LE(cycles_until(http(), a.pane, "", killed), at_once);
  EXPECT_TRUE(eventually([&] {
    const auto now = detectors();
    return std::find(now.begin(), now.end(), detector) == now.end();
  }));
  EXPECT_TRUE(eventually([] { return happened("session_closed", "visitor", ""); }));
  EXPECT_EQ(recorded(text(agent, "id")).back(), "exited");
}

TEST_F(Fleet, NewNamesAreShownAndRecorded) {
  const auto& a = agents[12];
  server->tmux({"rename-window", "-t", a.pane, "renamed"});
  EXPECT_TRUE(
      eventually([&] { return text(http().agent_in(a.pane).value(), "window") == "renamed"; }));
  EXPECT_TRUE(eventually([] { return happened("window_renamed", "agent0", "renamed"); }));
  server->tmux({"rename-session", "-t", a.pane, "crew"});
  EXPECT_TRUE(
      eventually([&] { return text(http().agent_in(a.pane).value(), "session") == "crew"; }));
  EXPECT_TRUE(eventually([] { return happened("session_renamed", "team3", "crew"); }));
}

TEST_F(Fleet, AHostileNameIsShownAndNothingOfItIsDone) {
  const auto& a = agents[16];
  const auto trap = *folder / "PWNED";
  const auto name = "$(touch " + trap + ") `id`; 'x' \"y\" %1 🦀";
  server->tmux({"rename-window", "-t", a.pane, name});
  EXPECT_TRUE(eventually([&] { return text(http().agent_in(a.pane).value(), "window") == name; }));
  const auto since = make_it_show(*server, a, "waiting", "[orc-agent] waiting");
  EXPECT_LE(cycles_until(http(), a.pane, "waiting_input", since), at_once);
  EXPECT_FALSE(std::ifstream{trap}.good());
}

TEST_F(Fleet, AHostileSessionIsShownAsTmuxShowsItAndIsNoTransition) {
  const auto& a = agents[17];
  const auto before = http().agent_in(a.pane).value();
  const auto entries = recorded(text(before, "id")).size();
  const auto trap = *folder / "PWNED2";
  // `##` is tmux's own spelling of one `#` in a new name: tmux(1), FORMATS.
  const auto wish = "$(touch " + trap + ") `touch " + trap + "` ##(touch " + trap
                    + ") \"it's\"; kill-server ; <b>&amp; \xF0\x9F\xA6\x80";
  server->tmux({"rename-session", "-t", a.pane, wish});
  server->tmux({"rename-window", "-t", a.pane, "%1"});
  const auto named = server->tmux({"display-message", "-p", "-t", a.pane, "#{session_name}"});
  ASSERT_NE(named.find("#(touch"), std::string::npos) << named;
  const auto took = cycles_until(http(), now_text(), [&](const auto&) {
    const auto now = http().agent_in(a.pane).value();
    return text(now, "session") == named && text(now, "window") == "%1"
           && happened("session_renamed", "team4", named)
           && happened("window_renamed", "agent1", "%1");
  });
  EXPECT_LE(took, at_once);
  const auto now = http().agent_in(a.pane).value();
  EXPECT_EQ(text(now, "id"), text(before, "id"));
  EXPECT_EQ(text(now, "since"), text(before, "since"));
  EXPECT_EQ(recorded(text(now, "id")).size(), entries);
  // Pane %1 is somebody else's, whatever this window is called.
  expect_all_within(
      at_once, {{a, "waiting_input"}, {agents[1], "idle"}}, make_it(*server, a, "waiting"));
  EXPECT_EQ(transitions(text(now, "id")).back().name, "default/" + named + ":1.0");
  EXPECT_FALSE(std::ifstream{trap}.good());
}

TEST_F(Fleet, TheHistoryOfAnAgentIsWhatTheAgentItselfLogged) {
  const auto& a = agents[20];
  const std::vector<std::pair<std::string, std::string>> steps{{"working", "working"},
                                                               {"waiting", "waiting_input"},
                                                               {"working", "working"},
                                                               {"error", "error"}};
  const auto before = recorded(id_of(a)).size();
  std::vector<std::string> expected;
  for (const auto& [word, state] : steps) {
    expect_within(at_once, a, word, "[orc-agent] " + word, state);
    expected.push_back(state);
  }
  const auto all = recorded(id_of(a));
  EXPECT_EQ(std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(before), all.end()),
            expected);
  std::ifstream log{a.log};
  std::vector<std::string> logged;
  for (std::string at, state; log >> at >> state;)
    logged.push_back(state);
  ASSERT_GE(logged.size(), steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i)
    EXPECT_EQ(logged[logged.size() - steps.size() + i], steps[i].first);
}

TEST_F(Fleet, TheWholeHistoryOfEveryAgentIsWhatTheAgentItselfLogged) {
  for (const auto& agent : agents) {
    const auto id = id_of(agent);
    const auto entries = transitions(id);
    std::vector<std::string> told;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      EXPECT_EQ(entries[i].first, i == 0) << agent.pane;
      EXPECT_TRUE(i == 0 || entries[i].from == entries[i - 1].says.state) << agent.pane << " " << i;
      // What an agent cannot say itself: it has not shown anything yet, its limit's time is over.
      if (entries[i].says.rule != "process.started" && entries[i].says.rule != "limit.reset")
        told.emplace_back(to_string(entries[i].says.state));
    }
    std::vector<std::string> truth;
    for (const auto state : logged_states(agent))
      truth.emplace_back(to_string(state));
    EXPECT_EQ(joined(without_repetitions(told)), joined(without_repetitions(truth))) << agent.pane;
    const auto page = boost::json::parse(http().get("/api/v1/agents/" + id + "/history").body);
    EXPECT_EQ(page.at("items").as_array().size(), entries.size()) << agent.pane;
  }
}

TEST_F(Fleet, MetricsPassPromtoolAndNothingWentWrong) {
  const auto body = http().get("/metrics").body;
  EXPECT_EQ(run_program({"promtool", "check", "metrics"}, body).status, 0);
  EXPECT_EQ(http().metric("agent_detection_errors"), 0);
  EXPECT_EQ(http().metric("agents_total"), sessions * agents_each);
  EXPECT_EQ(http().metric("tmux_orchestrator_sessions"), sessions);
  EXPECT_EQ(http().metric("tmux_orchestrator_operations_failed_total{kind=\"write\"}"), 0);
  const auto entries = transitions();
  const auto changes = std::count_if(
      entries.begin(), entries.end(), [](const auto& e) { return e.from != e.says.state; });
  EXPECT_EQ(http().metric("tmux_orchestrator_transitions_total"), static_cast<double>(changes));
}

} // namespace
} // namespace orc::e2e
