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
  rule_spec typed;
  typed.name = "typed";
  typed.state = agent_state::unsubmitted;
  typed.all = {{"", "\\S", region{region_kind::typed, 0}, "/rules/1/all/0"}};
  rule_spec limit;
  limit.name = "limit";
  limit.state = agent_state::rate_limited;
  limit.priority = 1;
  limit.all = {{"limit", "", region{region_kind::whole, 0}, "/rules/2/all/0"}};
  limit.capture.reset_at = {{{"",
                              "(in \\d+s|at \\d+am UTC)",
                              region{region_kind::whole, 0},
                              "/rules/2/capture/reset_at/0"},
                             ""}};
  busy.priority = 1;
  spec.rules = {busy, typed, limit};
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

TEST_F(SessionDetector, TellsProgressFromASpinnerThatTurns) {
  begin();
  EXPECT_TRUE(shows({showing("a", "one\n⠋ busy 1s\n")})->sightings[0].progressed);
  const auto turned = shows({showing("a", "one\n⠙ busy 2s\n")});
  EXPECT_TRUE(turned->sightings[0].changed);
  EXPECT_FALSE(turned->sightings[0].progressed);
  EXPECT_TRUE(shows({showing("a", "two\n⠙ busy 2s\n")})->sightings[0].progressed);
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

TEST_F(SessionDetector, TellsWhyItReadTheLastScreenOfAnAgentSo) {
  begin();
  shows({showing("a", "calm\n"), showing("b", "busy\n")});
  shows({showing("a", "busy\n")});
  for (const auto* agent : {"a", "b"}) {
    const auto why = ask_now<shared<explanation>>(detector, explain_atom_v, std::string{agent});
    ASSERT_TRUE(why) << agent;
    EXPECT_EQ((*why)->seen.seen.rule, "busy");
    EXPECT_EQ((*why)->at, cycle.wall);
  }
  const auto nobody = ask_now<shared<explanation>>(detector, explain_atom_v, std::string{"c"});
  ASSERT_FALSE(nobody);
  EXPECT_TRUE(is(nobody.error(), errc::not_found));
}

TEST_F(SessionDetector, SaysWhoseColoursTheNextCaptureNeeds) {
  begin();
  shows({showing("a", "busy\n")});
  EXPECT_TRUE(done.of<session_read>().back().coloured_rows.empty());
  shows({showing("a", "calm\n")});
  EXPECT_EQ(done.of<session_read>().back().coloured_rows, (std::map<std::string, int>{{"a", 0}}));
}

TEST_F(SessionDetector, CountsATimeFromNowFromWhenItWasFirstSeen) {
  begin();
  cycle.wall = wall_time{24h};
  const auto reset = [&](const char* text) {
    cycle.wall += 10s;
    return shows({showing("a", text)})->sightings[0].seen.details.reset_at;
  };
  EXPECT_EQ(reset("limit: in 60s\n"), wall_time{24h + 70s});
  EXPECT_EQ(reset("limit: in 60s\n"), wall_time{24h + 70s});
  EXPECT_EQ(reset("limit: in 50s\n"), wall_time{24h + 80s}); // other words
  EXPECT_EQ(reset("busy\n"), std::nullopt);
  EXPECT_EQ(reset("limit: in 50s\n"), wall_time{24h + 100s}); // another limit
}

TEST_F(SessionDetector, CountsWordsThatWerePrintedAnewFromThen) {
  begin();
  cycle.wall = wall_time{24h};
  const auto reset = [&](const char* text, auto later) {
    cycle.wall += later;
    return shows({showing("a", text)})->sightings[0].seen.details.reset_at;
  };
  EXPECT_EQ(reset("one\nlimit: in 60s\n", 0s), wall_time{24h + 60s});
  EXPECT_EQ(reset("more\nlimit: in 60s\n", 10s), wall_time{24h + 60s});    // something was drawn
  EXPECT_EQ(reset("more\nlimit: in 60s\nx\n", 60s), wall_time{24h + 60s}); // somebody types
  EXPECT_EQ(reset("tried\nagain\nlimit: in 60s\n", 10s), wall_time{24h + 140s});
}

TEST_F(SessionDetector, TakesATimeOfDayForTheNextOneWhereItSawThatItWasPrinted) {
  begin();
  const auto reset = [&](const char* text, auto at) {
    cycle.wall = wall_time{at};
    return shows({showing("a", text)})->sightings[0].seen.details.reset_at;
  };
  EXPECT_EQ(reset("limit: at 2am UTC\n", 27h), wall_time{26h}); // stood there when we began
  reset("busy\n", 28h);
  EXPECT_EQ(reset("limit: at 2am UTC\n", 28h), wall_time{50h});
  EXPECT_EQ(reset("once more\nlimit: at 2am UTC\n", 51h), wall_time{50h});
  reset("something over it\n", 52h);
  EXPECT_EQ(reset("limit: at 2am UTC\n", 76h), wall_time{50h});
  reset("busy\n", 77h);
  EXPECT_EQ(reset("limit: at 2am UTC\n", 77h), wall_time{98h});
}

TEST_F(SessionDetector, AnswersItsHeartbeat) {
  begin();
  const auto answer = ask_now<self_report>(detector, heartbeat_atom_v);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->own, color::green);
}

std::string name_of(std::size_t i) {
  return "a" + std::to_string(i);
}

struct DetectorsMemory : testing::Test {
  session_detector_state s;

  DetectorsMemory() { s.rules = rules("generic"); }

  bool keeps(const char* agent) {
    const auto known = s.last_seen.find(agent);
    return known != s.last_seen.end() && !known->second.screen.agent_id.empty();
  }
};

TEST_F(DetectorsMemory, KeepsTheScreensThatCameLast) {
  const std::string large(1U << 20U, 'x');
  for (std::size_t i = 0; i < 8; ++i)
    ASSERT_TRUE(s.look(showing(name_of(i).c_str(), large.c_str())));
  EXPECT_FALSE(s.look(showing("a0", large.c_str()))->changed);
  ASSERT_TRUE(s.look(showing("new", large.c_str())));
  EXPECT_EQ(s.kept_bytes, 8U << 20U);
  EXPECT_TRUE(keeps("new"));
  EXPECT_TRUE(keeps("a0"));
  EXPECT_FALSE(keeps("a1"));
  EXPECT_FALSE(s.look(showing("a1", large.c_str()))->changed); // that much is still known
  EXPECT_FALSE(keeps("a2"));
  ASSERT_TRUE(s.look(showing("a1", "small\n")));
  EXPECT_EQ(s.kept_bytes, (7U << 20U) + 6U);
}

TEST_F(DetectorsMemory, ReadsAScreenThatIsTooLargeToKeepAndKeepsTheOthers) {
  ASSERT_TRUE(s.look(showing("small", "x\n")));
  ASSERT_TRUE(s.look(showing("large", std::string((8U << 20U) + 1, 'x').c_str())));
  EXPECT_FALSE(keeps("large"));
  EXPECT_TRUE(keeps("small"));
  EXPECT_EQ(s.kept_bytes, 2u);
}

TEST_F(DetectorsMemory, ForgetsThoseThatWereNotSeenForLongest) {
  for (std::size_t i = 0; i < 1030; ++i)
    ASSERT_TRUE(s.look(showing(name_of(i).c_str(), "limit: in 60s\n"), wall_time{24h}));
  ASSERT_TRUE(s.look(showing("a2", "limit: in 60s\n"), wall_time{24h}));
  s.forget_others({});
  EXPECT_EQ(s.last_seen.size(), 1024u);
  EXPECT_EQ(s.kept_bytes, 1024u * 14U);
  EXPECT_FALSE(keeps("a0"));
  EXPECT_TRUE(keeps("a2"));
  const auto said = s.look(showing("a7", "limit: in 60s\n"), wall_time{24h + 10s});
  EXPECT_EQ(said->seen.details.reset_at, wall_time{24h + 60s}); // counted from the first look
}

TEST_F(DetectorsMemory, ForgetsNoneOfThoseJustSeen) {
  session_screens present;
  for (std::size_t i = 0; i < 1030; ++i) {
    present.screens.push_back(showing(name_of(i).c_str(), "x\n"));
    ASSERT_TRUE(s.look(present.screens.back()));
  }
  s.forget_others(present);
  EXPECT_EQ(s.last_seen.size(), 1030u);
}

} // namespace
} // namespace orc
