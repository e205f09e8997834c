#include "runtime/app/reload_plan.hpp"

#include "messages/types/log_names.hpp"
#include "runtime/app/monitor.hpp"
#include "runtime/config/settings_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orc {
namespace {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

TEST(ReloadPlan, OfNothingIsNothing) {
  const auto plan = plan_reload({}, {}, false);
  EXPECT_TRUE(plan.taken.empty());
  EXPECT_TRUE(plan.need_restart.empty());
  EXPECT_TRUE(plan.components.empty());
  EXPECT_FALSE(plan.log);
}

TEST(ReloadPlan, StartsOnlyThoseAnewThatAChangeConcerns) {
  settings wanted;
  wanted.detection.idle_hold = 5s;
  const auto plan = plan_reload({}, wanted, false);
  EXPECT_EQ(plan.taken, texts{"/detection/idle_hold"});
  EXPECT_EQ(plan.components, texts{"idle_analyzer"});
  EXPECT_EQ(plan.chosen.detection.idle_hold, 5s);
}

TEST(ReloadPlan, StartsEachOnceAndWhoIsToldThingsFirst) {
  settings wanted;
  wanted.tmux.timeout = 500ms;
  wanted.cycle.interval = 2s;
  wanted.cycle.deadline = 3s;
  wanted.metrics.collect = false;
  wanted.storage.durability = "normal";
  EXPECT_EQ(plan_reload({}, wanted, true).components,
            (texts{"state_keeper",
                   "metrics_aggregator",
                   "host",
                   "health_monitor",
                   "agent_census",
                   "http_gateway",
                   "sessions",
                   "agent_monitor"}));
}

TEST(ReloadPlan, KeepsWhatNeedsARestartAndSaysSo) {
  settings now;
  now.tmux.sockets = {"old"};
  settings wanted = now;
  wanted.http.port = 9000;
  wanted.tmux.sockets = {"new"};
  const auto plan = plan_reload(now, wanted, false);
  EXPECT_EQ(plan.need_restart, (texts{"/tmux/sockets", "/http/port"}));
  EXPECT_TRUE(plan.taken.empty());
  EXPECT_TRUE(plan.components.empty());
  EXPECT_EQ(plan.chosen.http.port, now.http.port);
  EXPECT_EQ(plan.chosen.tmux.sockets, now.tmux.sockets);
}

TEST(ReloadPlan, StartsTheLogAnewAndNoComponentForTheLogsKeys) {
  settings wanted;
  wanted.log.levels = {{"main", "debug"}};
  const auto plan = plan_reload({}, wanted, false);
  EXPECT_TRUE(plan.log);
  EXPECT_TRUE(plan.components.empty());
}

TEST(ReloadPlan, KnowsWhoTakesOverEveryKeyThatNeedsNoRestart) {
  for (const auto& s : settings_table())
    if (s.when == reload::live && s.section != "log" && s.key != "rules" && s.key != "user_rules") {
      EXPECT_FALSE(components_of(pointer_of(s)).empty()) << pointer_of(s);
    }
}

/// The list that the configuration accepts in log.levels is the one that is true.
TEST(LogComponents, AreAllThatThereAre) {
  for (const std::string_view name : {agent_census_state::name,
                                      agent_monitor_state::name,
                                      crash_detector_state::name,
                                      health_monitor_state::name,
                                      history_reader_state::name,
                                      http_gateway_state::name,
                                      idle_analyzer_state::name,
                                      metrics_aggregator_state::name,
                                      rollback_controller_state::name,
                                      session_detector_state::name,
                                      state_keeper_state::name,
                                      tmux_gateway_state::name})
    EXPECT_NE(std::find(log_components.begin(), log_components.end(), name), log_components.end())
        << name;
  EXPECT_EQ(log_components.size(), 14u) << "those, main and supervisor";
}

} // namespace
} // namespace orc
