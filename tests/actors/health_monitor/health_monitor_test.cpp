#include "actors/health_monitor/health_monitor.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct HealthMonitor : virtual_time {
  notebook<shared<health_report>> reports;
  notebook<shared<health_report>> to_http;
  notebook<component_event> ignored;
  child_entry child; ///< the one child of the one supervisor
  bool child_answers = true;
  self_report child_says;
  std::string configuration_fault;
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
    auto root = spawn_probe<supervisor_actor>(
        system(), ignored, [this](which_atom) { return child_entries{child}; });
    health_monitor_options options;
    options.heartbeat_interval = 30s;
    options.wall = [] { return wall_time{}; };
    options.fault = [this] { return configuration_fault; };
    monitor = spawn(health_monitor,
                    health_monitor_links{spawn_probe<metrics_aggregator_actor>(system(), reports),
                                         spawn_probe<http_gateway_actor>(system(), to_http),
                                         {{"root", root}}},
                    options);
    run();
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

TEST_F(HealthMonitor, ReportsToTheAggregatorAndToTheGatewayInEveryCheck) {
  advance(1s);
  const auto before = reports.of<shared<health_report>>().size();
  advance(1s);
  EXPECT_EQ(reports.of<shared<health_report>>().size(), before + 1);
  EXPECT_EQ(to_http.of<shared<health_report>>().size(), before + 1);
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
