#include "actors/session_detector/last_match.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>

namespace orc {
namespace {

struct found_last {
  std::size_t at = std::string::npos;
  std::size_t calls = 0;
};

/// The last 'x' of a text, found as an expression would be.
found_last last_x(const std::string& text) {
  found_last out;
  const std::string_view all = text;
  const auto last = last_match(all, [&](std::size_t from) {
    ++out.calls;
    const auto at = all.find('x', from);
    return at == all.npos ? std::nullopt : std::optional{std::array{all.substr(at, 1)}};
  });
  if (last)
    out.at = static_cast<std::size_t>(last->front().data() - all.data());
  return out;
}

std::string rows_of(std::size_t count, const std::string& row) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += row + "\n";
  return out;
}

TEST(LastMatch, IsTheLastOfAll) {
  EXPECT_EQ(last_x("").at, std::string::npos);
  EXPECT_EQ(last_x("axbxc").at, 3u);
  EXPECT_EQ(last_x("axbxc\nxx").at, 7u);
  EXPECT_EQ(last_x(std::string(most_matches, 'x')).at, most_matches - 1);
}

TEST(LastMatch, IsLookedForOnceARowBehindAThousand) {
  const auto many = last_x(rows_of(500, std::string(500, 'x')));
  EXPECT_LE(many.calls, most_matches + 500);
  EXPECT_EQ(many.at, 499u * 501u); // the lowest row
  EXPECT_LE(last_x(std::string(250000, 'x')).calls, most_matches + 1);
}

TEST(LastMatch, MissesNoRowWhoseOnlyMatchIsItsFirstByte) {
  const auto text = rows_of(most_matches + 7, "x");
  EXPECT_EQ(last_x(text).at, text.size() - 2);
}

TEST(LastMatch, OfEmptyMatchesComesToAnEnd) {
  const std::string_view text = "ab\n\nc";
  std::size_t calls = 0;
  const auto last = last_match(text, [&](std::size_t from) {
    ++calls;
    return std::optional{std::array{text.substr(from, 0)}};
  });
  EXPECT_EQ(calls, text.size() + 1);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->front().data(), text.data() + text.size());
}

} // namespace
} // namespace orc
