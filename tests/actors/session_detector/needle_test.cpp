#include "actors/session_detector/needle.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

TEST(Needle, IsFoundAtBothEndsAndBehindPlacesThatLookLikeIt) {
  const needle sent{"sent"};
  for (const auto* hay : {"sent", "sent it", "it was sent", "send sen seNt sent.", "sesent"})
    EXPECT_TRUE(sent.is_in(hay)) << hay;
  for (const auto* hay : {"", "s", "sen", "ent", "sen t", "SENT", "sensen"})
    EXPECT_FALSE(sent.is_in(hay)) << hay;
}

/// Whichever of its bytes it is looked for by: the answer is std::string_view's own.
TEST(Needle, AnswersAsAPlainSearchDoes) {
  const std::string hay = "│ ❯ quick Brown\xff fox ── (jumps) 12:30 over… the lazy dog ─";
  for (std::size_t from = 0; from < hay.size(); ++from)
    for (std::size_t n = 1; n <= 6 && from + n <= hay.size(); ++n) {
      auto part = hay.substr(from, n);
      EXPECT_TRUE(needle{part}.is_in(hay)) << part;
      part[n / 2] = '\x01';
      EXPECT_FALSE(needle{part}.is_in(hay)) << part;
      EXPECT_EQ(needle{hay.substr(from, n)}.is_in(std::string_view{hay}.substr(from + 1)),
                hay.find(hay.substr(from, n), from + 1) != std::string::npos);
    }
}

TEST(Needle, AnEmptyOneIsEverywhere) {
  EXPECT_TRUE(needle{}.is_in(""));
  EXPECT_TRUE(needle{""}.is_in("x"));
}

} // namespace
} // namespace orc
