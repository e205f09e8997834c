#include "actors/health_monitor/health_monitor.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct HealthMonitor : virtual_time {
  notebook<shared<health_report>, recording_figures> reports;
  notebook<shared<health_report>> to_http;
  notebook<shared<health_report>> to_rollback;
  notebook<component_event> ignored;
  child_entry child; ///< the one child of the one supervisor
  bool child_answers = true;
  std::vector<std::string> restarted;
  self_report child_says;
  std::string configuration_fault;
  bool keeper_answers = true;
  std::vector<record_batch> recorded;
  health_monitor_actor monitor;

  void SetUp() override {
    child.facts.name = "crash_detector";
    child.facts.parent = "root";
    child.facts.critical = true;
    child.facts.state = component_state::running;
    child.facts.incarnation = 1;
    child.handle = spawn_probe<component_actor>(
        system(), ignored, [this](heartbeat_atom) -> caf::result<self_report> {
          if (!child_answers)
            return caf::make_error(errc::timed_out);
          return child_says;
        });
    begin({});
  }

  void begin(health_monitor_options options) {
    auto root = spawn_probe<supervisor_actor>(
        system(),
        ignored,
        [this](which_atom) { return child_entries{child}; },
        [this](restart_atom, const std::string& who) {
          restarted.push_back(who);
          return component_facts{};
        });
    options.heartbeat_interval = 30s;
    options.recording.most_waiting = 3000;
    options.wall = [] { return wall_time{17ms}; };
    options.fault = [this] { return configuration_fault; };
    monitor =
        spawn(health_monitor,
              health_monitor_links{spawn_probe<metrics_aggregator_actor>(system(), reports),
                                   spawn_probe<http_gateway_actor>(system(), to_http),
                                   spawn_probe<rollback_controller_actor>(system(), to_rollback),
                                   {{"root", root}},
                                   keeper()},
              options);
    run();
  }

  state_keeper_actor keeper() {
    return spawn_probe<state_keeper_actor>(
        system(),
        ignored,
        [this](open_atom, const std::string&) -> caf::result<producer_grant> {
          if (!keeper_answers)
            return caf::make_error(errc::storage);
          return producer_grant{7, {}};
        },
        [this](const record_batch& batch) -> caf::result<record_ack> {
          if (!keeper_answers)
            return caf::make_error(errc::storage);
          recorded.push_back(batch);
          return record_ack{batch.epoch, batch.records.back().sequence};
        });
  }

  void happens(const char* type, int times = 1) {
    component_event event;
    event.type = type;
    event.facts = child.facts;
    for (int i = 0; i < times; ++i)
      tell_from_outside(monitor, event);
    run();
  }

  self_report own_word() {
    const auto said = ask_now<self_report>(monitor, heartbeat_atom_v);
    EXPECT_TRUE(said);
    return *said;
  }

  /// Of every component event that was recorded.
  std::vector<std::string> recorded_types() {
    std::vector<std::string> types;
    for (const auto& batch : recorded)
      for (const auto& r : batch.records)
        types.push_back(std::get<component_entry>(r.what).what.type);
    return types;
  }

  const component_health& child_health() {
    for (const auto& c : reports.of<shared<health_report>>().back()->components)
      if (c.facts.name == "crash_detector")
        return c;
    throw std::runtime_error("not in the report");
  }

  void a_cycle_is_finished() {
    auto f = std::make_shared<fleet>();
    f->stats.cycle.steady = now();
    auto s = std::make_shared<snapshot>();
    s->fleet_now = f;
    tell_from_outside(monitor, shared<snapshot>{std::move(s)});
    run();
  }
};

TEST_F(HealthMonitor, ReportsToAllWhoNeedItInEveryCheck) {
  advance(1s);
  const auto before = reports.of<shared<health_report>>().size();
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().size(), before + 1);
  EXPECT_EQ(to_http.of<shared<health_report>>().size(), before + 1);
  EXPECT_EQ(to_rollback.of<shared<health_report>>().size(), before + 1);
}

TEST_F(HealthMonitor, AComponentThatAnswersIsGreen) {
  a_cycle_is_finished();
  advance(1s);
  EXPECT_EQ(child_health().shade, color::green);
  EXPECT_TRUE(child_health().heartbeat_age);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::green);
}

TEST_F(HealthMonitor, ATurnsYellowAndThenRedWhenHeartbeatsStayOut) {
  child_answers = false;
  advance(30s);
  advance(1s);
  EXPECT_EQ(child_health().shade, color::yellow);
  advance(29s);
  advance(1s);
  EXPECT_EQ(child_health().shade, color::red);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::red);
  child_answers = true;
  advance(29s);
  advance(1s);
  EXPECT_EQ(child_health().shade, color::green);
}

TEST_F(HealthMonitor, HasOneThatIsStuckRestartedOnceWhereThatIsConfigured) {
  child_answers = false;
  for (int round = 0; round < 4; ++round)
    advance(30s);
  EXPECT_TRUE(restarted.empty());
  child.facts.incarnation = 2;
  health_monitor_options options;
  options.replace_stuck = true;
  begin(options);
  const auto rounds = [this](int n) {
    for (int round = 0; round < n; ++round)
      advance(30s);
  };
  rounds(1);
  EXPECT_TRUE(restarted.empty()) << "two misses are red";
  rounds(1);
  EXPECT_EQ(restarted, std::vector<std::string>{"crash_detector"});
  rounds(2);
  EXPECT_EQ(restarted.size(), 1u) << "that life was told to end";
  child.facts.incarnation = 3;
  rounds(3);
  EXPECT_EQ(restarted.size(), 2u);
}

TEST_F(HealthMonitor, TellsWhatAComponentTakesInEveryCheck) {
  a_cycle_is_finished();
  advance(1s);
  child.facts.usage.messages = 42;
  advance(1s);
  advance(1s);
  EXPECT_EQ(child_health().facts.usage.messages, 42u);
}

TEST_F(HealthMonitor, SaysWhatAComponentSaysOfItself) {
  child_says = {color::yellow, "the disk is slow"};
  advance(30s);
  advance(1s);
  EXPECT_EQ(child_health().reason, "the disk is slow");
}

TEST_F(HealthMonitor, AComponentThatComplainedIsAskedAgainInEveryCheckUntilItIsWell) {
  child_says = {color::yellow, "the database is not there yet"};
  advance(30s);
  advance(1s);
  ASSERT_EQ(child_health().shade, color::yellow);
  child_says = {};
  advance(1s);
  advance(1s);
  EXPECT_EQ(child_health().shade, color::green);
}

TEST_F(HealthMonitor, AComponentThatComplainedAndFellSilentHasMissedOneHeartbeatARound) {
  child_says = {color::yellow, "the disk is slow"};
  advance(30s);
  child_answers = false;
  for (int second = 0; second < 10; ++second)
    advance(1s);
  EXPECT_EQ(child_health().shade, color::yellow);
}

TEST_F(HealthMonitor, ACrashIsSeenAtTheNextCheck) {
  advance(1s);
  component_event crash;
  crash.type = "backoff";
  crash.facts = child.facts;
  crash.facts.state = component_state::backoff;
  crash.facts.last_failure = now();
  crash.facts.last_reason = "boom";
  tell_from_outside(monitor, crash);
  advance(1s);
  EXPECT_EQ(child_health().shade, color::yellow);
  EXPECT_NE(child_health().reason.find("boom"), std::string::npos);
}

TEST_F(HealthMonitor, AComponentThatWasStoppedForGoodIsForgotten) {
  advance(1s);
  component_event stopped;
  stopped.type = "stopped";
  stopped.facts = child.facts;
  stopped.facts.dynamic = true;
  stopped.facts.state = component_state::stopped;
  tell_from_outside(monitor, stopped);
  advance(1s);
  EXPECT_THROW(child_health(), std::runtime_error);
}

TEST_F(HealthMonitor, RecordsWhatHappensToComponentsOnceWithItsTime) {
  happens("crashed");
  happens("started");
  advance(1s);
  advance(1s);
  EXPECT_EQ(recorded_types(), (std::vector<std::string>{"crashed", "started"}));
  ASSERT_EQ(recorded.size(), 1u);
  EXPECT_EQ(recorded[0].epoch, 7u);
  EXPECT_EQ(std::get<component_entry>(recorded[0].records[0].what).at, wall_time{17ms});
}

TEST_F(HealthMonitor, KeepsWhatHappensToComponentsWhileNobodyWritesIt) {
  keeper_answers = false;
  happens("crashed");
  advance(1s);
  happens("started");
  advance(1s);
  keeper_answers = true;
  advance(1s);
  advance(1s);
  EXPECT_EQ(recorded_types(), (std::vector<std::string>{"crashed", "started"}));
}

TEST_F(HealthMonitor, HandsOverTheNextBatchAsSoonAsTheOneBeforeIsWritten) {
  happens("started", 2001);
  advance(1s);
  ASSERT_EQ(recorded.size(), 2u);
  EXPECT_EQ(recorded[0].records.size(), 2000u);
  EXPECT_EQ(recorded[1].records.size(), 1u);
}

TEST_F(HealthMonitor, TellsHowManyRecordsWaitAndHowManyAreWritten) {
  keeper_answers = false;
  happens("started", 2);
  advance(1s);
  const auto& told = reports.of<recording_figures>();
  EXPECT_EQ(told.back().producer, "health_monitor");
  EXPECT_EQ(told.back().waiting, 2u);
  EXPECT_EQ(told.back().acknowledged, 0u);
  keeper_answers = true;
  advance(1s);
  advance(1s);
  EXPECT_EQ(told.back().waiting, 0u);
  EXPECT_EQ(told.back().acknowledged, 2u);
  advance(1s);
  EXPECT_EQ(told.back().acknowledged, 0u); // told already
}

TEST_F(HealthMonitor, DropsTheOldestRecordsWhenNobodyWritesAndSaysSoUntilAnHourAfterIt) {
  keeper_answers = false;
  happens("started", 3000);
  EXPECT_EQ(own_word().own, color::green);
  happens("crashed", 2);
  EXPECT_EQ(own_word().own, color::red);
  EXPECT_NE(own_word().reason.find("2 records were dropped"), std::string::npos);
  advance(1s);
  EXPECT_EQ(reports.of<recording_figures>().back().dropped, 2u);
  keeper_answers = true;
  advance(1s);
  ASSERT_EQ(recorded_types().size(), 3000u);
  EXPECT_EQ(recorded_types().back(), "crashed");
  EXPECT_EQ(recorded[0].given_up, 2u);
  EXPECT_EQ(own_word().own, color::yellow);
  advance(1h);
  EXPECT_EQ(own_word().own, color::green);
}

TEST_F(HealthMonitor, ToldToLeaveItHandsOverWhatItStillHolds) {
  happens("stopped");
  ASSERT_TRUE(recorded.empty());
  caf::anon_send_exit(monitor, caf::exit_reason::user_shutdown);
  run();
  EXPECT_EQ(recorded_types(), (std::vector<std::string>{"stopped"}));
}

TEST_F(HealthMonitor, CyclesThatStopAreRed) {
  a_cycle_is_finished();
  advance(3s);
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::red);
}

TEST_F(HealthMonitor, IsItselfYellowForAsLongAsTheConfigurationHasAFault) {
  child.facts.name = health_monitor_state::name;
  a_cycle_is_finished();
  advance(31s);
  a_cycle_is_finished();
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::green);
  configuration_fault = "monitor.json:1:2: wrong";
  a_cycle_is_finished();
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::yellow);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->reason,
            "health_monitor: monitor.json:1:2: wrong");
  configuration_fault.clear();
  a_cycle_is_finished();
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().back()->shade, color::green);
}

} // namespace
} // namespace orc
