#include "runtime/cli/drill_watch.hpp"

#include <gtest/gtest.h>

namespace orc::cli {
namespace {

drill_look seen_at(double at, const std::string& as_of, const std::string& color = "yellow") {
  drill_look l;
  l.at = at;
  l.color = color;
  l.as_of = as_of;
  l.state = "running";
  l.incarnation = 1;
  l.agents = 12;
  return l;
}

drill_look another_life(double at, const std::string& as_of) {
  auto l = seen_at(at, as_of);
  l.incarnation = 2;
  l.last_reason = "threw";
  return l;
}

TEST(DrillWatch, ACrashIsOverWhenAnotherLifeRunsAndACycleWasDone) {
  drill_watch w{seen_at(0, "10"), "idle_analyzer", true};
  w.over(0);
  w.see(seen_at(0.1, "11")); // the crash is still to come
  EXPECT_FALSE(w.is_recovered());
  auto down = another_life(0.2, "11");
  down.state = "backoff";
  w.see(down);
  EXPECT_FALSE(w.is_recovered());
  w.see(another_life(0.4, "12"));
  EXPECT_TRUE(w.is_recovered());
  const auto v = w.verdict();
  EXPECT_TRUE(v.recovered);
  EXPECT_EQ(v.seconds, 0.4);
  EXPECT_EQ(v.answered, 3u);
  EXPECT_EQ(v.agents_after, 12u);
}

TEST(DrillWatch, TheOldCycleIsNoProof) {
  drill_watch w{seen_at(0, "10"), "idle_analyzer", true};
  w.over(0);
  w.see(another_life(0.4, "10"));
  EXPECT_FALSE(w.is_recovered());
  w.see(another_life(0.5, "11"));
  EXPECT_TRUE(w.is_recovered());
}

TEST(DrillWatch, NothingIsOverWhileTheFailureLasts) {
  drill_watch w{seen_at(0, "10"), "", false};
  w.see(seen_at(1, "11", "red"));
  w.see(seen_at(2, "12"));
  EXPECT_FALSE(w.is_recovered());
  w.over(3);
  w.see(seen_at(3.1, "12")); // done before it was over
  EXPECT_FALSE(w.is_recovered());
  w.see(seen_at(4, "13"));
  EXPECT_TRUE(w.is_recovered());
}

TEST(DrillWatch, AWorseColourIsNotWhole) {
  drill_watch w{seen_at(0, "10"), "", false};
  w.over(0);
  w.see(seen_at(1, "11", "red"));
  EXPECT_FALSE(w.is_recovered());
  EXPECT_FALSE(w.verdict().recovered);
  w.see(seen_at(2, "12", "green"));
  EXPECT_TRUE(w.verdict().recovered);
}

TEST(DrillWatch, ARefusalIsNoHangAndAHangBreaksThePromise) {
  drill_watch w{seen_at(0, "10"), "", false};
  w.over(0);
  auto away = seen_at(1, "");
  away.came = drill_look::reply::refused;
  w.see(away);
  w.see(seen_at(2, "11"));
  EXPECT_TRUE(w.verdict().recovered);
  away.came = drill_look::reply::hung;
  w.see(away);
  EXPECT_EQ(w.verdict().hung, 1u);
  EXPECT_FALSE(w.verdict().recovered);
}

TEST(DrillWatch, TellsWhatChangedOnceAndTheLongestTimeWithoutACycle) {
  drill_watch w{seen_at(0, "10"), "idle_analyzer", true};
  w.over(0);
  w.see(seen_at(1, "11"));
  w.see(seen_at(2, "11", "red"));
  w.see(seen_at(3, "11", "red"));
  w.see(another_life(4.5, "12"));
  const auto v = w.verdict();
  ASSERT_EQ(v.lines.size(), 3u);
  EXPECT_EQ(v.lines[0].what, "the whole is red");
  EXPECT_EQ(v.lines[1].what, "idle_analyzer runs its life number 2: threw");
  EXPECT_EQ(v.lines[2].what, "the whole is yellow");
  EXPECT_EQ(v.longest_gap, 3.5);
}

} // namespace
} // namespace orc::cli
