#include "runtime/http/routes.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

TEST(Routes, EveryFixedPathLeadsToItsRoute) {
  EXPECT_EQ(route_of("/").to, route::page);
  EXPECT_EQ(route_of("/livez").to, route::livez);
  EXPECT_EQ(route_of("/readyz").to, route::readyz);
  EXPECT_EQ(route_of("/health").to, route::health);
  EXPECT_EQ(route_of("/health/components").to, route::health_all);
  EXPECT_EQ(route_of("/metrics").to, route::metrics);
  EXPECT_EQ(route_of("/api/v1/agents").to, route::agents);
  EXPECT_EQ(route_of("/api/v1/sessions").to, route::sessions);
  EXPECT_EQ(route_of("/api/v1/components").to, route::components);
  EXPECT_EQ(route_of("/api/v1/events").to, route::events);
  EXPECT_EQ(route_of("/page.css").to, route::page_asset);
}

TEST(Routes, APathsVariablePartIsItsParameter) {
  EXPECT_EQ(route_of("/health/crash_detector").to, route::health_component);
  EXPECT_EQ(route_of("/health/crash_detector").parameter, "crash_detector");
  EXPECT_EQ(route_of("/api/v1/agents/abc-3").to, route::agent);
  EXPECT_EQ(route_of("/api/v1/agents/abc-3").parameter, "abc-3");
  EXPECT_EQ(route_of("/api/v1/agents/abc-3/history").to, route::agent_history);
  EXPECT_EQ(route_of("/api/v1/agents/abc-3/history").parameter, "abc-3");
  EXPECT_EQ(route_of("/api/v1/agents/abc-3/explain").to, route::agent_explain);
  EXPECT_EQ(route_of("/api/v1/agents/abc-3/explain").parameter, "abc-3");
}

TEST(Routes, ControlHasItsPaths) {
  EXPECT_EQ(route_of("/api/v1/components/tmux_gateway/restart").to, route::restart);
  EXPECT_EQ(route_of("/api/v1/components/tmux_gateway/restart").parameter, "tmux_gateway");
  EXPECT_EQ(route_of("/api/v1/components//restart").to, route::nowhere);
  EXPECT_EQ(route_of("/api/v1/components/a/b/restart").to, route::nowhere);
}

TEST(Routes, OneSlashAtTheEndIsForgivenAndASecondIsNot) {
  EXPECT_EQ(route_of("/health/").to, route::health);
  EXPECT_EQ(route_of("/health//").to, route::nowhere);
}

TEST(Routes, WhatIsNotThereLeadsNowhere) {
  for (const auto* path : {"",
                           "//",
                           "/nothing",
                           "/health/a/b",
                           "/api/v1/agents//history",
                           "/api/v1/agents/a/b/history",
                           "/api/v1",
                           "/../etc/passwd"})
    EXPECT_EQ(route_of(path).to, route::nowhere) << path;
}

TEST(Routes, WhatIsReadIsNotDoneAndWhatIsDoneIsNotRead) {
  EXPECT_TRUE(allows(route::agents, "GET"));
  EXPECT_TRUE(allows(route::agents, "HEAD"));
  EXPECT_FALSE(allows(route::agents, "POST"));
  EXPECT_FALSE(controls(route::agents, "POST"));
  EXPECT_EQ(allowed_methods(route::agents), "GET, HEAD");
  EXPECT_TRUE(allows(route::restart, "POST"));
  EXPECT_TRUE(controls(route::restart, "POST"));
  EXPECT_FALSE(allows(route::restart, "GET"));
  EXPECT_EQ(allowed_methods(route::log_level), "POST");
}

TEST(Routes, DrillsAreReadAndDone) {
  EXPECT_EQ(route_of("/api/v1/drills").to, route::drills);
  EXPECT_EQ(allowed_methods(route::drills), "GET, HEAD, POST");
  for (const auto* method : {"GET", "HEAD", "POST"})
    EXPECT_TRUE(allows(route::drills, method)) << method;
  EXPECT_FALSE(allows(route::drills, "DELETE"));
  EXPECT_TRUE(controls(route::drills, "POST"));
  EXPECT_FALSE(controls(route::drills, "GET"));
}

TEST(Targets, PathAndQueryAreDecoded) {
  const auto t = parse_target("/api/v1/agents?state=idle&session=my+shop%21&state=error&bare");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->path, "/api/v1/agents");
  EXPECT_EQ(t->query.at("state"), "error");
  EXPECT_EQ(t->query.at("session"), "my shop!");
  EXPECT_EQ(t->query.at("bare"), "");
  EXPECT_EQ(parse_target("/a%20b+c")->path, "/a b+c");
}

TEST(Targets, BrokenEscapesAndControlCharactersAreRefused) {
  for (const auto* text : {"",
                           "*",
                           "http://localhost/health",
                           "/%",
                           "/%4",
                           "/%zz",
                           "/%00",
                           "/%0a",
                           "/x?a=%",
                           "/x?%1f=1"})
    EXPECT_FALSE(parse_target(text)) << text;
  EXPECT_TRUE(parse_target("/%41"));
}

TEST(Hosts, OnlyTheLoopbacksNamesPass) {
  for (const auto* host :
       {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:65535"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"",
                           "evil.example",
                           "localhost.evil.example",
                           "127.0.0.1.evil.example",
                           "localhost:80x",
                           "localhost:123456",
                           "127.0.0.2",
                           "::1"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
}

} // namespace
} // namespace orc
