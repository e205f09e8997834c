#include "runtime/http/answer_cache.hpp"

#include "runtime/http/etag.hpp"
#include "tests/runtime/http/sample.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct AnswerCache : testing::Test {
  answer_cache cache;
  monitor_view v = sample::view();

  api_response get(const std::string& path,
                   const std::string& if_none_match = "",
                   bool gzip = false,
                   const std::map<std::string, std::string>& query = {}) {
    api_request r;
    r.method = "GET";
    r.path = path;
    r.if_none_match = if_none_match;
    r.accepts_gzip = gzip;
    r.query = query;
    return std::get<api_response>(cache.answer(r, v));
  }

  static std::string header(const api_response& r, std::string_view name) {
    for (const auto& [key, value] : r.headers)
      if (key == name)
        return value;
    return {};
  }
};

TEST_F(AnswerCache, RendersOncePerSnapshotAndAnewForTheNext) {
  const auto first = get("/api/v1/agents");
  v.now += 200ms; // the agent's "seconds" would be others
  EXPECT_EQ(get("/api/v1/agents").body, first.body);
  v.figures = sample::figures({});
  EXPECT_NE(get("/api/v1/agents").body, first.body);
}

TEST_F(AnswerCache, RendersAnewWhenNoSnapshotComesForACycle) {
  const auto first = get("/health").body;
  v.now += v.cycle_interval - 1ms;
  EXPECT_EQ(get("/health").body, first);
  v.now += 1ms;
  EXPECT_NE(get("/health").body, first);
}

TEST_F(AnswerCache, NeverShowsAColourThatIsOver) {
  v.now = sample::start + 3 * v.cycle_interval;
  EXPECT_EQ(get("/health").status, 200);
  v.now += 1ms;
  EXPECT_EQ(get("/health").status, 503);
  v.health = sample::report({sample::component("state_keeper", color::red, "down")});
  EXPECT_NE(get("/health/components").body.find("down"), std::string::npos);
}

TEST_F(AnswerCache, AClientThatHasItIsTold304WithoutABody) {
  for (const auto* path :
       {"/metrics", "/api/v1/agents", "/api/v1/sessions", "/api/v1/components"}) {
    const auto tag = header(get(path), "ETag");
    ASSERT_EQ(tag.size(), 18U) << path;
    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}}) {
      const auto again = get(path, known);
      EXPECT_EQ(again.status, 304) << path;
      EXPECT_EQ(again.body, "");
      EXPECT_EQ(header(again, "ETag"), tag);
    }
    EXPECT_EQ(get(path, "\"other\"").status, 200);
    EXPECT_EQ(header(get(path), "Cache-Control"), "no-cache");
  }
}

TEST_F(AnswerCache, ATagIsOfOneBodyAlone) {
  const auto all = header(get("/api/v1/agents"), "ETag");
  const auto none = header(get("/api/v1/agents", all, false, {{"kind", "codex"}}), "ETag");
  EXPECT_NE(none, all);
  EXPECT_EQ(get("/api/v1/agents", none, false, {{"kind", "codex"}}).status, 304);
  const auto plain = header(get("/metrics"), "ETag");
  const auto packed = get("/metrics", plain, true);
  EXPECT_EQ(packed.status, 200);
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_NE(header(packed, "ETag"), plain);
}

TEST_F(AnswerCache, AnAnswerThatFailsHasNoTag) {
  v.export_metrics = false;
  EXPECT_EQ(header(get("/metrics"), "ETag"), "");
  EXPECT_EQ(get("/metrics", "*").status, 404);
  EXPECT_EQ(get("/api/v1/agents", "*", false, {{"x", "1"}}).status, 400);
  EXPECT_EQ(header(get("/health"), "ETag"), "");
  EXPECT_EQ(header(get("/health"), "Cache-Control"), "no-store");
}

} // namespace
} // namespace orc
