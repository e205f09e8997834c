#include "actors/agent_monitor/identify.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

process_facts process(std::vector<std::string> argv, std::string comm = "") {
  process_facts p;
  p.pid = 1;
  p.command = comm.empty() && !argv.empty() ? argv[0] : std::move(comm);
  p.argv = std::move(argv);
  return p;
}

agent_identities kinds() {
  agent_identity claude;
  claude.kind = "claude";
  claude.process_names = {"claude"};
  claude.window_patterns = {"Claude-*"};
  agent_identity codex;
  codex.kind = "codex";
  codex.process_names = {"codex"};
  codex.script_names = {"codex"};
  agent_identity generic;
  generic.kind = "generic";
  generic.script_names = {"orc-agent", "orc-agent-*"};
  return {claude, codex, generic};
}

std::string kind(std::vector<std::string> argv, std::string comm = "") {
  return kind_of_process(process(std::move(argv), std::move(comm)), kinds());
}

TEST(Identify, AProgramByItsNameWithOrWithoutFolder) {
  EXPECT_EQ(kind({"claude"}), "claude");
  EXPECT_EQ(kind({"/usr/local/bin/claude", "--resume"}), "claude");
}

TEST(Identify, AProgramThatRenamedItselfByItsComm) {
  EXPECT_EQ(kind({"node", "/opt/cli.js"}, "claude"), "claude");
}

TEST(Identify, AnInterpreterIsLookedThroughToItsScript) {
  EXPECT_EQ(kind({"node", "/usr/lib/node_modules/.bin/codex"}), "codex");
  EXPECT_EQ(kind({"node", "--no-warnings", "/x/bin/codex.js", "-m", "gpt"}), "codex");
  EXPECT_EQ(kind({"bash", "/srv/orc-agent"}), "generic");
  EXPECT_EQ(kind({"python3.11", "/srv/orc-agent-7.py"}), "generic");
}

TEST(Identify, AScriptsArgumentIsNoScript) {
  EXPECT_EQ(kind({"node", "/x/server.js", "codex"}), "");
  EXPECT_EQ(kind({"vim", "codex"}), "");
}

TEST(Identify, ACommandStringIsNoScript) {
  EXPECT_EQ(kind({"bash", "-c", "codex"}), "");
  EXPECT_EQ(kind({"bash", "-lc", "codex"}), "");
  EXPECT_EQ(kind({"node", "-e", "codex"}), "");
}

TEST(Identify, AnotherProgramWithTheNameInItIsNoAgent) {
  EXPECT_EQ(kind({"claudette"}), "");
  EXPECT_EQ(kind({"/home/claude/bin/ls"}), "");
}

TEST(Identify, NothingCanBeSaidOfAProcessThatCouldNotBeRead) {
  EXPECT_EQ(kind_of_process({}, kinds()), "");
  EXPECT_FALSE(is_waiting_shell({}));
}

TEST(Identify, AWindowByItsPattern) {
  EXPECT_EQ(kind_of_window("Claude-backend", kinds()), "claude");
  EXPECT_EQ(kind_of_window("Claude", kinds()), "");
  EXPECT_EQ(kind_of_window("my Claude-x", kinds()), "");
}

TEST(Identify, AShellWaitsWhenItRunsNeitherScriptNorCommand) {
  EXPECT_TRUE(is_waiting_shell(process({"bash"})));
  EXPECT_TRUE(is_waiting_shell(process({"-zsh"}, "zsh")));
  EXPECT_TRUE(is_waiting_shell(process({"bash", "--rcfile", "/x/env.sh", "-i"})));
  EXPECT_FALSE(is_waiting_shell(process({"bash", "/x/build.sh"})));
  EXPECT_FALSE(is_waiting_shell(process({"sh", "-c", "sleep 9"})));
  EXPECT_FALSE(is_waiting_shell(process({"vim"})));
}

TEST(Pattern, AStarIsAnythingAndNothing) {
  EXPECT_TRUE(matches_pattern("", "*"));
  EXPECT_TRUE(matches_pattern("abc", "a*c"));
  EXPECT_TRUE(matches_pattern("ac", "a*c"));
  EXPECT_TRUE(matches_pattern("abcbc", "a*bc"));
  EXPECT_FALSE(matches_pattern("abcb", "a*bc"));
  EXPECT_FALSE(matches_pattern("a", ""));
}

TEST(Pattern, ManyStarsOnAHostileNameEndSoon) {
  const std::string name(100'000, 'a');
  EXPECT_FALSE(matches_pattern(name, "a*a*a*a*a*a*b"));
}

} // namespace
} // namespace orc
