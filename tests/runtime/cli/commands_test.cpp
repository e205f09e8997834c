// The table of commands, the words that choose from it, and the texts that are made of it.
#include "runtime/cli/help.hpp"
#include "runtime/cli/parse.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace orc::cli {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in{line};
  return {std::istream_iterator<std::string>{in}, {}};
}

result<request> asked(const std::string& line,
                      const std::map<std::string, std::string>& environment = {}) {
  return parse(words_of(line), environment);
}

std::string refusal(const std::string& line) {
  const auto r = asked(line);
  return r ? "accepted" : r.error().message;
}

std::string page_of(const command& c) {
  const std::string first{c.name.substr(0, c.name.find(' '))};
  std::ifstream in{ORC_SOURCE_DIR "/runtime/cli/" + first + ".md"};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Commands, EveryOptionStandsInItsPageAndInItsHelp) {
  for (const auto& c : commands()) {
    const auto page = page_of(c);
    EXPECT_NE(page.find("tmux-orc " + std::string{c.name}), std::string::npos) << c.name;
    for (const auto& o : c.options) {
      EXPECT_NE(page.find(key_of(o)), std::string::npos) << c.name << ": " << o.name;
      EXPECT_NE(help(c).find(spelled(o)), std::string::npos) << c.name << ": " << o.name;
    }
  }
}

TEST(Commands, EveryExitStatusStandsInTheReadme) {
  std::ifstream in{ORC_SOURCE_DIR "/README.md"};
  const std::string readme{std::istreambuf_iterator<char>{in}, {}};
  for (const auto& e : exit_statuses())
    EXPECT_NE(readme.find("| " + std::to_string(e.status) + " | " + std::string{e.meaning} + " |"),
              std::string::npos)
        << e.status;
}

TEST(Commands, HaveNamesOfTheirOwnAndSomethingToDo) {
  std::set<std::string_view> names;
  for (const auto& c : commands()) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    EXPECT_TRUE(c.run || !actions_of(c).empty() || !below(c).empty()) << c.name;
    EXPECT_FALSE(c.summary.empty()) << c.name;
    std::set<std::string_view> options;
    for (const auto* all : {&global_options(), &c.options})
      for (const auto& o : *all)
        EXPECT_TRUE(options.insert(key_of(o)).second) << c.name << ": " << o.name;
  }
}

TEST(Commands, AllOfThemAndTheExitStatusesStandInTheHelp) {
  for (const auto& c : commands())
    EXPECT_NE(help().find(c.summary), std::string::npos) << c.name;
  for (const auto& e : exit_statuses())
    EXPECT_NE(help().find(e.meaning), std::string::npos) << e.status;
}

TEST(Parse, TakesOptionsInEveryPlaceAndSpelling) {
  for (const auto* line : {"history x --limit 7 --json",
                           "--json history --limit=7 x",
                           "history --json --limit 3 x --limit 7"}) {
    const auto r = asked(line);
    ASSERT_TRUE(r) << line << ": " << r.error().message;
    EXPECT_EQ(r->what->name, "history") << line;
    EXPECT_EQ(r->given.text("AGENT_ID"), "x") << line;
    EXPECT_EQ(r->given.number("--limit", 50), 7) << line;
    EXPECT_TRUE(r->given.has("--json")) << line;
  }
  EXPECT_EQ(asked("history")->given.number("--limit", 50), 50);
}

TEST(Parse, AnOptionThatMayBeRepeatedKeepsAllItsValues) {
  const auto r = asked("agents --state idle --state=working");
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(r->given.all("--state"), (std::vector<std::string>{"idle", "working"}));
}

TEST(Parse, AVariableStandsInAndTheOptionWins) {
  const std::map<std::string, std::string> environment{{"TMUX_ORC_URL", "http://a:1"}};
  EXPECT_EQ(asked("agents", environment)->given.text("--url"), "http://a:1");
  EXPECT_EQ(asked("agents --url http://b:2", environment)->given.text("--url"), "http://b:2");
  EXPECT_FALSE(asked("agents", {{"TMUX_ORC_URL", ""}})->given.has("--url"));
}

TEST(Parse, ASlipIsAnsweredWithTheNearestWord) {
  EXPECT_EQ(refusal("agnets"), "unknown command agnets; did you mean agents?");
  EXPECT_EQ(refusal("help agnets"), "unknown command agnets; did you mean agents?");
  EXPECT_EQ(refusal("agents --stat idle"), "unknown option --stat; did you mean --state?");
  EXPECT_EQ(refusal("monitor --jsn"), "unknown option --jsn; did you mean --json?");
  EXPECT_EQ(refusal("agents --qqqqqqqqqqqq=1"), "unknown option --qqqqqqqqqqqq=1");
  EXPECT_EQ(refusal("history a b"), "unexpected argument b");
}

TEST(Parse, AValueThatIsNoneSaysWhatWouldBeOne) {
  EXPECT_EQ(refusal("history --limit 0"),
            "--limit expects a whole number from 1 to 1000, found \"0\"");
  EXPECT_EQ(refusal("history --limit 1"), "accepted");
  EXPECT_EQ(refusal("history --limit 1000"), "accepted");
  EXPECT_NE(refusal("history --limit 1001"), "accepted");
  EXPECT_NE(refusal("history --limit 5x"), "accepted");
  EXPECT_EQ(refusal("explain x --cursor-visible 7"),
            "--cursor-visible expects one of 0, 1, found \"7\"");
  EXPECT_EQ(refusal("agents --url"), "--url needs a value");
}

TEST(Parse, ACommandThatDoesSeveralThingsIsToldExactlyOne) {
  EXPECT_EQ(refusal("monitor --status"), "accepted");
  EXPECT_EQ(refusal("monitor --status --status"), "accepted");
  EXPECT_TRUE(refusal("monitor").starts_with("monitor needs one of --status, "))
      << refusal("monitor");
  EXPECT_TRUE(
      refusal("monitor --status --metrics").starts_with("monitor does one thing at a time"));
  EXPECT_EQ(refusal("agents history"), "one command at a time, not agents and history");
  EXPECT_EQ(refusal(""), "a command is needed; tmux-orc help lists them");
}

TEST(Parse, HelpIsAskedForByWordAndByOption) {
  for (const auto* line : {"help", "--help", "-h"}) {
    const auto r = asked(line);
    ASSERT_TRUE(r) << line;
    EXPECT_TRUE(r->help && !r->what) << line;
  }
  for (const auto* line : {"help monitor", "monitor --help", "monitor -h", "monitor --status -h"}) {
    const auto r = asked(line);
    ASSERT_TRUE(r) << line;
    ASSERT_TRUE(r->help && r->what) << line;
    EXPECT_EQ(r->what->name, "monitor") << line;
  }
  EXPECT_TRUE(asked("--version")->version);
}

} // namespace
} // namespace orc::cli
