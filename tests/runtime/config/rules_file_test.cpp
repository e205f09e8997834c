#include "runtime/config/rules_file.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace orc {
namespace {

using test::scratch_folder;

constexpr const char* good = R"json({
  // a comment, and trailing commas
  "kind": "mine", "version": "1.0",
  "identity": {"processes": ["mine"], "scripts": ["mine-*"], "windows": ["Mine-*"]},
  "prompt_glyphs": [">"],
  "rules": [{"name": "mine.busy", "state": "working", "priority": 5, "positive": true,
             "all": [{"regex": "^busy", "in": "last 3"}],
             "capture": {"elapsed": [{"regex": "(\\d+s)", "in": "whole"}]}},],
})json";

std::vector<std::string> mistakes_in(std::string_view text) {
  std::vector<std::string> out;
  const auto parsed = parse_rules("f.json", text);
  EXPECT_FALSE(parsed);
  if (!parsed)
    for (const auto& fault : parsed.error())
      out.push_back(to_string(fault));
  return out;
}

TEST(RulesFile, IsReadWithCommentsAndTrailingCommas) {
  const auto spec = parse_rules("f.json", good);
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->identity.kind, "mine");
  EXPECT_EQ(spec->identity.script_names, std::vector<std::string>{"mine-*"});
  ASSERT_EQ(spec->rules.size(), 1u);
  EXPECT_EQ(spec->rules[0].state, agent_state::working);
  EXPECT_EQ(spec->rules[0].version, "1.0");
  EXPECT_EQ(spec->rules[0].all[0].in, (region{region_kind::last, 3}));
  EXPECT_EQ(spec->rules[0].all[0].at, "/rules/0/all/0");
  EXPECT_EQ(spec->rules[0].capture.elapsed.size(), 1u);
}

TEST(RulesFile, RefusesWhatIsNoJson) {
  EXPECT_FALSE(mistakes_in("").empty());
  EXPECT_FALSE(mistakes_in("{} {}").empty());
  EXPECT_FALSE(mistakes_in(std::string(100000, '[')).empty());
}

struct RulesFolder : ::testing::Test {
  scratch_folder built_in;
  scratch_folder users;

  static void write(const scratch_folder& folder, const char* name, const std::string& text) {
    std::ofstream{folder.path() / name} << text;
  }

  static std::string of_kind(const std::string& kind, const std::string& word) {
    return R"({"kind": ")" + kind + R"(", "version": "1", "rules": [{"name": ")" + word
           + R"(", "state": "idle", "all": [{"literal": "x", "in": "whole"}]}]})";
  }
};

TEST_F(RulesFolder, OfTheUserReplacesAKindAndAddsOne) {
  write(built_in, "generic.json", of_kind("generic", "old"));
  write(built_in, "claude.json", of_kind("claude", "old"));
  write(users, "anything.json", of_kind("claude", "new"));
  write(users, "mine.json", of_kind("mine", "new"));
  write(users, "notes.txt", "not a rule file");
  const auto all = load_rules(built_in.path(), users.path());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 3u);
  EXPECT_EQ(all->at("claude").rules[0].spec.name, "new");
  EXPECT_EQ(all->at("generic").rules[0].spec.name, "old");
  EXPECT_EQ(all->count("mine"), 1u);
}

TEST_F(RulesFolder, OfTheUserMayBeMissingAndTheBuiltInMayNot) {
  write(built_in, "generic.json", of_kind("generic", "g"));
  EXPECT_TRUE(load_rules(built_in.path(), users.path() / "absent"));
  EXPECT_FALSE(load_rules(users.path() / "absent"));
}

TEST_F(RulesFolder, WithoutGenericIsAMistake) {
  write(built_in, "claude.json", of_kind("claude", "c"));
  const auto all = load_rules(built_in.path());
  ASSERT_FALSE(all);
  EXPECT_NE(all.error()[0].what.find("generic"), std::string::npos);
}

TEST_F(RulesFolder, TellsTheMistakesOfAllItsFiles) {
  write(built_in, "a.json", "{");
  write(built_in, "b.json", R"({"kind": "b", "version": "1", "rules": [
      {"name": "r", "state": "idle", "all": [{"regex": "(", "in": "whole"}]}]})");
  write(built_in, "generic.json", of_kind("generic", "g"));
  write(built_in, "generic2.json", of_kind("generic", "g"));
  const auto all = load_rules(built_in.path());
  ASSERT_FALSE(all);
  ASSERT_EQ(all.error().size(), 3u);
  EXPECT_NE(all.error()[0].file.find("a.json"), std::string::npos);
  EXPECT_EQ(all.error()[1].at, "/rules/0/all/0/regex");
  EXPECT_EQ(all.error()[2].at, "/kind");
}

TEST_F(RulesFolder, ThatIsAFileIsAMistake) {
  write(built_in, "generic.json", of_kind("generic", "g"));
  write(users, "file", "");
  EXPECT_FALSE(load_rules(built_in.path(), users.path() / "file"));
}

TEST(RulesFile, AKindThatTheSettingsNameAndNoFileDescribesIsAMistake) {
  const auto rules = load_rules(ORC_SOURCE_DIR "/config/agents");
  ASSERT_TRUE(rules);
  settings s;
  s.agents.kinds = {{"*:a", "claude"}, {"*:b", "claud"}};
  const auto wrong = unknown_kinds(s, *rules, "monitor.json");
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(to_string(wrong[0]),
            "monitor.json: /agents/kinds: found the kind \"claud\" for \"*:b\", expected one that "
            "has a rule file; did you mean \"claude\"?");
}

} // namespace
} // namespace orc
