#include "actors/session_detector/rest_print.hpp"

#include <gtest/gtest.h>

#include <string>

namespace orc {
namespace {

TEST(PrintAtRest, IsAlikeWhereOnlySpinnersAndFiguresDiffer) {
  const auto before =
      print_at_rest("● Reading\n✶ Thinking… (9s · ↑ 900 tokens)\n  esc 59s · 1,2k\n");
  EXPECT_EQ(before,
            print_at_rest("● Reading\n✻ Musing… (12s · ↓ 2 tokens)\n  esc 1m 0s ·  12.0k\n"));
  EXPECT_EQ(before, print_at_rest("○ Reading\n\n  esc 5s\n"));
}

TEST(PrintAtRest, DiffersWhereWordsDo) {
  const auto before = print_at_rest("Reading a.txt\n");
  for (const auto* other :
       {"Reading b.txt\n", "Reading a.txt\nmore\n", "", "Reading\na.txt\n", "Lesen ä\n"})
    EXPECT_NE(before, print_at_rest(other)) << other;
  EXPECT_NE(print_at_rest("読む\n"), print_at_rest("書く\n"));
}

TEST(PrintAtRest, TakesAnyBytes) {
  for (const std::string& text :
       {std::string{"\xE2"}, std::string{"a\xF0\x9F"}, std::string{"\0x\xFF", 3}})
    EXPECT_EQ(print_at_rest(text), print_at_rest(text));
}

} // namespace
} // namespace orc
