#include "actors/idle_analyzer/contradictions.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;
using all = std::vector<contradiction>;

/// Evidence of which nothing contradicts anything, to be changed by the tests.
struct Contradictions : testing::Test {
  vital seen;
  verdict reading{agent_state::idle, "rule", "line", true, {}};
  bool title_says_work = false;
  bool shell_prompt = false;
  bool both_words = false;
  bool young = false;
  bool stuck = false;
  contradiction_watch watch;
  steady_time now{1h};

  void look() {
    watch.look({seen, reading, title_says_work, shell_prompt, both_words, young, stuck}, now);
  }

  all told(std::chrono::milliseconds after = 0ms) { return watch.lasting(now, after); }

  all at_once() {
    look();
    return told();
  }

  void screen_changes(bool changed) {
    seen.seen = sighting{};
    seen.seen->changed = changed;
  }
};

TEST_F(Contradictions, ThereAreNoneWhereEvidenceAgrees) {
  EXPECT_EQ(at_once(), all{});
}

TEST_F(Contradictions, ATitleThatSaysWorkContradictsAFreePromptAlone) {
  title_says_work = true;
  EXPECT_EQ(at_once(), all{contradiction::title_says_work});
  reading.state = agent_state::unsubmitted;
  EXPECT_EQ(at_once(), all{contradiction::title_says_work});
  for (const auto s : {agent_state::working, agent_state::waiting_input, agent_state::unknown}) {
    reading.state = s;
    EXPECT_EQ(at_once(), all{}) << to_string(s);
  }
  reading = {agent_state::idle, "rule", "", false, {}}; // nothing proves it
  EXPECT_EQ(at_once(), all{});
}

TEST_F(Contradictions, ATitleOfADeadProcessSaysNothing) {
  title_says_work = true;
  for (const auto l : {life::suspected, life::crashed, life::exited}) {
    seen.alive = l;
    EXPECT_EQ(at_once(), all{});
  }
}

TEST_F(Contradictions, AShellsPromptContradictsAProcessInFrontOfIt) {
  shell_prompt = true;
  EXPECT_EQ(at_once(), all{contradiction::shell_prompt_in_front});
  young = true;
  EXPECT_EQ(at_once(), all{});
  young = false;
  seen.where.front = foreground::shell;
  EXPECT_EQ(at_once(), all{});
}

TEST_F(Contradictions, AScreenThatGoesOnContradictsTheEndOfItsProcess) {
  seen.alive = life::exited;
  reading.state = agent_state::working;
  screen_changes(false); // what it left behind
  EXPECT_EQ(at_once(), all{});
  screen_changes(true);
  EXPECT_EQ(at_once(), all{contradiction::ended_but_working});
  seen.seen.reset(); // nothing was written
  EXPECT_EQ(at_once(), all{});
  screen_changes(true);
  reading.state = agent_state::idle;
  EXPECT_EQ(at_once(), all{});
  reading.state = agent_state::working;
  seen.alive = life::alive;
  EXPECT_EQ(at_once(), all{});
}

TEST_F(Contradictions, BothWordsOfAnEndContradictEachOtherOnceItHasEnded) {
  both_words = true;
  EXPECT_EQ(at_once(), all{}); // an agent may talk of anything
  seen.alive = life::crashed;
  EXPECT_EQ(at_once(), all{contradiction::violence_and_farewell});
}

TEST_F(Contradictions, OneCountsAfterItLastedWithoutAGap) {
  title_says_work = true;
  look();
  now += 4999ms;
  look();
  EXPECT_EQ(told(5s), all{});
  now += 1ms;
  look();
  EXPECT_EQ(told(5s), all{contradiction::title_says_work});
  title_says_work = false;
  look();
  title_says_work = true;
  look();
  EXPECT_EQ(told(5s), all{});
}

TEST_F(Contradictions, AStuckAgentNeedsNoFurtherTimeAndTheOrderIsTheEnums) {
  stuck = true;
  title_says_work = true;
  look();
  EXPECT_EQ(told(5s), all{contradiction::busy_but_still});
  now += 5s;
  look();
  EXPECT_EQ(told(5s), (all{contradiction::title_says_work, contradiction::busy_but_still}));
}

} // namespace
} // namespace orc
