// The built-in rules for home-made agents and for anything with a prompt.
#include "runtime/config/rules_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orc {
namespace {

/// The cursor stands where the text ends.
sighting shows(const std::string& text) {
  static const auto rules = load_rules(std::filesystem::path{ORC_SOURCE_DIR} / "config/agents");
  pane_screen pane;
  pane.text = text;
  pane.pane.width = 120;
  const auto last = text.rfind('\n');
  pane.pane.cursor_y = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  pane.pane.cursor_x = static_cast<int>(text.size() - (last == std::string::npos ? 0 : last + 1));
  return read(*rules_for(rules.value(), "generic"), pane);
}

TEST(GenericRules, BelieveWhatAHomeMadeAgentSaysOfItself) {
  const std::pair<const char*, agent_state> words[] = {
      {"starting", agent_state::starting},
      {"working: on the parser", agent_state::working},
      {"idle", agent_state::idle},
      {"waiting: which one?", agent_state::waiting_input},
      {"unsubmitted: rename it", agent_state::unsubmitted},
      {"rate limited until 2026-11-24T15:00:00Z", agent_state::rate_limited},
      {"error: no disk", agent_state::error}};
  for (const auto& [word, state] : words) {
    const auto line = std::string{"[orc-agent] "} + word;
    const auto seen = shows("banner\n" + line + "\n").seen;
    EXPECT_EQ(seen.state, state) << word;
    EXPECT_TRUE(seen.positive) << word;
    EXPECT_EQ(seen.evidence, line);
  }
}

TEST(GenericRules, LetTheLastWordWin) {
  EXPECT_EQ(shows("[orc-agent] working: x\n[orc-agent] idle\n").seen.state, agent_state::idle);
  EXPECT_EQ(shows("[orc-agent] idle\n[orc-agent] working: x\n").seen.state, agent_state::working);
}

TEST(GenericRules, TakeTheTimeAtWhichALimitEnds) {
  const auto said = shows("[orc-agent] rate limited until 2026-11-24T15:00:00Z\n").seen;
  ASSERT_TRUE(said.details.reset_at);
  EXPECT_EQ(to_rfc3339(*said.details.reset_at), "2026-11-24T15:00:00.000Z");
}

TEST(GenericRules, BelieveNothingPositivelyOnceAShellIsBack) {
  for (const auto* prompt :
       {"dev@box:~/work$ ", "root@box:/# ", "bash-5.2$ ", "$ ", "(env) dev@box:~$ "}) {
    const auto seen = shows(std::string{"[orc-agent] working: x\nKilled\n"} + prompt);
    EXPECT_FALSE(seen.seen.positive) << prompt;
    EXPECT_EQ(seen.seen.state, agent_state::idle) << prompt;
    EXPECT_EQ(seen.violence, "Killed") << prompt;
  }
}

TEST(GenericRules, KnowTheShellsWordRightBehindTheLineThatTheAgentLeft) {
  for (const auto* last :
       {"[orc-agent] idleKilled", "> Segmentation fault (core dumped)", ">Aborted"})
    EXPECT_EQ(shows(std::string{last} + "\nbash-5.2$ ").violence, last);
  for (const auto* last :
       {"[orc-agent] idle", "the old worker was Killed", "[orc-agent] idleKilled 3"})
    EXPECT_EQ(shows(std::string{last} + "\nbash-5.2$ ").violence, "") << last;
}

TEST(GenericRules, SeeAQuestion) {
  for (const auto* question : {"Continue? [y/N] ",
                               "Sure (yes/no)? ",
                               "[sudo] password for dev: ",
                               "Password:",
                               "Press Enter to continue",
                               "Pick\n❯ 1. Yes\n  2. No\n",
                               "│ Apply this?\n│ ● 1. Yes\n│   2. No\n╰──────────╯\n",
                               "Run it?\n  [y] Approve   [n] Deny\nmodel · folder\n",
                               "Which?\n> SQLite\n  PostgreSQL\n↑/↓ navigate, Enter select\n",
                               "┃  Allow once   Reject   ⇆ select  enter confirm\n",
                               "Run it?\n❯ Yes\n  No\nPress Escape to cancel\n"}) {
    EXPECT_EQ(shows(question).seen.state, agent_state::waiting_input) << question;
    EXPECT_TRUE(shows(question).seen.positive) << question;
  }
}

TEST(GenericRules, SeeNoQuestionInAnOldOneOrInProse) {
  EXPECT_NE(shows("Continue? [y/N] y\ndoing it\n").seen.state, agent_state::waiting_input);
  EXPECT_NE(shows("the password: is in the vault, press enter\nnext\n").seen.state,
            agent_state::waiting_input);
}

TEST(GenericRules, SeeWorkInASpinnerAndInAWayToInterrupt) {
  EXPECT_EQ(shows("⠋ Thinking\n").seen.state, agent_state::working);
  EXPECT_EQ(shows("Thinking (3s, esc to interrupt)\n").seen.state, agent_state::working);
}

TEST(GenericRules, SeeWorkAboveAComposer) {
  const std::string composer =
      "╭──────────────╮\n│ >            │\n╰──────────────╯\n folder\n model\n\n> ";
  for (const auto* row : {"⠧ Thinking... (esc to cancel, 3s)",
                          " ⣿⣿⣿  ( 4s • esc to interrupt )",
                          "  ⬝⬝⬝⬝■■  esc interrupt   ctrl+p commands",
                          "◎ Working · 12 B esc esc interrupt"})
    EXPECT_EQ(shows(std::string{row} + "\n" + composer).seen.state, agent_state::working) << row;
  for (const auto* row : {"⠇ Working… · Tip: @: mention files", "🌕 · Tip: @: mention files"})
    EXPECT_EQ(shows(std::string{row} + "\n╭──────────────╮\n│ >            │\n╰──────────────╯\n")
                  .seen.state,
              agent_state::working)
        << row;
}

TEST(GenericRules, SeeNoWorkInAnAnswerAboveAPrompt) {
  for (const auto* answer : {"• The row says \"esc to interrupt\" while it works.",
                             "It is done (press esc to cancel the next one, or go on).\n1\n2\n3",
                             "⠋ Thinking\nAll done: the answer is 42."})
    EXPECT_EQ(shows(std::string{answer} + "\n\n\nfolder\n> ").seen.state, agent_state::idle)
        << answer;
}

TEST(GenericRules, SeeNoQuestionWhereItIsAnsweredOrOnlyToldOf) {
  const std::string composer = "╭──────────────╮\n│ >            │\n╰──────────────╯\n";
  for (const auto& screen :
       {std::string{"❯ fix the failing test\n\n⠋ Thinking… 3s\n  Esc to cancel\n"},
        std::string{"(Y)es / (N)o: y\n⠋ Running tests (3s, esc to interrupt)\n"},
        std::string{"  [y] accept the change, [n] refuse it\nAll tests pass.\n> "},
        std::string{"Use the arrow keys to navigate and Enter to select an item.\n> "},
        composer + " ↑/↓ navigate history · enter send · ctrl+c quit\n"})
    EXPECT_NE(shows(screen).seen.state, agent_state::waiting_input) << screen;
}

TEST(GenericRules, SeeNoWorkInABanner) {
  EXPECT_NE(
      shows("Welcome to myagent 1.0\nPress Esc to interrupt, Ctrl+C to exit.\n\n> ").seen.state,
      agent_state::working);
}

TEST(GenericRules, SeeAQuestionWhileASpinnerTurnsAboveIt) {
  EXPECT_EQ(shows("⣿⣿⣿ ( 29s • esc to interrupt )\n│ > Continue (tab)\n│   No\n"
                  "│ ↑/↓ to navigate · enter to select · esc to cancel\n")
                .seen.state,
            agent_state::waiting_input);
}

TEST(GenericRules, TakeAPromptForIdleButNotForProof) {
  for (const auto* prompt : {"> ", "mytool> ", "❯ "}) {
    EXPECT_EQ(shows(prompt).seen.state, agent_state::idle) << prompt;
    EXPECT_FALSE(shows(prompt).seen.positive) << prompt;
  }
}

TEST(GenericRules, SayUnknownOfOrdinaryOutput) {
  EXPECT_EQ(shows("compiling 3 of 9\nlinking\n").seen.state, agent_state::unknown);
}

} // namespace
} // namespace orc
