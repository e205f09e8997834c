#include "runtime/config/json_places.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

std::string place_of(std::string_view text, std::string_view pointer) {
  const auto p = place_at(text, offset_of(places_in(text).root, pointer));
  return std::to_string(p.line) + ":" + std::to_string(p.column);
}

TEST(JsonPlaces, AreThoseOfKeysAndItems) {
  constexpr std::string_view text = "{\n  \"a\": [1, {\"b\": 2}],\n  \"c\": \"}\"\n}";
  EXPECT_EQ(place_of(text, ""), "1:1");
  EXPECT_EQ(place_of(text, "/a"), "2:3");
  EXPECT_EQ(place_of(text, "/a/0"), "2:9");
  EXPECT_EQ(place_of(text, "/a/1/b"), "2:13");
  EXPECT_EQ(place_of(text, "/c"), "3:3");
}

TEST(JsonPlaces, OfWhatIsMissingAreThoseOfTheNearestThingRoundIt) {
  EXPECT_EQ(place_of(R"({"a": {"b": 1}})", "/a/x/y"), "1:2");
}

TEST(JsonPlaces, ColumnsCountCharactersAndNotBytes) {
  EXPECT_EQ(place_of("{\"grün\": 1, \"b\": 2}", "/b"), "1:13");
}

TEST(JsonPlaces, CommentsAndTextsThatLookLikeOthersAreNone) {
  EXPECT_EQ(place_of("{ // \"a\": {\n /* \"a\": \"*/ \"t\\\"a\": \"{[\", \"a\": 1,}", "/a"),
            "2:28");
}

TEST(JsonPlaces, KeysWithEscapesAreFoundByWhatTheyMean) {
  EXPECT_EQ(place_of(R"({"\u0061/~": 1})", "/a~1~0"), "1:2");
}

TEST(JsonPlaces, AKeyThatStandsTwiceIsToldHoweverItIsSpelled) {
  const auto found = places_in(R"({"x": [{"a": 1, "b": 2, "\u0061": 3}], "a": 4})").repeated;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].pointer, "/x/0/a");
  EXPECT_LT(found[0].first, found[0].again);
}

TEST(JsonPlaces, OfWhatIsNoJsonEndWithoutHarm) {
  for (const auto* text : {"", "{", "[", "\"", "{\"a", "{\"a\\", "{]}", "/*", "}{", ",:,", "[[[,]"})
    EXPECT_LE(offset_of(places_in(text).root, "/0/0"), std::string_view{text}.size()) << text;
  EXPECT_TRUE(places_in(std::string(100000, '[')).repeated.empty());
}

} // namespace
} // namespace orc
