#include "actors/agent_monitor/seats.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

constexpr wall_time noon{std::chrono::hours{12}};

agent_identities kinds() {
  agent_identity claude;
  claude.kind = "claude";
  claude.process_names = {"claude"};
  claude.window_patterns = {"Claude-*"};
  return {claude};
}

process_facts running(const char* command, std::int64_t pid) {
  return {pid, 7, command, {command}};
}

/// One tmux server, and what each look at it made of it.
struct world {
  pane_listing listing;
  std::map<int, pane_processes> processes;
  seat_memory memory;
  seat_rules rules{kinds(), {}, {}, {}};
  std::vector<std::string> events; ///< "type before>after"

  world() {
    listing.run.server = "default";
    listing.run.token = "abc123";
  }

  pane_row& pane(int number, int session, process_facts front) {
    pane_row row;
    row.pane = number;
    row.session = session;
    row.window = number;
    row.session_name = "s" + std::to_string(session);
    row.window_name = "w";
    processes[number] = {std::move(front), {}, false};
    listing.panes.push_back(row);
    return listing.panes.back();
  }

  const std::map<std::string, seat>& look() {
    auto step = advance(memory, listing, processes, noon, rules);
    memory = std::move(step.next);
    events.clear();
    for (const auto& e : step.events)
      events.push_back(e.type + " " + e.before + ">" + e.after);
    return memory.seats;
  }
};

TEST(Seats, AnAgentHasAnIdOfItsServersRunAndItsPane) {
  world w;
  w.pane(12, 3, running("claude", 100));
  const auto& seats = w.look();
  ASSERT_EQ(seats.size(), 1u);
  const auto& s = seats.at("abc123-12");
  EXPECT_EQ(s.kind, "claude");
  EXPECT_EQ(s.name, "default/s3:0.0");
  EXPECT_EQ(s.session_key, "abc123-s3");
  EXPECT_EQ(s.pane, "%12");
  EXPECT_EQ(s.front, foreground::agent);
}

TEST(Seats, AShellIsNobody) {
  world w;
  w.pane(1, 1, running("bash", 100));
  EXPECT_TRUE(w.look().empty());
}

TEST(Seats, AnAgentBelowALauncherIsFound) {
  world w;
  w.pane(1, 1, running("npm", 100));
  w.processes[1].below = {running("sh", 101), running("claude", 102)};
  const auto& seats = w.look();
  ASSERT_EQ(seats.size(), 1u);
  EXPECT_EQ(seats.begin()->second.process.pid, 102);
}

TEST(Seats, AnAgentThatLeftKeepsItsSeatWithTheShellInFront) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.processes[1].front = running("bash", 50);
  const auto& s = w.look().at("abc123-1");
  EXPECT_EQ(s.front, foreground::shell);
  EXPECT_EQ(s.kind, "claude");
  EXPECT_EQ(s.process.pid, 100);
}

TEST(Seats, AnAgentThatLivesBehindTheShellIsSuspended) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.processes[1] = {running("bash", 50), {}, true};
  EXPECT_EQ(w.look().at("abc123-1").front, foreground::suspended);
}

TEST(Seats, AnotherProgramInFrontIsNoShell) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.processes[1].front = running("vim", 60);
  EXPECT_EQ(w.look().at("abc123-1").front, foreground::other);
}

TEST(Seats, ANamedWindowIsASeatBeforeItsAgentStarts) {
  world w;
  w.pane(1, 1, running("bash", 50)).window_name = "Claude-api";
  const auto& s = w.look().at("abc123-1");
  EXPECT_EQ(s.kind, "claude");
  EXPECT_EQ(s.front, foreground::shell);
}

TEST(Seats, ADeadPaneHasNothingInFrontAndTellsItsStatus) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.listing.panes[0].dead = true;
  w.listing.panes[0].dead_status = 1;
  w.processes[1] = {};
  const auto& s = w.look().at("abc123-1");
  EXPECT_EQ(s.front, foreground::none);
  EXPECT_EQ(s.dead_status, 1);
}

TEST(Seats, AClosedPaneIsNoSeat) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.listing.panes.clear();
  EXPECT_TRUE(w.look().empty());
}

TEST(Seats, TheFirstLookFindsSessionsAndLaterOnesSeeThemOpen) {
  world w;
  w.pane(1, 1, running("bash", 50));
  w.look();
  EXPECT_EQ(w.events, std::vector<std::string>{"session_found >s1"});
  w.pane(2, 2, running("bash", 51));
  w.look();
  EXPECT_EQ(w.events, std::vector<std::string>{"session_opened >s2"});
  w.look();
  EXPECT_TRUE(w.events.empty());
}

TEST(Seats, RenamesAndClosingsAreToldOnce) {
  world w;
  w.pane(1, 1, running("bash", 50));
  w.look();
  w.listing.panes[0].session_name = "new";
  w.listing.panes[0].window_name = "$(reboot)";
  w.look();
  EXPECT_EQ(w.events,
            (std::vector<std::string>{"session_renamed s1>new", "window_renamed w>$(reboot)"}));
  w.listing.panes.clear();
  w.look();
  EXPECT_EQ(w.events, std::vector<std::string>{"session_closed new>"});
}

TEST(Seats, AfterARestartAnEndedAgentKeepsItsSeatAndItsSessionIsNotFoundAgain) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  agent_view view;
  view.where = w.memory.seats.at("abc123-1");
  w.memory = remember({view});
  w.processes[1].front = running("bash", 50);
  EXPECT_EQ(w.look().at("abc123-1").front, foreground::shell);
  EXPECT_TRUE(w.events.empty());
}

TEST(Seats, AnotherRunOfTheServerSharesNoSeat) {
  world w;
  w.pane(1, 1, running("claude", 100));
  w.look();
  w.listing.run.token = "zzz999";
  w.processes[1].front = running("bash", 50);
  EXPECT_TRUE(w.look().empty());
}

TEST(Seats, AnExcludedPaneIsNobodysWhateverRunsInIt) {
  world w;
  w.rules.exclude = {"default/s1:scratch*"};
  w.pane(1, 1, running("claude", 100)).window_name = "scratch-1";
  w.pane(2, 2, running("claude", 101)).window_name = "scratch-1"; // of another session
  const auto& seats = w.look();
  ASSERT_EQ(seats.size(), 1u);
  EXPECT_EQ(seats.begin()->first, "abc123-2");
}

TEST(Seats, InASeatOfAWishedKindAnyProgramIsTheAgent) {
  world w;
  w.rules.wished_kinds = {{"*:build", "generic"}};
  w.pane(1, 1, running("my-own-agent", 100)).window_name = "build";
  const auto& s = w.look().at("abc123-1");
  EXPECT_EQ(s.kind, "generic");
  EXPECT_EQ(s.front, foreground::agent);
  EXPECT_EQ(s.process.pid, 100);
}

TEST(Seats, InASeatOfAWishedKindAShellAtItsPromptIsNoAgent) {
  world w;
  w.rules.wished_kinds = {{"*:build", "generic"}};
  w.pane(1, 1, running("bash", 100)).window_name = "build";
  const auto& s = w.look().at("abc123-1");
  EXPECT_EQ(s.kind, "generic");
  EXPECT_EQ(s.front, foreground::shell);
}

TEST(Seats, AWishedKindWinsOverTheKindOfTheProcess) {
  world w;
  w.rules.wished_kinds = {{"*:build", "mine"}, {"*", "other"}};
  w.pane(1, 1, running("claude", 100)).window_name = "build";
  EXPECT_EQ(w.look().at("abc123-1").kind, "mine");
}

TEST(Seats, ARoleIsShownBesideTheAgentAndFollowsTheName) {
  world w;
  w.rules.roles = {{"default/s1:api", "builder"}, {"default/s1:*", "helper"}};
  w.pane(1, 1, running("claude", 100)).window_name = "api";
  EXPECT_EQ(w.look().at("abc123-1").role, "builder");
  w.listing.panes[0].window_name = "web";
  EXPECT_EQ(w.look().at("abc123-1").role, "helper");
}

} // namespace
} // namespace orc
