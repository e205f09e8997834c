#include "actors/session_detector/styled_row.hpp"

#include "actors/session_detector/screen.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

struct line {
  std::string typed;
  std::string suggested;
};

/// What the regions say of an input line that shows `plain`.
line read_line(const std::string& plain, const std::string& styled) {
  pane_screen pane;
  pane.text = "above\n" + plain + "\n";
  pane.pane.width = 100;
  pane.pane.cursor_y = 1;
  pane.styled = styled;
  const screen on{pane, {"❯", "›", ">"}};
  return {std::string{on.text_of(*region_from("typed"))},
          std::string{on.text_of(*region_from("suggested"))}};
}

// The rows are those of real agents: Codex 0.169, Gemini CLI 0.61, opencode 1.18, Qwen Code 0.15,
// Claude Code 2.1.197.

TEST(InputLine, OfCodexSuggestsInDim) {
  const auto empty = read_line("› Ask Codex to do anything",
                               "\x1b[1m›\x1b[0m\x1b[39m\x1b[49m \x1b[2mAsk Codex to do anything\n");
  EXPECT_EQ(empty.typed, "");
  EXPECT_EQ(empty.suggested, "Ask Codex to do anything");
  const auto typed = read_line("› /quit", "\x1b[1m›\x1b[0m\x1b[39m\x1b[49m /quit\n");
  EXPECT_EQ(typed.typed, "/quit");
  EXPECT_EQ(typed.suggested, "");
}

TEST(InputLine, OfGeminiSuggestsInGreyBehindADrawnCursor) {
  const auto empty =
      read_line(" >   Type your message",
                "\x1b[48;2;95;95;95m \x1b[38;2;215;175;255m> \x1b[7m\x1b[39m \x1b[0m"
                "\x1b[38;2;175;175;175m\x1b[48;2;95;95;95m Type your message\x1b[39m\n");
  EXPECT_EQ(empty.typed, "");
  EXPECT_EQ(empty.suggested, "Type your message");
  const auto typed = read_line(" > /quit",
                               "\x1b[48;2;95;95;95m \x1b[38;2;215;175;255m> "
                               "\x1b[38;2;255;255;255m/quit\x1b[7m\x1b[39m \x1b[0m\n");
  EXPECT_EQ(typed.typed, "/quit");
  EXPECT_EQ(typed.suggested, "");
}

TEST(InputLine, OfOpencodeHasAFrameAndNoPrompt) {
  const auto empty = read_line("   ┃  Ask anything… \"Fix broken tests\"",
                               "\x1b[38;2;255;255;255m\x1b[48;2;10;10;10m   "
                               "\x1b[38;2;92;156;245m┃\x1b[48;2;30;30;30m  \x1b[38;2;128;128;128m"
                               "Ask anything… \"Fix broken tests\"\x1b[38;2;255;255;255m    \n");
  EXPECT_EQ(empty.typed, "");
  EXPECT_EQ(empty.suggested, "Ask anything… \"Fix broken tests\"");
  const auto typed = read_line("   ┃  one more thing",
                               "   \x1b[38;2;92;156;245m┃\x1b[48;2;30;30;30m  "
                               "\x1b[38;2;238;238;238mone more thing\x1b[38;2;255;255;255m  \n");
  EXPECT_EQ(typed.typed, "one more thing");
}

TEST(InputLine, OfQwenSuggestsInABluishGrey) {
  const auto empty = read_line(">   Type your message",
                               "\x1b[38;2;203;166;247m> \x1b[7m\x1b[39m \x1b[0m"
                               "\x1b[38;2;108;112;134m\x1b[49m Type your message\n");
  EXPECT_EQ(empty.typed, "");
  EXPECT_EQ(empty.suggested, "Type your message");
}

TEST(InputLine, OfClaudeIsReadWhileItsPromptIsGrey) {
  const auto typed =
      read_line("❯ one more thing", "\x1b[38;5;246m❯ \x1b[39mone more thing\x1b[7m\n");
  EXPECT_EQ(typed.typed, "one more thing");
  EXPECT_EQ(typed.suggested, "");
}

TEST(InputLine, TakesMiddleGreysForSuggestionsAndNothingElse) {
  const auto typed = [](const char* sgr) {
    return read_line("> x", std::string{"> \x1b["} + sgr + "mx\n").typed == "x";
  };
  for (const auto* grey : {"2",
                           "90",
                           "38;5;8",
                           "38;5;240",
                           "38;5;251",
                           "38;5;102",
                           "38;2;80;80;80",
                           "38;2;200;200;200"})
    EXPECT_FALSE(typed(grey)) << grey;
  for (const auto* plain : {"1",
                            "39",
                            "37",
                            "97",
                            "31",
                            "38;5;15",
                            "38;5;232",
                            "38;5;255",
                            "38;2;79;79;79",
                            "38;2;201;201;201",
                            "38;2;100;100;141",
                            "48;2;128;128;128",
                            "2;22",
                            "90;39"})
    EXPECT_TRUE(typed(plain)) << plain;
}

TEST(InputLine, KeepsSubParametersApartFromParameters) {
  const auto typed = [](const char* sgr) {
    return read_line("> x", std::string{"> \x1b["} + sgr + "mx\n").typed == "x";
  };
  for (const auto* plain : {"4:2",             // a double underline, no dim
                            "58:2::10:20:2",   // an underline's colour, as tmux writes it
                            "58:5:2",          //
                            "48:2::1:2:90",    //
                            "38:2::255:255:2", //
                            "38:5:15",
                            "38:2:255:255:255"})
    EXPECT_TRUE(typed(plain)) << plain;
  for (const auto* grey : {"4:3;2",
                           "38:5:240",
                           "38:2::128:128:128",
                           "38:2:1:128:128:128", // with a colour space
                           "38:2:128:128:128",   // without one: xterm takes it, too
                           "58:5:15;90"})
    EXPECT_FALSE(typed(grey)) << grey;
}

TEST(InputLine, IsReadThoughAFrameInItIsLong) {
  std::string frame;
  for (std::size_t i = 0; i < 3 * longest_line; ++i)
    frame += "─";
  pane_screen pane;
  pane.text = "> hello " + frame + "\nthe cursor is elsewhere\n";
  pane.pane.width = 200;
  pane.pane.cursor_y = 1;
  pane.styled = "> \x1b[2mhello\x1b[0m " + frame + "\n";
  const screen on{pane, {">"}};
  EXPECT_EQ(on.text_of(*region_from("suggested")), "hello");
  EXPECT_EQ(on.text_of(*region_from("typed")), frame);
}

TEST(InputLine, IsNotReadByTheColoursOfAnotherText) {
  const auto other = read_line("> typed", "> typd\n");
  EXPECT_EQ(other.typed, "");
  EXPECT_EQ(other.suggested, "");
}

TEST(StyledRow, PassesOverEscapesThatAreNoColours) {
  const auto row = read_styled("\x1b]8;;http://x\x1b\\li\x1b]8;;\ank\x1b[4:3m!\x0e\x0f\x1b[K", 100);
  EXPECT_EQ(row.plain, "link!");
}

TEST(StyledRow, OfHostileBytesIsCleanAndBounded) {
  for (const auto* hostile :
       {"\x1b", "\x1b[", "\x1b[38;2", "\x1b]8;;x", "\x1b[999999999999m", "\xff\xc0\x80"})
    EXPECT_EQ(read_styled(hostile, 100).plain.find('\x1b'), std::string::npos) << hostile;
  EXPECT_LE(read_styled(std::string(100000, 'x'), 100).plain.size(), 104u);
  EXPECT_EQ(read_styled("\x1b[" + std::string(100000, ';') + "mx", 100).plain, "x");
}

} // namespace
} // namespace orc
