#include "runtime/cli/table.hpp"

#include <gtest/gtest.h>

#include <clocale>

namespace orc::cli {
namespace {

const terminal wide{200, false};

TEST(Printable, MakesControlCharactersVisible) {
  EXPECT_EQ(printable("a\033[2Jb\nc\x7f"), "a·[2Jb·c·");
  EXPECT_EQ(printable("\xc2\x9b"), "·"); // CSI as one character of C1
}

TEST(Printable, TakesAwayWhatTurnsTheDirectionOfText) {
  EXPECT_EQ(printable("a\u202eb"), "a·b");
}

TEST(Printable, LeavesEveryOtherTextAsItIs) {
  EXPECT_EQ(printable("größe 日本 ✳"), "größe 日本 ✳");
}

TEST(Printable, BrokenUtf8IsReplaced) {
  EXPECT_EQ(printable("a\xff"), "a\ufffd");
}

TEST(Paint, UsesColoursOnATerminalOnly) {
  EXPECT_EQ(paint("x", ink::red, {80, true}), "\033[31mx\033[0m");
  EXPECT_EQ(paint("x", ink::red, {80, false}), "x");
  EXPECT_EQ(paint("x", ink::plain, {80, true}), "x");
}

TEST(Table, AlignsItsColumns) {
  EXPECT_EQ(table({"A", "BB"}, {{{"long"}, {"x"}}, {{"s"}, {"y"}}}, wide),
            "A     BB\nlong  x\ns     y\n");
}

TEST(Table, CutsTheLastColumnToTheTerminal) {
  const std::string text(40, 'x');
  EXPECT_EQ(table({"A", "B"}, {{{"a"}, {text}}}, {20, false}),
            "A  B\na  " + std::string(16, 'x') + "…\n");
}

TEST(Table, NothingStandsBehindTheLastTextOfALine) {
  const terminal colored{200, true};
  EXPECT_EQ(table({"A", "B", "C"}, {{{"x"}, {""}, {"", ink::dim}}, {{""}, {"y"}, {"zz"}}}, colored),
            paint("A", ink::dim, colored) + "  " + paint("B", ink::dim, colored) + "  "
                + paint("C", ink::dim, colored) + "\nx\n   y  zz\n");
}

TEST(Table, WithoutALimitNothingIsCut) {
  const std::string text(5000, 'x');
  EXPECT_EQ(table({"A", "B"}, {{{text}, {"b"}}}, {std::string::npos, false}).find("…"),
            std::string::npos);
}

TEST(Table, TheWidestColumnsGiveWayAndTheLineFits) {
  const std::string text(40, 'x');
  const auto out = table({"A", "B", "C"}, {{{text}, {text}, {"c"}}}, {40, false});
  const auto line = out.substr(out.find('\n') + 1);
  EXPECT_EQ(width_of(line.substr(0, line.find('\n'))), 40u);
}

TEST(Table, TheFirstColumnNamesTheRowAndGivesWayLast) {
  const std::string name(12, 'n');
  const std::string text(40, 'x');
  const auto out = table({"ID", "A", "B"}, {{{name}, {text}, {text}}}, {24, false});
  EXPECT_NE(out.find(name), std::string::npos) << out;
  EXPECT_EQ(table({"ID"}, {{{name}}}, {8, false}), "ID\nnnnnnnn…\n");
}

TEST(Table, SevenColumnsFitEvenAVeryNarrowTerminal) {
  const std::string text(20, 'x');
  const std::vector<cell> row(7, {text, ink::plain});
  const std::vector<std::string> head(7, "HEAD");
  for (const std::size_t columns : {33U, 40U, 68U, 80U}) {
    const auto out = table(head, {row}, {columns, false});
    EXPECT_LE(width_of(out.substr(0, out.find('\n'))), columns);
    const auto line = out.substr(out.find('\n') + 1);
    EXPECT_EQ(width_of(line.substr(0, line.find('\n'))), columns);
  }
}

TEST(Table, CountsWideCharactersAsTwoColumns) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  EXPECT_EQ(width_of("日本"), 4u);
  EXPECT_EQ(table({"A", "B"}, {{{"日本"}, {"x"}}}, wide), "A     B\n日本  x\n");
}

TEST(Table, AHostileCellStaysOnItsLine) {
  EXPECT_EQ(table({"A"}, {{{"x\ny"}}}, wide), "A\nx·y\n");
}

TEST(ShortDuration, HasTwoUnitsAtMost) {
  EXPECT_EQ(short_duration(59.9), "59s");
  EXPECT_EQ(short_duration(60), "1m");
  EXPECT_EQ(short_duration(3600), "1h");
  EXPECT_EQ(short_duration(3900), "1h 5m");
  EXPECT_EQ(short_duration(90000), "1d 1h");
}

} // namespace
} // namespace orc::cli
