#include "actors/session_detector/session_detector.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

shared<rule_sets> rules(const char* kind) {
  kind_spec spec;
  spec.identity.kind = kind;
  rule_spec busy;
  busy.name = "busy";
  busy.state = agent_state::working;
  busy.positive = true;
  busy.all = {{"busy", "", region{region_kind::whole, 0}, "/rules/0/all/0"}};
  spec.rules = {busy};
  rule_sets all;
  all.emplace(kind, compile(spec).value());
  return std::make_shared<const rule_sets>(std::move(all));
}

pane_screen showing(const char* agent, const char* text, const char* title = "") {
  pane_screen out;
  out.agent_id = agent;
  out.kind = "claude";
  out.text = text;
  out.pane.title = title;
  return out;
}

struct SessionDetector : virtual_time {
  notebook<shared<session_sightings>> told;
  notebook<session_read, sweep_atom> done;
  session_detector_actor detector;
  cycle_stamp cycle{steady_time{1h}, {}};

  void begin(const char* kind = "generic") {
    detector = spawn(session_detector,
                     session_detector_links{spawn_probe<crash_detector_actor>(system(), told),
                                            spawn_probe<agent_monitor_actor>(system(), done)},
                     rules(kind),
                     std::string{"run-s1"});
    run();
  }

  shared<session_sightings> shows(std::vector<pane_screen> screens,
                                  std::vector<std::string> failed = {}) {
    cycle.steady += 1s;
    session_screens s{cycle, "run-s1", std::move(screens), std::move(failed)};
    tell_from_outside(detector, std::make_shared<const session_screens>(std::move(s)));
    run();
    return told.of<shared<session_sightings>>().back();
  }
};

TEST_F(SessionDetector, AsksForEveryScreenWhenItStarts) {
  begin();
  EXPECT_EQ(done.of<sweep_atom>().size(), 1u);
}

TEST_F(SessionDetector, SaysWhatItSawAndThatItIsDone) {
  begin();
  const auto seen = shows({showing("a", "busy\n"), showing("b", "still\n")}, {"c"});
  ASSERT_EQ(seen->sightings.size(), 2u);
  EXPECT_EQ(seen->cycle, cycle);
  EXPECT_EQ(seen->session_key, "run-s1");
  EXPECT_EQ(seen->sightings[0].seen.state, agent_state::working);
  EXPECT_EQ(seen->sightings[1].seen.state, agent_state::unknown);
  ASSERT_EQ(done.of<session_read>().size(), 1u);
  EXPECT_EQ(done.of<session_read>()[0].cycle, cycle);
  EXPECT_EQ(done.of<session_read>()[0].read, 2u);
  EXPECT_EQ(done.of<session_read>()[0].failed, 1u);
}

TEST_F(SessionDetector, IsDoneWithACycleThatBroughtNoScreen) {
  begin();
  EXPECT_TRUE(shows({})->sightings.empty());
  EXPECT_EQ(done.of<session_read>().size(), 1u);
}

TEST_F(SessionDetector, TellsAScreenThatChangedFromOneThatDidNot) {
  begin();
  EXPECT_TRUE(shows({showing("a", "x\n")})->sightings[0].changed);
  EXPECT_FALSE(shows({showing("a", "x\n")})->sightings[0].changed);
  EXPECT_TRUE(shows({showing("a", "y\n")})->sightings[0].changed);
  EXPECT_TRUE(shows({showing("a", "y\n", "new title")})->sightings[0].changed);
}

TEST_F(SessionDetector, CountsAScreenOfAKindWithoutRulesAsFailed) {
  begin("codex");
  EXPECT_TRUE(shows({showing("a", "busy\n")})->sightings.empty());
  EXPECT_EQ(done.of<session_read>()[0].read, 0u);
  EXPECT_EQ(done.of<session_read>()[0].failed, 1u);
}

TEST_F(SessionDetector, AnswersItsHeartbeat) {
  begin();
  const auto answer = ask_now<self_report>(detector, heartbeat_atom_v);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->own, color::green);
}

TEST(DetectorsMemory, KeepsOnlyThoseJustSeenOnceItGrowsTooLarge) {
  session_detector_state s;
  s.rules = rules("generic");
  for (int i = 0; i < 1025; ++i)
    ASSERT_TRUE(s.look(showing(("old" + std::to_string(i)).c_str(), "x\n")));
  session_screens present;
  present.screens = {showing("old7", "x\n")};
  s.forget_others(present);
  EXPECT_EQ(s.last_seen.size(), 1u);
  EXPECT_FALSE(s.look(showing("old7", "x\n"))->changed);
}

} // namespace
} // namespace orc
