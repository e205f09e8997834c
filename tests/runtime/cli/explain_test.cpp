#include "runtime/cli/explain.hpp"

#include "tests/support/scratch_folder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>

namespace orc::cli {
namespace {

struct Explain : testing::Test {
  test::scratch_folder folder;
  context c;
  explain_arguments a;

  void SetUp() override {
    c.json = true;
    a.kind = "generic";
    a.rules = ORC_SOURCE_DIR "/config/agents";
    a.file = folder / "screen.txt";
    std::ofstream{a.file} << "hello\n[orc-agent] waiting: May I?\n";
  }

  std::string state() {
    const auto o = explain(c, a);
    EXPECT_EQ(o.status, 0) << o.err;
    return std::string{boost::json::parse(o.out).at("state").as_string()};
  }
};

TEST_F(Explain, JudgesAFileWithoutADaemon) {
  EXPECT_EQ(state(), "waiting_input");
}

TEST_F(Explain, HasExactlyTheFieldsThatAreFixed) {
  const auto body = boost::json::parse(explain(c, a).out).as_object();
  EXPECT_EQ(body.size(), 5u);
  for (const auto* key : {"state", "rule", "evidence", "positive", "why"})
    EXPECT_TRUE(body.contains(key)) << key;
}

TEST_F(Explain, AShellInFrontMeansThatTheAgentHasEnded) {
  a.command = "bash";
  a.argv = "-bash";
  EXPECT_EQ(state(), "exited");
  a.cursor_visible = false;
  EXPECT_EQ(state(), "crashed");
}

TEST_F(Explain, TheAgentItselfInFrontLeavesTheWordToTheScreen) {
  a.command = "bash";
  a.argv = "bash /srv/orc-agent";
  EXPECT_EQ(state(), "waiting_input");
}

TEST_F(Explain, AnInterpretersNameAloneDoesNotSayThatTheAgentHasGone) {
  for (const auto* name : {"node", "MainThread", "generic"}) {
    a.command = name;
    a.argv = "";
    EXPECT_EQ(state(), "waiting_input") << name;
    a.argv = std::string{name} + " /srv/something_else.js";
    EXPECT_EQ(state(), "exited") << name;
  }
}

TEST_F(Explain, AnUnknownKindIsAnErrorThatNamesTheKnownOnes) {
  a.kind = "nope";
  const auto o = explain(c, a);
  EXPECT_EQ(o.status, 64);
  EXPECT_NE(o.err.find("generic"), std::string::npos);
}

TEST_F(Explain, WhatCannotBeReadIsSaid) {
  a.file = folder / "missing";
  EXPECT_EQ(explain(c, a).status, 66);
}

TEST_F(Explain, AFolderCannotBeReadEither) {
  a.file = folder.path();
  EXPECT_EQ(explain(c, a).status, 66);
}

TEST_F(Explain, AScreenHasALargestSize) {
  constexpr std::size_t largest = 1U << 20U;
  std::ofstream{a.file} << std::string(largest, 'x');
  EXPECT_EQ(explain(c, a).status, 0);
  std::ofstream{a.file} << std::string(largest + 1, 'x');
  EXPECT_EQ(explain(c, a).status, 64);
}

TEST_F(Explain, KnowsTheUsersKindsToo) {
  a.kind = "mine";
  a.user_rules = folder / "agents";
  std::filesystem::create_directory(a.user_rules);
  std::ofstream{a.user_rules + "/mine.json"} << R"({
    "kind": "mine", "version": "any", "identity": {"processes": ["mine"]},
    "rules": [{"name": "mine.asks", "state": "waiting_input", "priority": 1, "positive": true,
               "all": [{"literal": "May I?", "in": "last 3"}]}]})";
  EXPECT_EQ(state(), "waiting_input");
}

TEST_F(Explain, AShapeThatIsNoneIsAUsageError) {
  for (const auto* wrong : {"120", "x40", "120x", "120x40x", "-1x4", "ax b"}) {
    a.size = wrong;
    EXPECT_EQ(explain(c, a).status, 64) << wrong;
  }
  a.size = "120x40";
  a.cursor = "3;7";
  EXPECT_EQ(explain(c, a).status, 64);
}

} // namespace
} // namespace orc::cli
