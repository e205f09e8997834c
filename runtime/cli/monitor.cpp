#include "runtime/cli/monitor.hpp"

#include "actors/health_monitor/judge.hpp"
#include "runtime/cli/components.hpp"
#include "runtime/cli/validate_state.hpp"
#include "runtime/host/clock.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string counts(const json::value& agents) {
  std::map<std::string, int> by_state;
  for (const auto& item : agents.at("items").as_array())
    ++by_state[text_of(item, "state")];
  std::string out;
  for (const auto& [state, n] : by_state)
    out += (out.empty() ? "" : ", ") + std::to_string(n) + " " + state;
  return out.empty() ? "none" : out;
}

/// What `--metrics` prints: the guide's words, a series, and how to write its value.
struct figure {
  const char* label;
  const char* series;
  const char* pattern;
  double factor;
};

constexpr figure figures[] = {
    {"cycle_time", "monitoring_cycle_duration", "%.1f ms", 1000},
    {"cycle_time_median", "tmux_orchestrator_cycle_duration_median_seconds", "%.1f ms", 1000},
    {"cycles", "tmux_orchestrator_cycles_total", "%.0f", 1},
    {"agents", "agents_total", "%.0f", 1},
    {"agents_healthy", "agents_healthy", "%.0f", 1},
    {"agents_idle", "agents_idle", "%.0f", 1},
    {"agents_per_second", "monitoring_agents_per_second", "%.0f", 1},
    {"errors", "errors_total", "%.0f", 1},
    {"detection_errors", "agent_detection_errors", "%.0f", 1},
    {"accuracy", "tmux_orchestrator_detection_accuracy_ratio", "%.1f %%", 100},
    {"memory", "process_resident_memory_bytes", "%.1f MB", 1e-6},
    {"cpu", "process_cpu_seconds_total", "%.1f s", 1},
    {"state_file", "tmux_orchestrator_state_file_bytes", "%.2f MB", 1e-6},
};

/// The guide's limits of the figures, as a Nagios plugin tells them: value;warning;critical.
/// `now` in seconds since the epoch.
std::string performance_data(const std::string& metrics, double now) {
  const auto agents = sample(metrics, "agents_total");
  const auto cycle = sample(metrics, "monitoring_cycle_duration");
  const auto bytes = sample(metrics, "process_resident_memory_bytes");
  std::string out;
  if (agents >= 0)
    out += " agents=" + format("%.0f", agents);
  if (agents >= 0 && cycle >= 0) {
    const auto limits = limits_for(static_cast<std::uint64_t>(agents));
    out += " cycle_time=" + format("%.1f", cycle * 1000) + "ms;"
           + format("%.0f", limits.warning_seconds * 1000) + ";"
           + format("%.0f", limits.critical_seconds * 1000);
  }
  if (const auto right = sample(metrics, "tmux_orchestrator_detection_accuracy_ratio"); right >= 0)
    out += " accuracy=" + format("%.1f", right * 100) + "%;100:;95:";
  if (bytes >= 0)
    out += " memory=" + format("%.1f", bytes / 1e6) + "MB;150;200";
  const auto used = sample(metrics, "process_cpu_seconds_total");
  const auto began = sample(metrics, "process_start_time_seconds");
  if (const auto runs = now - began; used >= 0 && began >= 0 && runs > 0)
    out += " cpu=" + format("%.1f", used / runs * 100) + "%;20;30"; // the average since its start
  return out.empty() ? out : " |" + out;
}

std::string reason_of(const json::value& health) {
  const auto reason = text_of(health, "reason");
  return reason == "-" ? "" : printable(reason);
}

} // namespace

double sample(const std::string& body, const std::string& series) {
  const auto start = "\n" + series + " ";
  const auto at = ("\n" + body).find(start);
  return at == std::string::npos ? -1 : std::strtod(body.c_str() + at + start.size() - 1, nullptr);
}

namespace {

/// What the daemon's checks say of tmux.
std::string tmux_line(const json::value& health) {
  const auto said = [&](const std::string& check) {
    json::error_code absent;
    const auto* found = health.find_pointer("/checks/tmux:" + check + "/0/observedValue", absent);
    return !absent && found ? json::serialize(*found) : "null";
  };
  if (said("answers") != "true")
    return said("servers") == "1"
               ? "does not answer"
               : said("servers_silent") + " of " + said("servers") + " servers do not answer";
  if (said("server_present") != "true")
    return "no server runs";
  return said("servers") == "1" ? "answers" : "all " + said("servers") + " servers answer";
}

/// What its censuses say of how well it knows the agents.
std::string accuracy_line(const json::value& health) {
  const auto told = [&](const std::string& check) {
    json::error_code absent;
    const auto* found =
        health.find_pointer("/checks/detection:" + check + "/0/observedValue", absent);
    return !absent && found && found->is_number() ? std::optional{found->to_number<double>()}
                                                  : std::nullopt;
  };
  const auto percent = told("accuracy");
  if (!percent)
    return "no census yet";
  return format("%.1f %%", *percent) + ", by a census "
         + short_duration(told("census_age").value_or(0)) + " ago";
}

} // namespace

outcome monitor_status(const context& c) {
  if (c.json) {
    auto text = fetch_text(c, "/health", true);
    return text ? outcome{0, *text + "\n", ""} : text.error();
  }
  const auto health = fetch(c, "/health", true);
  if (!health)
    return health.error();
  const auto agents = fetch(c, "/api/v1/agents");
  if (!agents)
    return agents.error();
  const auto color = text_of(*health, "color");
  std::string out =
      "status    " + paint(printable(text_of(*health, "status")), ink_of(color), c.screen);
  if (const auto reason = reason_of(*health); !reason.empty())
    out += ": " + reason;
  out += "\nagents    " + printable(counts(*agents));
  out += "\ntmux      " + tmux_line(*health);
  out += "\naccuracy  " + accuracy_line(*health);
  out += "\ncycle     " + printable(text_of(*health, "as_of")) + "\n";
  return {0, out, ""};
}

outcome monitor_metrics(const context& c) {
  const auto body = fetch_text(c, "/metrics");
  if (!body)
    return body.error();
  json::object as_json;
  std::vector<std::vector<cell>> rows;
  for (const auto& f : figures) {
    const auto value = sample(*body, f.series);
    const bool told = value >= 0;
    as_json[f.series] = told ? json::value(value) : json::value(nullptr);
    rows.push_back(
        {{f.label, ink::plain}, {told ? format(f.pattern, value * f.factor) : "-", ink::plain}});
  }
  return {
      0, c.json ? json::serialize(as_json) + "\n" : table({"FIGURE", "VALUE"}, rows, c.screen), ""};
}

outcome monitor_health_check(const context& c) {
  const auto health = fetch(c, "/health", true);
  if (!health)
    return {3, "UNKNOWN: " + health.error().err, ""};
  static const std::map<std::string, std::pair<int, const char*>> words{
      {"green", {0, "OK: all is well"}}, {"yellow", {1, "WARNING: "}}, {"red", {2, "CRITICAL: "}}};
  const auto word = words.find(text_of(*health, "color"));
  if (word == words.end())
    return {3, "UNKNOWN: what answers at " + printable(c.url) + " tells no colour\n", ""};
  const auto [status, head] = word->second;
  if (c.json)
    return {status, json::serialize(*health) + "\n", ""};
  const auto metrics = fetch_text(c, "/metrics");
  auto line = head + reason_of(*health);
  std::replace(line.begin(), line.end(), '|', '/'); // a bar begins the figures
  const auto now = std::chrono::duration<double>(host::wall_now().time_since_epoch()).count();
  return {status, line + (metrics ? performance_data(*metrics, now) : "") + "\n", ""};
}

command monitor_command() {
  return {
      .name = "monitor",
      .summary = "how the monitor itself is",
      .options =
          {{.name = "--status",
            .meaning = "the whole, with agents by state",
            .run = [](const context& c, const arguments&) { return monitor_status(c); }},
           {.name = "--metrics",
            .meaning = "the figures that matter, one a line",
            .run = [](const context& c, const arguments&) { return monitor_metrics(c); }},
           {.name = "--health-check",
            .meaning = "one line and the exit status of a Nagios plugin",
            .run = [](const context& c, const arguments&) { return monitor_health_check(c); }},
           {.name = "--validate-state",
            .meaning = "whether the database is sound; needs no daemon",
            .run = [](const context& c, const arguments&) { return validate_state(c); }},
           {.name = "--component-status",
            .meaning = "every component: its state, and what it takes",
            .run = [](const context& c, const arguments&) { return component_status(c); }},
           {.name = "--component-dependencies",
            .meaning = "the supervision tree, and who sends to whom",
            .run = [](const context& c, const arguments&) { return component_dependencies(c); }},
           {.name = "--restart-component",
            .value = "NAME",
            .meaning = "end it gracefully and start it again; done when it is back",
            .run =
                [](const context& c, const arguments& a) {
                  return restart_component(c, a.text("--restart-component"));
                }}},
      .exits = {
          {0, "--health-check: OK"},
          {1, "--health-check: WARNING"},
          {2, "--health-check: CRITICAL"},
          {3, "--health-check: UNKNOWN, the daemon does not answer"},
          {65, "--validate-state: the database or its spool is damaged, or not one of ours"}}};
}

} // namespace orc::cli
