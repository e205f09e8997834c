#include "actors/rollback_controller/rollback_controller.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct RollbackController : virtual_time {
  notebook<mode_view, recording_figures> told;
  notebook<int> none;
  std::vector<fleet_event> recorded; ///< oldest first
  bool history_answers = true;
  bool keeper_answers = true;
  steady_time changed{};
  rollback_controller_actor controller;

  wall_time wall() {
    return wall_time{} + std::chrono::floor<std::chrono::milliseconds>(now().time_since_epoch());
  }

  state_keeper_actor keeper() {
    return spawn_probe<state_keeper_actor>(
        system(),
        none,
        [this](open_atom, const std::string&) -> caf::result<producer_grant> {
          if (!keeper_answers)
            return to_caf({errc::storage, "no"});
          return producer_grant{7, {}};
        },
        [this](const record_batch& batch) {
          for (const auto& r : batch.records)
            recorded.push_back(std::get<fleet_event>(r.what));
          return record_ack{batch.epoch, batch.records.back().sequence};
        });
  }

  history_reader_actor history() {
    return spawn_probe<history_reader_actor>(
        system(), none, [this](const event_query& query) -> caf::result<event_entries> {
          if (!history_answers)
            return to_caf({errc::storage, "there is no database yet"});
          EXPECT_EQ(query.type, "rollback_trigger");
          event_entries found;
          for (auto e = recorded.rbegin(); e != recorded.rend() && found.size() < query.limit; ++e)
            if (e->subject == query.subject)
              found.push_back({1, *e});
          return found;
        });
  }

  void begin() {
    rollback_controller_options options;
    options.wall = [this] { return wall(); };
    options.changed = [this] { return changed; };
    controller =
        spawn(rollback_controller,
              rollback_controller_links{
                  keeper(), history(), spawn_probe<metrics_aggregator_actor>(system(), told)},
              options);
    run();
  }

  void end() {
    caf::anon_send_exit(controller, caf::exit_reason::kill);
    run();
  }

  void the_engine_gives_up() {
    component_event e;
    e.type = "gave_up";
    e.facts.name = "crash_detector";
    e.facts.parent = "modular";
    e.facts.last_reason = "boom";
    tell_from_outside(controller, e);
    run();
  }

  void a_census_finds_half() {
    auto r = std::make_shared<census_report>();
    r->right = 1;
    r->differences.resize(1);
    tell_from_outside(controller, shared<census_report>{std::move(r)});
    run();
  }

  trigger_view engine() { return ask_now<mode_view>(controller, which_atom_v)->triggers.at(0); }
};

TEST_F(RollbackController, RecordsWhatFiresAndTellsTheAggregator) {
  begin();
  EXPECT_FALSE(engine().fired);
  the_engine_gives_up();
  EXPECT_TRUE(engine().fired);
  ASSERT_EQ(recorded.size(), 1u);
  EXPECT_EQ(recorded[0].after, "fired: the modular engine gave up: boom");
  advance(1s);
  EXPECT_TRUE(told.of<mode_view>().back().triggers.at(0).fired);
  the_engine_gives_up();
  EXPECT_EQ(recorded.size(), 1u);
}

TEST_F(RollbackController, RecordsOnceThatTheCensusFoundTooLittle) {
  begin();
  a_census_finds_half();
  a_census_finds_half();
  ASSERT_EQ(recorded.size(), 1u);
  EXPECT_EQ(recorded[0].subject, "detection_accuracy");
  EXPECT_EQ(recorded[0].after, "fired: detection accuracy is 50.0 %, under 95.0 %");
}

TEST_F(RollbackController, DoesNotFireAgainAfterItsOwnRestart) {
  begin();
  the_engine_gives_up();
  end();
  advance(1s);
  begin();
  EXPECT_TRUE(engine().fired);
  the_engine_gives_up();
  EXPECT_EQ(recorded.size(), 1u);
}

TEST_F(RollbackController, KeepsWhatItCouldNotRecordUntilItCan) {
  keeper_answers = false;
  begin();
  advance(4999ms);
  EXPECT_EQ(ask_now<self_report>(controller, heartbeat_atom_v)->own, color::green) << "yet";
  advance(1ms);
  the_engine_gives_up();
  EXPECT_TRUE(recorded.empty());
  EXPECT_EQ(ask_now<self_report>(controller, heartbeat_atom_v)->own, color::yellow);
  keeper_answers = true;
  advance(1s);
  advance(1s);
  EXPECT_EQ(recorded.size(), 1u);
  EXPECT_EQ(ask_now<self_report>(controller, heartbeat_atom_v)->own, color::green);
}

TEST_F(RollbackController, JudgesNothingBeforeItKnowsThePastButNotForEver) {
  history_answers = false;
  begin();
  the_engine_gives_up();
  const auto view = ask_now<mode_view>(controller, which_atom_v);
  ASSERT_FALSE(view);
  EXPECT_TRUE(is(view.error(), errc::unavailable));
  advance(4999ms);
  EXPECT_FALSE(ask_now<mode_view>(controller, which_atom_v));
  advance(1ms);
  EXPECT_FALSE(engine().fired);
  the_engine_gives_up();
  EXPECT_TRUE(engine().fired);
}

TEST_F(RollbackController, AsksForThePastAgainWhereItCouldNotBeRead) {
  recorded = {{"rollback_trigger", "engine_gave_up", "armed", "fired: x", wall()}};
  history_answers = false;
  begin();
  history_answers = true;
  advance(1s);
  EXPECT_TRUE(engine().fired);
}

TEST_F(RollbackController, APastThatComesTooLateDoesNotUndoWhatItHasJudged) {
  recorded = {{"rollback_trigger", "engine_gave_up", "fired", "armed: by hand", wall()}};
  keeper_answers = false;
  begin();
  advance(5s);
  the_engine_gives_up();
  keeper_answers = true;
  advance(1s);
  advance(1s);
  EXPECT_TRUE(engine().fired);
  EXPECT_EQ(recorded.size(), 2u);
}

TEST_F(RollbackController, IsArmedByHandByNameOrAltogetherAndKnowsNoOtherName) {
  begin();
  for (const auto* name : {"engine_gave_up", "all"}) {
    the_engine_gives_up();
    const auto view = ask_now<mode_view>(controller, rearm_atom_v, std::string{name});
    ASSERT_TRUE(view);
    EXPECT_FALSE(view->triggers.at(0).fired);
    EXPECT_EQ(recorded.back().after, "armed: by hand");
  }
  EXPECT_FALSE(ask_now<mode_view>(controller, rearm_atom_v, std::string{"engine"}));
}

TEST_F(RollbackController, CountsCrashesFromTheLastChangeOfTheConfiguration) {
  begin();
  advance(11min);
  component_event crash;
  crash.type = "crashed";
  const auto crashes = [&] {
    for (int i = 0; i < 5; ++i)
      tell_from_outside(controller, crash);
    run();
    return ask_now<mode_view>(controller, which_atom_v)->triggers.at(2).fired;
  };
  changed = now() - 10min - 1ms;
  EXPECT_FALSE(crashes());
  changed = now();
  EXPECT_TRUE(crashes());
}

} // namespace
} // namespace orc
