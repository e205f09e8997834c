#include "actors/metrics_aggregator/metrics_aggregator.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct MetricsAggregator : virtual_time {
  notebook<shared<snapshot>> http;
  notebook<shared<snapshot>> health;
  metrics_aggregator_actor aggregator;

  void begin(bool export_metrics = true) {
    metrics_aggregator_options options;
    options.export_metrics = export_metrics;
    options.version = "1.2.3";
    options.usage = [] {
      resource_usage u;
      u.rss_bytes = 4711;
      return u;
    };
    aggregator =
        spawn(metrics_aggregator,
              metrics_aggregator_links{spawn_probe<http_gateway_actor>(system(), http),
                                       spawn_probe<health_monitor_actor>(system(), health)},
              options);
    run();
  }

  void cycle() {
    auto f = std::make_shared<fleet>();
    f->stats.cycle.steady = now();
    f->stats.captures = 3;
    tell_from_outside(aggregator, shared<fleet>{f});
    run();
  }

  void colours() {
    auto r = std::make_shared<health_report>();
    component_health c;
    c.facts.name = "state_keeper";
    c.shade = color::red;
    r->components.push_back(c);
    tell_from_outside(aggregator, shared<health_report>{r});
    run();
  }

  std::vector<shared<snapshot>>& out() { return http.of<shared<snapshot>>(); }
};

TEST_F(MetricsAggregator, PublishesZerosAtItsStartToTheGatewayAlone) {
  begin();
  ASSERT_EQ(out().size(), 1U);
  EXPECT_NE(out()[0]->metrics_text.find("\nagents_total 0\n"), std::string::npos);
  EXPECT_EQ(out()[0]->fleet_now, nullptr);
  EXPECT_TRUE(health.of<shared<snapshot>>().empty());
}

TEST_F(MetricsAggregator, MakesOneSnapshotACycleForBoth) {
  begin();
  tell_from_outside(aggregator, operations_done{"write", {2, 1}, 8192});
  cycle();
  ASSERT_EQ(out().size(), 2U);
  ASSERT_EQ(health.of<shared<snapshot>>().size(), 1U);
  const auto& s = *out().back();
  EXPECT_EQ(health.of<shared<snapshot>>()[0].get(), &s);
  EXPECT_EQ(s.cycles, 1U);
  EXPECT_EQ(s.captures.attempted, 3U);
  EXPECT_EQ(s.writes.failed, 1U);
  EXPECT_EQ(s.resources.rss_bytes, 4711U);
  EXPECT_NE(s.metrics_text.find("\nprocess_resident_memory_bytes 4711\n"), std::string::npos);
  EXPECT_NE(s.metrics_text.find("build_info{version=\"1.2.3\"} 1"), std::string::npos);
  EXPECT_EQ(s.metrics_gzip.substr(0, 2), "\x1f\x8b");
}

TEST_F(MetricsAggregator, ColoursEnterTheNextSnapshot) {
  begin();
  cycle();
  colours();
  EXPECT_EQ(out().size(), 2U);
  cycle();
  EXPECT_NE(out().back()->metrics_text.find("component_health{component=\"state_keeper\"} 0"),
            std::string::npos);
}

TEST_F(MetricsAggregator, ColoursAreExportedEvenWhenNoCycleComes) {
  begin();
  cycle();
  advance(1999ms);
  colours();
  EXPECT_EQ(out().size(), 2U);
  advance(1ms);
  colours();
  ASSERT_EQ(out().size(), 3U);
  EXPECT_EQ(out().back()->cycles, 1U);
  EXPECT_EQ(health.of<shared<snapshot>>().size(), 1U);
}

TEST_F(MetricsAggregator, RendersNothingWhenTheExportIsOff) {
  begin(false);
  cycle();
  EXPECT_EQ(out().back()->metrics_text, "");
  EXPECT_EQ(out().back()->cycles, 1U);
}

TEST_F(MetricsAggregator, AnswersItsHeartbeat) {
  begin();
  const auto report = ask_now<self_report>(aggregator, heartbeat_atom_v);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->own, color::green);
}

} // namespace
} // namespace orc
