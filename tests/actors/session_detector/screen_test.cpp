#include "actors/session_detector/screen.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

pane_screen pane(std::string text, int cursor_x = 0, int cursor_y = 0, int width = 120) {
  pane_screen out;
  out.text = std::move(text);
  out.pane.width = width;
  out.pane.cursor_x = cursor_x;
  out.pane.cursor_y = cursor_y;
  return out;
}

std::string text_of(const pane_screen& p, std::string_view where) {
  return std::string{screen{p, {"❯", "›"}}.text_of(*region_from(where))};
}

TEST(Regions, AreNamedWithACountWhereTheyHaveOne) {
  EXPECT_EQ(region_from("last 12"), (region{region_kind::last, 12}));
  EXPECT_EQ(region_from("title"), (region{region_kind::title, 0}));
  for (const auto* wrong :
       {"", "last", "last 0", "last 201", "last x", "last 3x", "title 3", "bottom"})
    EXPECT_FALSE(region_from(wrong)) << wrong;
}

TEST(Screen, TakesTheLastRowsThatAreNotEmpty) {
  const auto p = pane("one\n\ntwo\nthree\n\n\n");
  EXPECT_EQ(text_of(p, "last 2"), "two\nthree");
  EXPECT_EQ(text_of(p, "last 3"), "one\n\ntwo\nthree");
  EXPECT_EQ(text_of(p, "last 9"), "one\n\ntwo\nthree");
}

TEST(Screen, LooksAtMoreRowsOfANarrowPane) {
  EXPECT_EQ(text_of(pane("a\nb\nc\nd\n", 0, 0, 100), "last 2"), "c\nd");
  EXPECT_EQ(text_of(pane("a\nb\nc\nd\n", 0, 0, 50), "last 2"), "a\nb\nc\nd");
}

TEST(Screen, FindsThePromptBoxTheTurnAndWhatStandsAbove) {
  const auto p =
      pane("❯ old\nanswer a\nanswer b\n────────────\n❯ typed\n  more\n────────────\nfooter\n");
  EXPECT_EQ(text_of(p, "prompt_box"), "❯ typed\n  more");
  EXPECT_EQ(text_of(p, "last_turn"), "answer a\nanswer b\n────────────");
  EXPECT_EQ(text_of(p, "above_prompt_box 2"), "answer b\n────────────");
  EXPECT_EQ(text_of(p, "after_last_rule"), "footer");
}

TEST(Screen, FindsAComposerByItsFrameWhereItHasNoGlyph) {
  const auto p =
      pane("❯ old\nanswer\n folder\n╻▄▄▄▄▄▄▄▄▄▄▄\n┃ typed\n┃  more\n╹▀▀▀▀▀▀▀▀▀▀▀\nfooter\n");
  EXPECT_EQ(text_of(p, "prompt_box"), "┃ typed\n┃  more");
  EXPECT_EQ(text_of(p, "last_turn"), "answer\n folder");
  EXPECT_EQ(text_of(p, "after_last_rule"), "footer");
}

TEST(Screen, TakesNoQuoteForAComposer) {
  EXPECT_EQ(text_of(pane("┃ quoted\n╹▀▀▀▀▀▀▀▀▀▀▀\n"), "prompt_box"), "");
  const std::string framed = "╻▄▄▄▄▄▄▄▄▄▄▄\n┃ quoted\n╹▀▀▀▀▀▀▀▀▀▀▀\n";
  EXPECT_EQ(text_of(pane(framed + "❯ typed\n"), "prompt_box"), "❯ typed");
  EXPECT_EQ(text_of(pane("╻▄▄▄▄▄▄▄▄▄▄▄\nwords\n╹▀▀▀▀▀▀▀▀▀▀▀\n❯ typed\n"), "prompt_box"), "❯ typed");
}

TEST(Screen, TakesALineForARuleOnlyFromTenColumnsOn) {
  EXPECT_EQ(text_of(pane("──────────\nbelow\n"), "after_last_rule"), "below");
  EXPECT_EQ(text_of(pane("─────────\nbelow\n"), "after_last_rule"), "");
  const std::string words = "a hint that is far longer than what is left of the line around it";
  EXPECT_EQ(text_of(pane("▔▔▔▔▔▔▔▔▔▔▔▔ " + words + " ▔\nbelow\n"), "after_last_rule"), "below");
  EXPECT_EQ(text_of(pane("▔▔▔▔▔▔▔▔▔▔▔▔ " + words + "\nbelow\n"), "after_last_rule"), "");
  EXPECT_EQ(text_of(pane("▔▔▔▔▔▔▔▔▔ " + words + " ▔▔▔\nbelow\n"), "after_last_rule"), "");
}

TEST(Screen, ShortensRunsOfLinesButInTheCursorsRow) {
  const auto line = [](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
      out += "─";
    return out;
  };
  const auto frame = "╭" + line(100) + "╮ x ";
  const auto p = pane(frame + line(40) + "\n" + frame + line(41) + "\n" + frame + "\n", 0, 2);
  const screen on{p, {}};
  EXPECT_EQ(on.row(0), "╭" + line(40) + "╮ x " + line(40));
  EXPECT_EQ(on.row(1), "╭" + line(40) + "╮ x " + line(40));
  EXPECT_EQ(std::string{on.row(2)} + " ", frame);
}

TEST(Screen, HasNoPromptBoxWithoutAPrompt) {
  EXPECT_EQ(text_of(pane("words only\n❯word\n"), "prompt_box"), "");
  EXPECT_EQ(text_of(pane("words only\n"), "above_prompt_box 3"), "");
}

TEST(Screen, TakesNumberedOptionsForAMenuOnlyWithExactlyOneSelected) {
  EXPECT_EQ(text_of(pane("Pick:\n❯ 1. Yes\n  2. No\n"), "bottom_menu"), "❯ 1. Yes\n  2. No");
  EXPECT_EQ(text_of(pane("Pick:\n  1. Yes\n  2. No\n"), "bottom_menu"), "");
  EXPECT_EQ(text_of(pane("Pick:\n❯ 1. Yes\n❯ 2. No\n"), "bottom_menu"), "");
  EXPECT_EQ(text_of(pane("Pick:\n❯ 1. Yes\n  3. No\n"), "bottom_menu"), "");
}

TEST(Screen, TakesOptionsFarAboveTheBottomForProse) {
  const std::string menu = "❯ 1. Yes\n  2. No\n";
  std::string rows;
  for (int i = 0; i < 8; ++i)
    rows += "word\n";
  EXPECT_NE(text_of(pane(menu + rows), "bottom_menu"), "");
  EXPECT_EQ(text_of(pane(menu + rows + "word\n"), "bottom_menu"), "");
}

TEST(Screen, CutsTheCursorsRowAtTheCursorByColumnsAndNotByBytes) {
  EXPECT_EQ(text_of(pane("日本 rest\n", 4, 0), "before_cursor"), "日本");
  EXPECT_EQ(text_of(pane("a\nb\nc\nd\n", 0, 2), "above_cursor 1"), "b\nc");
  EXPECT_EQ(text_of(pane("a\nb\n", 0, 7), "cursor_line"), "");
}

TEST(Screen, ReplacesWhatIsNoUtf8AndBlanksControlCharacters) {
  const std::string hostile{"a\x00"
                            "b\x1b[2J\xff\xc0\xaf\xed\xa0\x80 \xe2\x94\n",
                            17};
  const auto out = text_of(pane(hostile), "whole");
  EXPECT_EQ(out.find('\0'), std::string::npos);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_EQ(out.substr(0, 7), "a b [2J");
  EXPECT_NE(out.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Screen, TakesANoBreakSpaceForABlank) {
  EXPECT_EQ(text_of(pane("❯\xC2\xA0word\n"), "prompt_box"), "❯ word");
}

TEST(Screen, KeepsTheLowestRowsOfTooTallAPaneAndCutsTooWideOnes) {
  std::string tall;
  for (int i = 0; i < 1500; ++i)
    tall += "row" + std::to_string(i) + "\n";
  const auto p = pane(tall, 0, 1499);
  EXPECT_EQ((screen{p, {}}.rows()), most_rows);
  EXPECT_EQ(text_of(p, "cursor_line"), "row1499");
  EXPECT_EQ(text_of(pane(std::string(10000, 'x') + "\nend\n"), "last 1"), "end");
  EXPECT_EQ(text_of(pane(std::string(10000, 'x') + "\n"), "whole").size(), most_row_bytes);
}

TEST(Screen, CutsATitleOfAMegabyte) {
  auto p = pane("x\n");
  p.pane.title = std::string(1 << 20, 't');
  EXPECT_EQ(text_of(p, "title").size(), most_title_bytes);
}

TEST(Screen, OfNothingHasNoRowsAndNoRegions) {
  const auto p = pane("", -3, -3);
  EXPECT_EQ((screen{p, {"❯"}}.rows()), 0u);
  for (const auto* where : {"whole",
                            "last 3",
                            "prompt_box",
                            "bottom_menu",
                            "cursor_line",
                            "before_cursor",
                            "above_cursor 3",
                            "last_turn",
                            "title"})
    EXPECT_EQ(text_of(p, where), "") << where;
}

} // namespace
} // namespace orc
