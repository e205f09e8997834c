#include "runtime/http/access.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

constexpr const char* token = "0123456789abcdef";
constexpr const char* restart = "/api/v1/components/tmux_gateway/restart";

/// The status of the refusal, or 0 where there is none.
int refused(const door& way,
            const std::string& method,
            const std::string& path,
            const std::string& authorization = "") {
  api_request r;
  r.method = method;
  r.path = path;
  r.owner = is_owner(way, authorization);
  const auto refusal = refusal_at(way, r);
  return refusal ? refusal->status : 0;
}

TEST(Bearer, IsTheWholeTokenAndNothingElse) {
  EXPECT_TRUE(bears("Bearer 0123456789abcdef", token));
  EXPECT_TRUE(bears("bEARER 0123456789abcdef", token));
  for (const auto* wrong : {"",
                            "Bearer ",
                            "Bearer 0123456789abcde",
                            "Bearer 0123456789abcdef ",
                            "Bearer 0123456789abcdeF",
                            "Bearer 0123456789abcdef0123456789abcdef",
                            "Basic  0123456789abcdef",
                            "Bearer\t0123456789abcdef",
                            "0123456789abcdef"})
    EXPECT_FALSE(bears(wrong, token)) << wrong;
  EXPECT_FALSE(bears("Bearer ", ""));
  EXPECT_FALSE(bears("", ""));
}

TEST(Access, OnLoopbackEverybodyReadsAndNobodyControlsWithoutAToken) {
  const door way{false, true, ""};
  EXPECT_EQ(refused(way, "GET", "/metrics"), 0);
  EXPECT_EQ(refused(way, "POST", restart), 403);
  EXPECT_EQ(refused(way, "POST", restart, "Bearer "), 403);
  EXPECT_EQ(refused(way, "POST", "/api/v1/log"), 403);
  EXPECT_EQ(refused(way, "POST", "/api/v1/drills"), 403);
  EXPECT_EQ(refused(way, "GET", "/api/v1/drills"), 0);
}

TEST(Access, OnLoopbackTheTokenControls) {
  const door way{false, true, token};
  EXPECT_EQ(refused(way, "GET", "/metrics"), 0);
  EXPECT_EQ(refused(way, "POST", restart), 401);
  EXPECT_EQ(refused(way, "POST", restart, "Bearer wrong"), 401);
  EXPECT_EQ(refused(way, "POST", restart, "Bearer 0123456789abcdef"), 0);
}

TEST(Access, WhereOthersReachItReadingNeedsTheTokenToo) {
  const door way{false, false, token};
  EXPECT_EQ(refused(way, "GET", "/livez"), 0);
  for (const auto* path : {"/", "/readyz", "/health", "/metrics", "/api/v1/agents", "/nowhere"}) {
    EXPECT_EQ(refused(way, "GET", path), 401) << path;
    EXPECT_EQ(refused(way, "GET", path, "Bearer 0123456789abcdef"), 0) << path;
  }
}

TEST(Access, ByTheControlSocketTheOwnerMayDoEverything) {
  const door way{true, true, ""};
  EXPECT_EQ(refused(way, "GET", "/metrics"), 0);
  EXPECT_EQ(refused(way, "POST", restart), 0);
}

TEST(Access, AWrongMethodIsNotAQuestionOfAccess) {
  const door way{false, true, ""};
  EXPECT_EQ(refused(way, "POST", "/metrics"), 0); // the answer is 405
  EXPECT_EQ(refused(way, "GET", restart), 0);
}

} // namespace
} // namespace orc
