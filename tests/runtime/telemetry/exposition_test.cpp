#include "runtime/telemetry/exposition.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>

namespace orc {
namespace {

snapshot sample() {
  auto f = std::make_shared<fleet>();
  f->stats.duration = std::chrono::milliseconds{50};
  f->stats.cycle.wall = wall_time{std::chrono::seconds{1764000000}};
  f->stats.agents = 2;
  for (const auto* id : {"abc-1", "abc-2"}) {
    agent_view a;
    a.where.agent_id = id;
    a.where.kind = "cl\"au\\de\n\xff";
    a.says.state = id == std::string_view{"abc-1"} ? agent_state::idle : agent_state::crashed;
    f->agents.push_back(a);
  }
  auto h = std::make_shared<health_report>();
  for (const auto shade : {color::green, color::yellow, color::red}) {
    component_health c;
    c.facts.name = std::string{to_string(shade)} + "_one";
    c.shade = shade;
    c.facts.usage = {7, 3, 1.5, 0.25, 0};
    c.facts.load_seconds = 0.125;
    c.facts.orphans = 1;
    h->components.push_back(c);
  }
  snapshot s;
  s.fleet_now = f;
  s.health = h;
  s.agents_by_state[static_cast<std::size_t>(agent_state::idle)] = 1;
  s.agents_by_state[static_cast<std::size_t>(agent_state::crashed)] = 1;
  s.captures = {10, 1};
  s.readings = {10, 2};
  s.writes = {10, 4};
  s.checks = {10, 8};
  s.mode.triggers = {{"critical_red", true, {}, "why", 2}, {"engine_gave_up", false, {}, "", 0}};
  auto census = std::make_shared<census_report>();
  census->at.wall = wall_time{std::chrono::seconds{1764000100}};
  census->right = 2;
  census->contradicted = 1;
  census->differences = {{census_fault::missed, "s", "%1", "", "", "claude", 7}};
  s.census = {census, 9, 3, {5, 0, 2}};
  s.contradictions.now[1] = 1;
  s.contradictions.begun[1] = 6;
  s.spool = {4096, 12};
  s.recording["idle_analyzer"] = {"idle_analyzer", 3, 2, 40};
  s.durations.count = 1;
  s.durations.sum = 0.05;
  return s;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Exposition, HasTheGuidesNames) {
  const auto text = metrics_text(sample(), "0.1.0");
  for (const auto* line : {"monitoring_cycle_duration 0.05",
                           "agents_total 2",
                           "agents_healthy 1",
                           "agents_idle 1",
                           "monitoring_agents_per_second 40",
                           "errors_total 15",
                           "agent_detection_errors 10", // 3 that failed, 7 differences
                           "component_health{component=\"green_one\"} 1",
                           "component_health{component=\"yellow_one\"} 0.5",
                           "component_health{component=\"red_one\"} 0"})
    EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
}

TEST(Exposition, HasTheirTwins) {
  const auto text = metrics_text(sample(), "0.1.0");
  for (const auto* line :
       {"tmux_orchestrator_build_info{version=\"0.1.0\"} 1",
        "tmux_orchestrator_agents{state=\"idle\"} 1",
        "tmux_orchestrator_agents{state=\"waiting_input\"} 0",
        "tmux_orchestrator_operations_total{kind=\"write\"} 10",
        "tmux_orchestrator_operations_failed_total{kind=\"check\"} 8",
        "tmux_orchestrator_cycle_duration_seconds_bucket{le=\"+Inf\"} 1",
        "tmux_orchestrator_last_cycle_timestamp_seconds 1764000000",
        "tmux_orchestrator_spool_bytes 4096",
        "tmux_orchestrator_spool_records 12",
        "tmux_orchestrator_outbox_records{producer=\"idle_analyzer\"} 3",
        "tmux_orchestrator_records_dropped_total{producer=\"idle_analyzer\"} 2",
        "tmux_orchestrator_records_acknowledged_total{producer=\"idle_analyzer\"} "
        "40",
        "tmux_orchestrator_tmux_up 1"})
    EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
}

TEST(Exposition, TellsWhatEachComponentTakes) {
  const auto text = metrics_text(sample(), "0.1.0");
  for (const auto* line : {"cpu_seconds_total{component=\"red_one\"} 0.25",
                           "messages_total{component=\"red_one\"} 7",
                           "mailbox_depth{component=\"red_one\"} 3",
                           "busy_seconds_total{component=\"red_one\"} 1.5",
                           "load_seconds{component=\"red_one\"} 0.125",
                           "orphans_total{component=\"red_one\"} 1"})
    EXPECT_TRUE(has_line(text, std::string{"tmux_orchestrator_component_"} + line)) << line;
}

TEST(Exposition, TellsWhatTheLastCensusFound) {
  const auto text = metrics_text(sample(), "0.1.0");
  for (const auto* line : {"detection_accuracy_ratio 0.5",
                           "census_agents{found=\"right\"} 2",
                           "census_agents{found=\"contradicted\"} 1",
                           "census_agents{found=\"missed\"} 1",
                           "census_agents{found=\"phantom\"} 0",
                           "last_census_timestamp_seconds 1764000100",
                           "censuses_total 9",
                           "censuses_failed_total 3",
                           "census_differences_total{kind=\"missed\"} 5",
                           "census_differences_total{kind=\"wrong_kind\"} 2"})
    EXPECT_TRUE(has_line(text, std::string{"tmux_orchestrator_"} + line)) << line << "\n" << text;
}

TEST(Exposition, TellsNoAccuracyBeforeTheFirstCensus) {
  const auto text = metrics_text({}, "0.1.0");
  EXPECT_NE(text.find("# TYPE tmux_orchestrator_detection_accuracy_ratio gauge"),
            std::string::npos);
  EXPECT_EQ(text.find("\ntmux_orchestrator_detection_accuracy_ratio"), std::string::npos);
  EXPECT_TRUE(has_line(text, "tmux_orchestrator_last_census_timestamp_seconds 0"));
}

TEST(Exposition, CountsContradictionsByKind) {
  const auto text = metrics_text(sample(), "0.1.0");
  EXPECT_TRUE(has_line(text, "tmux_orchestrator_contradictions{kind=\"shell_prompt_in_front\"} 1"));
  EXPECT_TRUE(
      has_line(text, "tmux_orchestrator_contradictions_total{kind=\"shell_prompt_in_front\"} 6"));
  EXPECT_TRUE(has_line(text, "tmux_orchestrator_contradictions{kind=\"busy_but_still\"} 0"));
}

TEST(Exposition, TellsHowTheTriggersStand) {
  const auto text = metrics_text(sample(), "0.1.0");
  for (const auto* line :
       {"tmux_orchestrator_rollback_trigger_fired{trigger=\"critical_red\"} 1",
        "tmux_orchestrator_rollback_trigger_fired{trigger=\"engine_gave_up\"} 0",
        "tmux_orchestrator_rollback_triggers_fired_total{trigger=\"critical_red\"} 2"})
    EXPECT_TRUE(has_line(text, line)) << line;
}

TEST(Exposition, HasEveryKnownSeriesBeforeTheFirstCycle) {
  const auto text = metrics_text({}, "0.1.0");
  for (const auto* line : {"monitoring_cycle_duration 0",
                           "agents_total 0",
                           "errors_total 0",
                           "tmux_orchestrator_agents{state=\"unknown\"} 0",
                           "tmux_orchestrator_operations_total{kind=\"capture\"} 0",
                           "tmux_orchestrator_fault_injection 0",
                           "tmux_orchestrator_tmux_up 0"})
    EXPECT_TRUE(has_line(text, line)) << line;
}

TEST(Exposition, EscapesHostileLabels) {
  const auto text = metrics_text(sample(), "0.1.0");
  EXPECT_NE(text.find("kind=\"cl\\\"au\\\\de\\n\xef\xbf\xbd\""), std::string::npos) << text;
}

TEST(Exposition, IsAcceptedByPromtool) {
  if (std::system("command -v promtool >/dev/null") != 0)
    FAIL() << "promtool is not installed: scripts/setup --tests brings it";
  for (const auto& s : {sample(), snapshot{}}) {
    auto* tool = ::popen("promtool check metrics 2>&1", "w");
    ASSERT_NE(tool, nullptr);
    const auto text = metrics_text(s, "0.1.0");
    std::fwrite(text.data(), 1, text.size(), tool);
    EXPECT_EQ(::pclose(tool), 0);
  }
}

TEST(Gzip, UnpacksToWhatWasPacked) {
  const auto plain = metrics_text(sample(), "0.1.0");
  const auto packed = gzip(plain);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), plain.size() / 3);
  std::string unpacked(plain.size() + 1, '\0');
  z_stream z{};
  ASSERT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  auto input = *packed;
  z.next_in = reinterpret_cast<Bytef*>(input.data());
  z.avail_in = static_cast<uInt>(input.size());
  z.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  z.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  unpacked.resize(z.total_out);
  inflateEnd(&z);
  EXPECT_EQ(unpacked, plain);
}

} // namespace
} // namespace orc
