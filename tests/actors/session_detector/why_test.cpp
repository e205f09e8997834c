#include "actors/session_detector/rule_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orc {
namespace {

test_spec regex(std::string pattern, std::string_view where = "whole") {
  return {"", std::move(pattern), *region_from(where), ""};
}

test_spec literal(std::string text, std::string_view where = "whole") {
  return {std::move(text), "", *region_from(where), ""};
}

rule_spec rule(std::string name, agent_state state, int priority, std::vector<test_spec> all) {
  rule_spec out;
  out.name = std::move(name);
  out.state = state;
  out.priority = priority;
  out.positive = true;
  out.all = std::move(all);
  return out;
}

rule_set compiled(std::vector<rule_spec> rules) {
  kind_spec spec;
  spec.identity.kind = "test";
  spec.prompt_glyphs = {"❯"};
  spec.rules = std::move(rules);
  return compile(spec).value();
}

pane_screen showing(std::string text) {
  pane_screen pane;
  pane.agent_id = "a-1";
  pane.text = std::move(text);
  pane.pane.width = 120;
  return pane;
}

const rule_trial& trial_of(const explanation& why, std::string_view name) {
  return *std::find_if(
      why.rules.begin(), why.rules.end(), [&](const rule_trial& one) { return one.rule == name; });
}

TEST(Why, SaysWhatReadingSaysAndTriesEveryRule) {
  const auto rules = compiled({rule("low", agent_state::idle, 1, {literal("❯")}),
                               rule("high", agent_state::working, 3, {literal("busy")}),
                               rule("middle", agent_state::error, 2, {literal("failed")})});
  const auto pane = showing("busy\nfailed\n❯\n");
  const auto why = read_with_trace(rules, pane);
  EXPECT_EQ(why.seen.seen, read(rules, pane).seen);
  ASSERT_EQ(why.rules.size(), 3u);
  EXPECT_EQ(why.rules[0].rule, "high");
  EXPECT_EQ(why.rules[1].rule, "middle");
  EXPECT_EQ(why.rules[2].rule, "low");
  for (const auto& one : why.rules)
    EXPECT_TRUE(one.matched) << one.rule;
}

TEST(Why, LetsTheLowestOfEqualsDecideAsReadingDoes) {
  const auto rules = compiled({rule("a", agent_state::idle, 1, {regex("^done")}),
                               rule("b", agent_state::working, 1, {regex("^busy")})});
  EXPECT_EQ(read_with_trace(rules, showing("done\nbusy\n")).seen.seen.rule, "b");
  EXPECT_EQ(read_with_trace(rules, showing("busy\ndone\n")).seen.seen.rule, "a");
}

TEST(Why, NamesEveryConditionThatWasNotMet) {
  auto strict = rule("strict", agent_state::working, 5, {literal("one"), regex("^two", "last 3")});
  strict.any = {literal("red"), literal("blue", "title")};
  strict.none = {literal("stop")};
  strict.cursor_column_min = 3;
  strict.cursor_column_max = 7;
  const auto why = read_with_trace(compiled({strict}), showing("x\n  please stop it\n"));
  const auto& lacks = trial_of(why, "strict").unmet;
  ASSERT_EQ(lacks.size(), 5u);
  EXPECT_EQ(lacks[0].of, "cursor");
  EXPECT_EQ(lacks[0].region, "column 3 to 7");
  EXPECT_EQ(lacks[1].of, "all");
  EXPECT_EQ(lacks[1].regex, "^two");
  EXPECT_EQ(lacks[1].region, "last 3");
  EXPECT_EQ(lacks[2].literal, "one");
  EXPECT_EQ(lacks[3].of, "not");
  EXPECT_EQ(lacks[3].literal, "stop");
  EXPECT_EQ(lacks[3].found, "please stop it");
  EXPECT_EQ(lacks[4].of, "any");
  EXPECT_EQ(lacks[4].literal, "red");
  EXPECT_FALSE(trial_of(why, "strict").matched);
}

TEST(Why, MarksTheEvidenceInItsRegion) {
  const auto rules = compiled({rule("r", agent_state::working, 1, {regex("^\\s*busy", "last 2")})});
  const auto why = read_with_trace(rules, showing("top\n  busy token=abcdefgh\n\nlast\n"));
  EXPECT_EQ(why.region, "last 2");
  ASSERT_EQ(why.lines.size(), 3u);
  EXPECT_EQ(why.lines[0].row, 1u);
  EXPECT_EQ(why.lines[0].text, "  busy token=[redacted]");
  EXPECT_TRUE(why.lines[0].evidence);
  EXPECT_FALSE(why.lines[2].evidence);
  EXPECT_EQ(trial_of(why, "r").evidence, "busy token=[redacted]");
}

TEST(Why, ShowsTheWholeScreenWhereNothingMatched) {
  const auto rules = compiled({rule("r", agent_state::working, 1, {literal("busy")})});
  const auto why = read_with_trace(rules, showing("a\nb\n"));
  EXPECT_EQ(why.region, "");
  EXPECT_EQ(why.lines.size(), 2u);
  EXPECT_EQ(why.seen.seen.rule, "test.nothing_matched");
}

TEST(Why, ShowsNoLineForEvidenceInTheTitle) {
  const auto rules = compiled({rule("r", agent_state::working, 1, {literal("busy", "title")})});
  auto pane = showing("a\n");
  pane.pane.title = "busy password=hunter2";
  const auto why = read_with_trace(rules, pane);
  EXPECT_EQ(why.region, "title");
  EXPECT_TRUE(why.lines.empty());
  EXPECT_EQ(why.looked_at.pane.title, "busy password=[redacted]");
  EXPECT_EQ(why.looked_at.text, "");
}

TEST(Reading, TellsWhatTheTitleAloneProves) {
  auto by_title = rule("t", agent_state::working, 1, {literal("busy", "title")});
  auto both = rule("b", agent_state::error, 2, {literal("busy", "title"), literal("x")});
  const auto rules = compiled({by_title, both, rule("i", agent_state::idle, 3, {literal("❯")})});
  auto pane = showing("❯\n");
  EXPECT_EQ(read(rules, pane).title_says, std::nullopt);
  pane.pane.title = "busy";
  EXPECT_EQ(read(rules, pane).title_says, agent_state::working);
  EXPECT_EQ(read(rules, pane).seen.state, agent_state::idle);
}

TEST(Reading, TellsAShellsPromptAtTheCursor) {
  const auto rules = compiled(
      {rule("test.shell_in_front", agent_state::unknown, 1, {regex("\\$ $", "before_cursor")}),
       rule("i", agent_state::idle, 3, {literal("❯")})});
  auto pane = showing("❯\nme@box:~$ x\n");
  pane.pane.cursor_y = 1;
  pane.pane.cursor_x = 10;
  EXPECT_TRUE(read(rules, pane).shell_prompt);
  EXPECT_EQ(read(rules, pane).seen.rule, "i");
  pane.pane.cursor_x = 9;
  EXPECT_FALSE(read(rules, pane).shell_prompt);
}

TEST(Reading, AsksForTheColoursOfTheInputLineOnlyWhereTheyWouldDecide) {
  const auto rules =
      compiled({rule("busy", agent_state::working, 2, {literal("busy")}),
                rule("typed", agent_state::unsubmitted, 1, {regex("\\S", "typed")})});
  EXPECT_EQ(read(rules, showing("busy\n❯ x\n")).coloured_row, std::nullopt);
  EXPECT_EQ(read(rules, showing("calm\n❯ x\n")).coloured_row, 1);
  auto pane = showing("no prompt\n\n");
  pane.pane.cursor_y = 1;
  EXPECT_EQ(read(rules, pane).coloured_row, 1);
  pane.pane.cursor_y = 2; // below the screen
  EXPECT_EQ(read(rules, pane).coloured_row, std::nullopt);
}

TEST(Reading, TellsTypedTextFromASuggestion) {
  const auto rules = compiled({rule("typed", agent_state::unsubmitted, 1, {regex("\\S", "typed")}),
                               rule("free", agent_state::idle, 1, {regex("\\S", "suggested")})});
  auto pane = showing("top\n❯ say it\n");
  EXPECT_EQ(read(rules, pane).seen.state, agent_state::unknown);
  pane.styled = "❯ say it\n";
  EXPECT_EQ(read(rules, pane).seen.state, agent_state::unsubmitted);
  EXPECT_EQ(read(rules, pane).seen.evidence, "❯ say it");
  pane.styled = "❯ \x1b[2msay it\n";
  EXPECT_EQ(read(rules, pane).seen.state, agent_state::idle);
}

TEST(Reading, FindsWordsThatAreSqueezedIntoAColumn) {
  const auto rules = compiled({rule("r",
                                    agent_state::rate_limited,
                                    1,
                                    {regex("\\[retryingin\\w+attempt#\\d\\]", "squeezed 6")})});
  const auto seen = read(rules,
                         showing("top\nlimit [retry\n        ing \n        in 5\n        9m a"
                                 "\n        ttempt\n        #1]\n"));
  EXPECT_EQ(seen.seen.state, agent_state::rate_limited);
  EXPECT_EQ(seen.seen.evidence, "limit [retry");
}

TEST(Reading, CountsBackgroundTasks) {
  auto r = rule("r", agent_state::idle, 1, {literal("❯")});
  r.capture.background_tasks = {{regex("(\\d+) background"), ""}};
  EXPECT_EQ(read(compiled({r}), showing("❯\n3 background tasks\n")).seen.details.background_tasks,
            3);
  EXPECT_EQ(read(compiled({r}), showing("❯\n")).seen.details.background_tasks, std::nullopt);
}

} // namespace
} // namespace orc
