#include "actors/agent_census/command_line.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using names = std::vector<std::string>;

process_facts process(const std::string& command, names argv = {}) {
  return {1, 1, command, argv.empty() ? names{command} : std::move(argv)};
}

names kinds(const process_facts& p) {
  return kinds_of(p,
                  {{"claude", {"claude"}, {"claude"}, {}},
                   {"codex", {"codex"}, {"codex"}, {}},
                   {"pi", {"pi"}, {"pi"}, {}},
                   {"generic", {"orc-agent", "orc-agent-*"}, {"orc-agent-*"}, {}}});
}

TEST(CommandLine, AKindIsKnownByItsProgram) {
  EXPECT_EQ(kinds(process("claude")), names{"claude"});
  EXPECT_EQ(kinds(process("orc-agent-7")), names{"generic"});
  EXPECT_EQ(kinds(process("MainThread", {"/usr/bin/claude", "-c"})), names{"claude"});
  EXPECT_TRUE(kinds(process("vim", {"vim", "claude.md"})).empty());
  EXPECT_TRUE(kinds(process("", {""})).empty());
}

TEST(CommandLine, AKindIsKnownByTheScriptOfAnInterpreterOrAShell) {
  EXPECT_EQ(kinds(process("node", {"/usr/bin/node20", "--no-warnings", "/x/claude.mjs"})),
            names{"claude"});
  EXPECT_EQ(kinds(process("node", {"node", "-r", "x", "codex"})), names{"codex"});
  EXPECT_EQ(kinds(process("python3", {"python3", "/opt/orc-agent-1.5.py"})), names{"generic"});
  EXPECT_EQ(kinds(process("bash", {"-bash", "/opt/claude"})), names{"claude"});
  EXPECT_EQ(kinds(process("zsh", {"zsh", "codex.sh"})), names{"codex"});
  EXPECT_TRUE(kinds(process("python3", {"python3", "deploy.py", "claude"})).empty());
  EXPECT_TRUE(kinds(process("bash", {"bash"})).empty());
  EXPECT_TRUE(kinds(process("bash", {"bash", "-c", "orc-agent-7; echo done"})).empty());
}

TEST(CommandLine, AProgramWhoseNameEndsLikeAShellsIsNone) {
  for (const auto* other : {"ssh", "mosh", "trash", "rsh"})
    EXPECT_TRUE(kinds(process(other, {other, "pi"})).empty()) << other;
}

TEST(CommandLine, OnlyTheEndingOfAScriptIsNotPartOfItsName) {
  for (const auto* other : {"pi.txt", "claude.d", "codex.log", "pi.local"})
    EXPECT_TRUE(kinds(process("bash", {"bash", other})).empty()) << other;
}

TEST(CommandLine, AShellIsBareWithoutAnythingToRun) {
  for (const auto& words :
       {names{"-zsh"}, names{"/bin/bash", "--rcfile", "x", "-i"}, names{"fish"}})
    EXPECT_TRUE(is_bare_shell(process("x", words))) << words[0];
  for (const auto& words : {names{"bash", "-c", "make"}, names{"sh", "x"}, names{"ssh"}, names{""}})
    EXPECT_FALSE(is_bare_shell(process("x", words))) << words[0];
}

} // namespace
} // namespace orc
