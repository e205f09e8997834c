#include "actors/session_detector/rule_set.hpp"

#include "actors/session_detector/first_words.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace orc {
namespace {

test_spec regex(std::string pattern, std::string_view where = "whole") {
  return {"", std::move(pattern), *region_from(where), "/rules/0/all/0"};
}

test_spec literal(std::string text, std::string_view where = "whole") {
  return {std::move(text), "", *region_from(where), "/rules/0/all/0"};
}

rule_spec rule(std::string name, agent_state state, int priority, std::vector<test_spec> all) {
  rule_spec out;
  out.name = std::move(name);
  out.state = state;
  out.priority = priority;
  out.positive = true;
  out.all = std::move(all);
  out.at = "/rules/0";
  return out;
}

kind_spec kind(std::vector<rule_spec> rules) {
  kind_spec out;
  out.identity.kind = "test";
  out.prompt_glyphs = {"❯"};
  out.rules = std::move(rules);
  return out;
}

sighting read_as(const kind_spec& spec, const pane_screen& pane) {
  const auto rules = compile(spec);
  EXPECT_TRUE(rules.has_value());
  return rules ? read(*rules, pane) : sighting{};
}

sighting read_as(const kind_spec& spec, std::string text) {
  pane_screen pane;
  pane.agent_id = "a-1";
  pane.text = std::move(text);
  pane.pane.width = 120;
  return read_as(spec, pane);
}

TEST(Reading, SaysUnknownWhereNoRuleMatches) {
  const auto seen = read_as(kind({rule("r", agent_state::idle, 1, {literal("x")})}), "y\n");
  EXPECT_EQ(seen.agent_id, "a-1");
  EXPECT_EQ(seen.seen.state, agent_state::unknown);
  EXPECT_EQ(seen.seen.rule, "test.nothing_matched");
  EXPECT_FALSE(seen.seen.positive);
}

TEST(Reading, LetsTheHighestPriorityWinWhateverTheOrder) {
  const auto spec = kind({rule("low", agent_state::idle, 1, {literal("below")}),
                          rule("high", agent_state::working, 2, {literal("above")})});
  EXPECT_EQ(read_as(spec, "above\nbelow\n").seen.rule, "high");
}

TEST(Reading, LetsTheLowestMarkerWinAmongEquals) {
  const auto spec = kind({rule("a", agent_state::idle, 1, {regex("^done")}),
                          rule("b", agent_state::working, 1, {regex("^busy")})});
  EXPECT_EQ(read_as(spec, "done\nbusy\n").seen.rule, "b");
  EXPECT_EQ(read_as(spec, "busy\ndone\n").seen.rule, "a");
  EXPECT_EQ(read_as(spec, "done\nbusy\ndone\n").seen.rule, "a");
}

TEST(Reading, WantsAllAndOneOfAnyAndNoneOfNot) {
  auto r = rule("r", agent_state::working, 1, {literal("one"), literal("two")});
  r.any = {literal("red"), literal("blue")};
  r.none = {literal("stop")};
  const auto spec = kind({r});
  EXPECT_EQ(read_as(spec, "one two blue\n").seen.rule, "r");
  EXPECT_EQ(read_as(spec, "one blue\n").seen.state, agent_state::unknown);
  EXPECT_EQ(read_as(spec, "one two\n").seen.state, agent_state::unknown);
  EXPECT_EQ(read_as(spec, "one two red stop\n").seen.state, agent_state::unknown);
}

TEST(Reading, ShowsTheWholeRowOfItsFirstTestRedacted) {
  const auto spec = kind({rule("r", agent_state::working, 1, {regex("^\\s*busy")})});
  EXPECT_EQ(read_as(spec, "x\n\n  busy with password=hunter2\n").seen.evidence,
            "busy with password=[redacted]");
}

TEST(Reading, TakesTheCursorsColumnIntoAccountOnBothSidesOfTheBound) {
  auto r = rule("typed", agent_state::unsubmitted, 1, {literal("❯ word", "prompt_box")});
  r.cursor_column_min = 3;
  r.cursor_column_max = 5;
  pane_screen pane;
  pane.text = "❯ word\n";
  for (const auto& [column, matches] : {std::pair{2, false}, {3, true}, {5, true}, {6, false}}) {
    pane.pane.cursor_x = column;
    EXPECT_EQ(read_as(kind({r}), pane).seen.rule == "typed", matches) << column;
  }
}

TEST(Reading, HoldsWhereARuleSaysSoAndWhileSomebodyScrolls) {
  auto viewer = rule("viewer", agent_state::unknown, 2, {literal("TRANSCRIPT")});
  viewer.hold = true;
  const auto spec = kind({viewer, rule("idle", agent_state::idle, 1, {literal("❯")})});
  EXPECT_TRUE(read_as(spec, "TRANSCRIPT\n❯\n").hold);
  EXPECT_FALSE(read_as(spec, "❯\n").hold);
  pane_screen scrolled;
  scrolled.text = "❯\n";
  scrolled.pane.in_mode = true;
  EXPECT_TRUE(read_as(spec, scrolled).hold);
}

TEST(Reading, PicksOutTheDetails) {
  auto r = rule("r", agent_state::error, 1, {literal("retry")});
  r.capture.retry = {{regex("attempt (\\d+)/(\\d+)"), ""}};
  r.capture.elapsed = {{regex("\\((\\d+s)\\)"), ""}};
  r.capture.reset_at = {{regex("until (\\S+)"), ""}};
  r.sub_kind = "transient";
  auto spec = kind({r});
  spec.capture.context_left = {{regex("(\\d+)% left"), ""}};
  spec.capture.permission_mode = {{literal("plan mode on"), "plan"}};
  const auto d =
      read_as(spec, "retry attempt 4/10 (7s) until 2026-11-24T03:04:05Z\n100% left, plan mode on\n")
          .seen.details;
  EXPECT_EQ(d.sub_kind, "transient");
  EXPECT_EQ(d.retry_attempt, 4);
  EXPECT_EQ(d.retry_limit, 10);
  EXPECT_EQ(d.elapsed, "7s");
  EXPECT_EQ(d.context_left_percent, 100);
  EXPECT_EQ(d.permission_mode, "plan");
  ASSERT_TRUE(d.reset_at);
  EXPECT_EQ(to_rfc3339(*d.reset_at), "2026-11-24T03:04:05.000Z");
  EXPECT_FALSE(read_as(spec, "retry 101% left\n").seen.details.context_left_percent);
}

TEST(Reading, TellsATerminalThatWasLeftUnrestored) {
  const auto spec = kind({rule("r", agent_state::idle, 1, {literal("x")})});
  pane_screen pane;
  pane.text = "x\n";
  EXPECT_FALSE(read_as(spec, pane).unrestored);
  pane.pane.mouse = true;
  EXPECT_TRUE(read_as(spec, pane).unrestored);
  pane.pane = {};
  pane.pane.cursor_visible = false;
  EXPECT_TRUE(read_as(spec, pane).unrestored);
  pane.pane = {};
  pane.pane.alternate = true;
  EXPECT_TRUE(read_as(spec, pane).unrestored);
}

TEST(Reading, ReportsSignsOfAnEndBesideTheState) {
  auto spec = kind({rule("r", agent_state::idle, 1, {literal("❯")})});
  spec.violence = {regex("^\\s*Killed", "above_cursor 2")};
  spec.farewell = {regex("^Goodbye", "last 3")};
  pane_screen pane;
  pane.text = "❯\n\nKilled\n$\n";
  pane.pane.cursor_y = 3;
  EXPECT_EQ(read_as(spec, pane).violence, "Killed");
  EXPECT_EQ(read_as(spec, pane).farewell, "");
  EXPECT_EQ(read_as(spec, "Goodbye now\n").farewell, "Goodbye now");
}

TEST(Reading, StaysQuickOnHostileScreens) {
  const auto spec = kind({rule("a", agent_state::idle, 1, {regex("^(a|aa|a?)*(x*)*y$")}),
                          rule("b", agent_state::idle, 2, {regex("(?s:(.*\\n)*end)")})});
  pane_screen pane;
  pane.pane.width = 10000;
  for (int i = 0; i < 40; ++i)
    pane.text += std::string(10000, 'a') + "\n";
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(read_as(spec, pane).seen.state, agent_state::unknown);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5)); // not exponential
}

TEST(Reading, OfHostileScreensGivesAVerdict) {
  const auto spec = kind({rule("r", agent_state::idle, 1, {regex("\\S", "last 12")}),
                          rule("t", agent_state::working, 2, {regex("busy$", "title")})});
  const std::string nul(3, '\0');
  for (const auto& text : {nul + "\n" + nul,
                           std::string("\xff\xfe\xc0\xaf\n"),
                           std::string("\x1b[2J\x9b\xc2\x9b"
                                       "31m\n"),
                           std::string(10000, 'x') + "\n",
                           std::string("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae evil\n"),
                           std::string("\xe4\xbd\xa0\xe5\xa5\xbd\xf0\x9f\x98\x80\n"),
                           std::string(300000, '\n'),
                           std::string()}) {
    pane_screen pane;
    pane.text = text;
    pane.pane.cursor_x = 1 << 30;
    pane.pane.cursor_y = 1 << 30;
    pane.pane.title = std::string(1U << 20U, 't');
    EXPECT_NE(read_as(spec, pane).seen.rule, "");
  }
}

TEST(Reading, OfRandomBytesGivesAVerdict) {
  const auto spec = kind({rule("r", agent_state::idle, 1, {regex("\\S", "bottom_menu")})});
  std::uint32_t x = 1;
  for (int round = 0; round < 500; ++round) {
    pane_screen pane;
    for (int i = 0; i < 400; ++i) {
      x = x * 1664525U + 1013904223U; // Numerical Recipes' generator
      pane.text += static_cast<char>(x >> 24U);
    }
    pane.pane.cursor_x = static_cast<int>(x % 50) - 5;
    pane.pane.cursor_y = static_cast<int>(x % 13) - 3;
    EXPECT_NE(read_as(spec, pane).seen.rule, "");
  }
}

TEST(Compiling, TellsEveryMistakeWithItsPlace) {
  auto twice = rule("same", agent_state::idle, 1, {regex("(")});
  auto over = rule("same", agent_state::crashed, 1, {});
  over.at = "/rules/1";
  auto captures = rule("c", agent_state::idle, 1, {regex("x")});
  captures.capture.retry = {{{"", "one (group)", {}, "/rules/2/capture/retry/0"}, ""}};
  const auto out = compile(kind({twice, over, captures}));
  ASSERT_FALSE(out);
  std::vector<std::string> places;
  for (const auto& fault : out.error())
    places.push_back(fault.at);
  EXPECT_EQ(places,
            (std::vector<std::string>{"/rules/0/all/0/regex",
                                      "/rules/1/name",
                                      "/rules/1",
                                      "/rules/1/state",
                                      "/rules/2/capture/retry/0/regex"}));
}

TEST(Compiling, TakesAThousandExpressionsAndNotOneMore) {
  const auto with = [](std::size_t count) {
    return kind({rule("r", agent_state::idle, 1, std::vector<test_spec>(count, regex("x")))});
  };
  EXPECT_TRUE(compile(with(1000)));
  const auto out = compile(with(1002));
  ASSERT_FALSE(out);
  ASSERT_EQ(out.error().size(), 1u);
  EXPECT_EQ(out.error()[0].what, "more than 1000 expressions");
}

TEST(Compiling, RefusesExpressionsThatAreTooLargeTogether) {
  const auto with = [](std::size_t count) {
    return kind(
        {rule("r", agent_state::idle, 1, std::vector<test_spec>(count, regex("(x{100}){9}")))});
  };
  EXPECT_TRUE(compile(with(100)));
  const auto out = compile(with(300));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().size(), 1u);
}

TEST(Compiling, WantsALiteralOrAnExpression) {
  EXPECT_FALSE(compile(kind({rule("r", agent_state::idle, 1, {literal("")})})));
}

TEST(Reading, TriesAnExpressionOnlyWhereItsLiteralIsThere) {
  auto both = regex("^\\w+");
  both.literal = "busy";
  const auto spec = kind({rule("r", agent_state::working, 1, {both})});
  EXPECT_EQ(read_as(spec, "is busy\n").seen.rule, "r");
  EXPECT_EQ(read_as(spec, "is idle\n").seen.state, agent_state::unknown);
}

TEST(FirstWords, AreThoseWithoutWhichAnExpressionCannotMatch) {
  using words = std::vector<std::string>;
  EXPECT_EQ(first_words("^\\s*[✕✖] failed"), (words{"✕", "✖"}));
  EXPECT_EQ(first_words("(?s:^ ?[●] .*(a|b)[|])"), (words{"●"}));
  EXPECT_EQ(first_words("[✕]+x"), (words{"✕"}));
  EXPECT_EQ(first_words("^\\s*YOLO\\b"), (words{"YOLO"}));
  EXPECT_EQ(first_words("^[ │❯]*(Killed|Segmentation fault( x|y)?|Aborted)"),
            (words{"Killed", "Segmentation fault", "Aborted"}));
  EXPECT_EQ(first_words("Tests? x"), (words{"Test"}));
  EXPECT_EQ(first_words("Test…? x"), (words{"Test"}));
  EXPECT_EQ(first_words("Tests+ x"), (words{"Tests"}));
}

TEST(FirstWords, AreNotKnownWhereAnExpressionMayDoWithout) {
  for (const auto* unknown :
       {"",          "✕?",      "[✕",           "[✕]*x",   "[✕]?x",       "[✕]{0,2}x",   "[✕!]x",
        "[^✕]x",     "[✕-✖]x",  "[\\x{2715}]x", "[✕]x|y",  "word|y",      "(?s:[✕]x|y)", "(?i)word",
        "(?i:word)", "(word)?", "(word|y)",     "(word|)", "(?s:[✕]x)|y", "word)|(x",    "\\bword",
        ".word",     "(word",   "wor?"})
    EXPECT_EQ(first_words(unknown), std::vector<std::string>{}) << unknown;
}

TEST(RulesFor, FallToGenericForAKindThatHasNone) {
  rule_sets all;
  EXPECT_EQ(rules_for(all, "claude"), nullptr);
  all["generic"].identity.kind = "generic";
  all["claude"].identity.kind = "claude";
  EXPECT_EQ(rules_for(all, "claude")->identity.kind, "claude");
  EXPECT_EQ(rules_for(all, "new")->identity.kind, "generic");
}

} // namespace
} // namespace orc
