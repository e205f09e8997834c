#include "actors/agent_monitor/server_book.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using kind = server_answer::kind;
using names = std::vector<std::string>;

constexpr wall_time noon{std::chrono::hours{12}};

/// A server with that many sessions, each with one pane in which an agent runs.
server_answer listed(const std::string& server, int sessions) {
  auto listing = std::make_shared<pane_listing>();
  listing->run.server = server;
  listing->run.token = server;
  for (int i = 1; i <= sessions; ++i) {
    pane_row row;
    row.pane = i;
    row.session = i;
    row.session_name = "s" + std::to_string(i);
    listing->panes.push_back(row);
  }
  return {kind::listed, std::move(listing), ""};
}

const server_answer absent{kind::absent, nullptr, ""};
const server_answer failed{kind::failed, nullptr, "it hangs"};

struct ServerBook : testing::Test {
  server_book book;

  void SetUp() override {
    book.add("one");
    book.add("two");
    book.ready("one");
    book.ready("two");
  }

  /// A whole cycle; the events as "type key".
  names cycle(server_answer one, server_answer two) {
    (void)book.begin();
    book.heard("one", std::move(one));
    book.heard("two", std::move(two));
    std::map<std::string, std::map<int, pane_processes>> processes;
    for (const auto& [server, listing] : book.listings())
      for (const auto& row : listing->panes)
        processes[server][row.pane].front = {100 + row.pane, 1, "claude", {"claude"}};
    agent_identity claude;
    claude.kind = "claude";
    claude.process_names = {"claude"};
    names out;
    for (const auto& e : book.take(processes, noon, {{claude}, {}, {}, {}}))
      out.push_back(e.type + " " + e.subject);
    return out;
  }

  cycle_stats figures() {
    cycle_stats out;
    book.count(out);
    return out;
  }
};

TEST_F(ServerBook, WaitsForEveryServer) {
  EXPECT_EQ(book.begin(), (names{"one", "two"}));
  book.heard("one", listed("one", 1));
  EXPECT_FALSE(book.is_complete());
  book.heard("two", absent);
  EXPECT_TRUE(book.is_complete());
}

TEST_F(ServerBook, OneWhoseGatewayIsNotThereYetIsNeitherAskedNorWaitedForNorCounted) {
  book.add("three");
  EXPECT_EQ(book.begin(), (names{"one", "two"}));
  book.heard("one", absent);
  book.heard("two", absent);
  EXPECT_TRUE(book.is_complete());
  book.ready("three"); // in the midst of the cycle
  EXPECT_EQ(figures().servers, 0U);
  EXPECT_EQ(book.begin(), (names{"one", "three", "two"}));
}

TEST_F(ServerBook, OneThatFailedIsAskedAgainButNotWaitedFor) {
  cycle(listed("one", 1), failed);
  EXPECT_EQ(book.begin(), (names{"one", "two"}));
  book.heard("one", listed("one", 1));
  EXPECT_TRUE(book.is_complete());
}

TEST_F(ServerBook, OneThatStillOwesAnAnswerIsNotAskedTwice) {
  cycle(listed("one", 1), failed);
  (void)book.begin();
  book.heard("one", listed("one", 1));
  EXPECT_EQ(book.begin(), names{"one"});
}

TEST_F(ServerBook, OneThatSpeaksAgainIsWaitedForInTheNextCycle) {
  cycle(listed("one", 1), failed);
  (void)book.begin();
  book.heard("one", listed("one", 1));
  book.take({}, noon, {});
  book.heard("two", listed("two", 1)); // too late for this cycle
  EXPECT_TRUE(book.listings().contains("one"));
  EXPECT_FALSE(book.listings().contains("two"));
  (void)book.begin();
  book.heard("one", listed("one", 1));
  EXPECT_FALSE(book.is_complete());
}

TEST_F(ServerBook, OneThatIsNotWaitedForIsSilentWithTheFaultThatItLastHad) {
  cycle(listed("one", 1), failed);
  (void)book.begin();
  book.heard("one", listed("one", 1));
  EXPECT_EQ(figures().servers_silent, 1U);
  EXPECT_EQ(figures().error, "it hangs");
}

TEST_F(ServerBook, NamesTheServersThatItHasRead) {
  cycle(listed("one", 1), absent);
  EXPECT_EQ(figures().servers_read, names{"one"});
  cycle(failed, listed("two", 0));
  EXPECT_EQ(figures().servers_read, names{"two"});
}

TEST_F(ServerBook, WhereAllFailedAllAreWaitedFor) {
  cycle(failed, failed);
  EXPECT_FALSE(book.has_news());
  (void)book.begin();
  book.heard("one", failed);
  EXPECT_FALSE(book.is_complete());
}

TEST_F(ServerBook, AServerThatHangsKeepsItsAgents) {
  cycle(listed("one", 1), listed("two", 2));
  EXPECT_TRUE(cycle(listed("one", 1), failed).empty());
  EXPECT_EQ(book.seats().size(), 3U);
  EXPECT_EQ(book.sessions().size(), 3U);
  for (const auto& s : book.seats())
    EXPECT_EQ(s.held, s.agent_id.starts_with("two")) << s.agent_id;
}

TEST_F(ServerBook, AServerThatEndedLosesThem) {
  cycle(listed("one", 1), listed("two", 1));
  EXPECT_EQ(cycle(listed("one", 1), absent), names{"session_closed two-s1"});
  EXPECT_EQ(book.seats().size(), 1U);
}

TEST_F(ServerBook, PanesOfTheSameNumberOnTwoServersAreTwo) {
  cycle(listed("one", 1), listed("two", 1));
  ASSERT_NE(book.find("one", "one-1"), nullptr);
  ASSERT_NE(book.find("two", "two-1"), nullptr);
  EXPECT_EQ(book.find("one", "two-1"), nullptr);
  EXPECT_EQ(book.find("three", "two-1"), nullptr);
}

TEST_F(ServerBook, OneThatIsRemovedClosesItsSessions) {
  cycle(listed("one", 1), listed("two", 1));
  const auto events = book.remove("two", noon);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "session_closed");
  EXPECT_FALSE(book.knows("two"));
  EXPECT_TRUE(book.remove("two", noon).empty());
}

TEST_F(ServerBook, WhatTheDatabaseKnowsGoesToItsServerAndTheRestIsClosed) {
  agent_view here;
  here.where.agent_id = "two-1";
  here.where.server = "two";
  here.where.session_key = "two-s1";
  agent_view gone = here;
  gone.where.server = "three";
  gone.where.session_key = "three-s1";
  const auto events = book.remember({here, gone}, noon);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].subject, "three-s1");
  EXPECT_NE(book.find("two", "two-1"), nullptr);
}

TEST_F(ServerBook, CountsWhatRunsAndWhatIsSilent) {
  cycle(listed("one", 2), failed);
  auto now = figures();
  EXPECT_EQ(now.servers, 2U);
  EXPECT_EQ(now.servers_silent, 1U);
  EXPECT_FALSE(now.tmux_answers);
  EXPECT_EQ(now.error, "it hangs");
  EXPECT_EQ(now.panes, 2U);
  EXPECT_EQ(now.agents, 2U);
  cycle(absent, absent);
  now = figures();
  EXPECT_TRUE(now.tmux_answers);
  EXPECT_FALSE(now.server_present);
}

} // namespace
} // namespace orc
