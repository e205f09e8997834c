#include "actors/session_detector/redact.hpp"

#include "messages/types/utf8.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

TEST(Redact, LeavesOrdinaryWordsAlone) {
  EXPECT_EQ(redact("  ✻ Baking… (12s · ↓ 120 tokens)  "), "✻ Baking… (12s · ↓ 120 tokens)");
  EXPECT_EQ(redact("[sudo] password for dev:"), "[sudo] password for dev:");
}

TEST(Redact, TakesOutKeysByTheirWellKnownPrefixes) {
  EXPECT_EQ(redact("using sk-abcdefghij0123 now"), "using [redacted] now");
  EXPECT_EQ(redact("push with ghp_0123456789abcdefghij"), "push with [redacted]");
  EXPECT_EQ(redact("AKIAIOSFODNN7EXAMPLE"), "[redacted]");
  EXPECT_EQ(redact("jwt eyJhbGciOiJIUzI1.eyJzdWIi.c2ln"), "jwt [redacted]");
}

TEST(Redact, TakesOutWhatIsAssignedToASecretsName) {
  EXPECT_EQ(redact("export MY_API_KEY=hunter2"), "export MY_API_KEY=[redacted]");
  EXPECT_EQ(redact("password: hunter2"), "password: [redacted]");
  EXPECT_EQ(redact("{\"client_secret\": \"two words\"}"), "{\"client_secret\": [redacted]}");
}

TEST(Redact, TakesOutBearersAndPasswordsInAddresses) {
  EXPECT_EQ(redact("Authorization: Bearer abc.def-123"), "Authorization: Bearer [redacted]");
  EXPECT_EQ(redact("sent bearer abcdefgh12345"), "sent bearer [redacted]");
  EXPECT_EQ(redact("git clone https://dev:hunter2@host/x"),
            "git clone https://dev:[redacted]@host/x");
}

TEST(Redact, TakesOutLongHexadecimalWordsButNotShortCommitIds) {
  EXPECT_EQ(redact(std::string(40, 'a')), "[redacted]");
  EXPECT_EQ(redact(std::string(39, 'a')), std::string(39, 'a'));
}

TEST(Redact, CutsAtTwoHundredCharactersAndNeverInsideOne) {
  std::string wide;
  for (int i = 0; i < 200; ++i)
    wide += "─";
  EXPECT_EQ(redact(wide), wide);
  EXPECT_EQ(redact(wide + "─"), wide);
}

TEST(Redact, ShowsWholeCharactersWhereASecretReachesToTheEndOfWhatIsRead) {
  for (const std::size_t length : {4084U, 4085U, 4086U, 4087U, 4088U}) {
    const auto shown = redact("password=" + std::string(length, 'x') + ",€ and more");
    EXPECT_EQ(to_utf8(shown), shown) << length;
  }
}

TEST(Redact, TakesOutASecretThatTheCutWouldHaveSplit) {
  const auto out = redact(std::string(190, 'x') + " sk-" + std::string(40, 'k'));
  EXPECT_EQ(out.find("sk-"), std::string::npos);
}

} // namespace
} // namespace orc
