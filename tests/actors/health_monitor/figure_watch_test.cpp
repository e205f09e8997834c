#include "actors/health_monitor/figure_watch.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

snapshot with(double median, std::uint64_t rss = 0, double cpu = 0) {
  auto f = std::make_shared<fleet>();
  f->stats.agents = 1;
  snapshot s;
  s.fleet_now = f;
  s.cycle_median_seconds = median;
  s.resources.rss_bytes = rss;
  s.resources.cpu_seconds = cpu;
  return s;
}

struct FigureWatch : testing::Test {
  steady_time start{1h};
  figure_policy policy{300s, 120s, 60s};
  figure_watch watch;

  void SetUp() override { watch.start(start); }
};

TEST_F(FigureWatch, AStartIsNotJudged) {
  watch.look(with(9), start + 59s, policy);
  EXPECT_EQ(watch.performance().shade, color::green);
  watch.look(with(9), start + 60s, policy);
  EXPECT_EQ(watch.performance().shade, color::red);
}

TEST_F(FigureWatch, AGoodFigureIsLookedAtAgainAtItsInterval) {
  watch.look(with(0.001), start + 60s, policy);
  watch.look(with(9), start + 359s, policy);
  EXPECT_EQ(watch.performance().shade, color::green);
  watch.look(with(9), start + 360s, policy);
  EXPECT_EQ(watch.performance().shade, color::red);
}

TEST_F(FigureWatch, ABadFigureIsLookedAtInEveryCheck) {
  watch.look(with(9), start + 60s, policy);
  watch.look(with(0.001), start + 61s, policy);
  EXPECT_EQ(watch.performance().shade, color::green);
}

TEST_F(FigureWatch, ResourcesHaveTheirOwnPace) {
  watch.look(with(0.001), start + 60s, policy);
  watch.look(with(9, 300'000'000), start + 180s, policy);
  EXPECT_EQ(watch.resources().shade, color::red);
  EXPECT_EQ(watch.performance().shade, color::green);
}

TEST_F(FigureWatch, CpuIsJudgedOverTheTimeSinceTheLastLook) {
  watch.look(with(0.001, 0, 1), start + 60s, policy);
  EXPECT_EQ(watch.resources().shade, color::green);
  watch.look(with(0.001, 0, 1 + 0.25 * 120), start + 180s, policy); // a quarter of a core
  EXPECT_EQ(watch.resources().shade, color::yellow);
  watch.look(with(0.001, 0, 1 + 0.25 * 120), start + 181s, policy); // nothing since
  EXPECT_EQ(watch.resources().shade, color::green);
}

} // namespace
} // namespace orc
