#include "runtime/config/settings_table.hpp"

#include "messages/types/log_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <numeric>
#include <utility>

namespace orc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An accessor for the table; captureless, so that it is a plain function pointer.
#define ORC_AT(member) ([](auto& all) -> auto& { return all.member; })

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

struct default_text {
  settings& from;

  std::string operator()(const text_setting& t) const { return quoted(t.at(from)); }

  std::string operator()(const number_setting& n) const { return std::to_string(n.at(from)); }

  std::string operator()(const seconds_setting& d) const { return in_seconds(d.at(from)); }

  std::string operator()(const flag_setting& f) const { return f.at(from) ? "true" : "false"; }

  // What a user lists is nobody's default: these are empty.
  std::string operator()(const list_setting&) const { return "[]"; }

  std::string operator()(const map_setting&) const { return "{}"; }
};

template <class Words>
std::vector<std::string_view> words_of(const Words& words) {
  return {words.begin(), words.end()};
}

std::string one_of(const std::vector<std::string_view>& choices) {
  std::string out = "one of";
  for (const auto c : choices)
    out += (out == "one of" ? " " : ", ") + quoted(std::string{c});
  return out;
}

struct expectation {
  std::string operator()(const text_setting& t) const {
    return t.choices.empty() ? "a text" : one_of(t.choices);
  }

  std::string operator()(const number_setting& n) const {
    return "a whole number from " + std::to_string(n.least) + " to " + std::to_string(n.most);
  }

  std::string operator()(const seconds_setting& d) const {
    return "seconds from " + in_seconds(d.least) + " to " + in_seconds(d.most);
  }

  std::string operator()(const flag_setting&) const { return "true or false"; }

  std::string operator()(const list_setting&) const { return "an array of texts, none empty"; }

  std::string operator()(const map_setting& m) const {
    if (!m.keys.empty())
      return "an object whose keys are " + one_of(m.keys) + ", and whose values are "
             + one_of(m.values);
    return "an object whose keys and values are texts, none empty";
  }
};

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

std::vector<setting> tmux_settings() {
  return {
      {"socket_name",
       "The first tmux server to watch, as tmux -L names it; empty: tmux's default.",
       text_setting{ORC_AT(tmux.socket_name), {}},
       reload::restart},
      {"socket_path",
       "The same by the path of its socket (tmux -S); wins over the name.",
       text_setting{ORC_AT(tmux.socket_path), {}},
       reload::restart},
      {"server",
       "What this server is called in agents' names; empty: as its socket.",
       text_setting{ORC_AT(tmux.server), {}},
       reload::restart},
      {"timeout",
       "Seconds that one question to tmux may take.",
       seconds_setting{ORC_AT(tmux.timeout), milliseconds{50}, seconds{60}}},
      {"sockets",
       "Further servers that are always watched: names (tmux -L) or paths (tmux -S).",
       list_setting{ORC_AT(tmux.sockets)},
       reload::restart},
      {"discover",
       "Whether every other tmux server of this user is found and watched, too.",
       flag_setting{ORC_AT(tmux.discover)},
       reload::restart},
      {"discovery_interval",
       "Seconds between two looks for servers that came or went.",
       seconds_setting{ORC_AT(tmux.discovery_interval), milliseconds{100}}},
  };
}

std::vector<setting> cycle_settings() {
  return {
      {"interval",
       "Seconds from one look at all panes to the next.",
       seconds_setting{ORC_AT(cycle.interval), milliseconds{100}, seconds{3600}}},
      {"deadline",
       "Seconds after which a look that is not done is closed as it is.",
       seconds_setting{ORC_AT(cycle.deadline), milliseconds{100}, seconds{3600}}},
      {"sweep_cycles",
       "Every pane is read at least once in so many cycles.",
       number_setting{ORC_AT(cycle.sweep_cycles), 1, 100000}},
  };
}

std::vector<setting> detection_settings() {
  return {
      {"idle_hold",
       "Seconds of quiet before work counts as over without proof.",
       seconds_setting{ORC_AT(detection.idle_hold)}},
      {"unknown_hold",
       "Seconds before an unreadable screen is said to be unknown.",
       seconds_setting{ORC_AT(detection.unknown_hold)}},
      {"typing_hold",
       "Seconds before typed text counts as not submitted.",
       seconds_setting{ORC_AT(detection.typing_hold)}},
      {"starting_grace",
       "Seconds for which a new process may show nothing, and one that says goodbye may live on.",
       seconds_setting{ORC_AT(detection.starting_grace)}},
      {"exit_settle",
       "Seconds before an end without a sign counts as an exit.",
       seconds_setting{ORC_AT(detection.exit_settle)}},
      {"stuck_after",
       "Seconds of work without any progress, spinners and clocks apart, before it counts as "
       "stuck.",
       seconds_setting{ORC_AT(detection.stuck_after)}},
      {"flapping_window",
       "Seconds over which changes are counted.",
       seconds_setting{ORC_AT(detection.flapping_window), seconds{1}}},
      {"flapping_changes",
       "More changes than this within the window are flapping.",
       number_setting{ORC_AT(detection.flapping_changes), 1, 1000}},
      {"contradiction_after",
       "Seconds for which two kinds of evidence must contradict each other before that is told.",
       seconds_setting{ORC_AT(detection.contradiction_after)}},
      {"census_interval",
       "Seconds between two censuses, which count the agents by another way than the detectors.",
       seconds_setting{ORC_AT(detection.census_interval), seconds{1}}},
      {"census_confirm",
       "Seconds after which a difference that a census found is looked for once more.",
       seconds_setting{ORC_AT(detection.census_confirm), milliseconds{0}, seconds{3600}}},
  };
}

std::vector<setting> health_settings() {
  return {
      {"heartbeat_interval",
       "Seconds between two heartbeats of a component.",
       seconds_setting{ORC_AT(health.heartbeat_interval), milliseconds{100}}},
      {"heartbeat_timeout",
       "Seconds after which a heartbeat counts as missed.",
       seconds_setting{ORC_AT(health.heartbeat_timeout), milliseconds{50}}},
      {"missed_red",
       "A component is red after so many missed heartbeats in a row, yellow after one.",
       number_setting{ORC_AT(health.missed_red), 1, 1000}},
      {"replace_stuck",
       "Whether a component that misses one more is restarted.",
       flag_setting{ORC_AT(health.replace_stuck)}},
      {"performance_interval",
       "Seconds between two judgements of the cycle time.",
       seconds_setting{ORC_AT(health.performance_interval), milliseconds{100}}},
      {"resource_interval",
       "Seconds between two judgements of memory, CPU and state file.",
       seconds_setting{ORC_AT(health.resource_interval), milliseconds{100}}},
      {"unresponsive_exit",
       "Seconds without any answer of its own actors after which the daemon ends itself; 0: never.",
       seconds_setting{ORC_AT(health.unresponsive_exit)},
       reload::restart},
  };
}

std::vector<setting> rollback_settings() {
  return {
      {"red_after",
       "A trigger fires when a critical component has been red for longer.",
       seconds_setting{ORC_AT(rollback.red_after), seconds{1}}},
      {"restarts",
       "A trigger fires at so many crashes soon after a start or a change of the configuration.",
       number_setting{ORC_AT(rollback.restarts), 1, 1000}},
      {"restarts_within",
       "For how many seconds after it they count.",
       seconds_setting{ORC_AT(rollback.restarts_within), seconds{1}}},
      {"quiet",
       "A trigger is armed again when its reason has been gone for so many seconds.",
       seconds_setting{ORC_AT(rollback.quiet), seconds{1}}},
      {"accuracy",
       "A trigger fires when a census finds a detection accuracy under so many per cent; 0: never.",
       number_setting{ORC_AT(rollback.accuracy), 0, 100}},
  };
}

std::vector<setting> http_settings() {
  return {
      {"address",
       "Where to listen; an address that others can reach needs a token_file.",
       text_setting{ORC_AT(http.address), {}},
       reload::restart},
      {"port",
       "The port; 0 takes any that is free.",
       number_setting{ORC_AT(http.port), 0, 65535},
       reload::restart},
      {"control_socket",
       "The unix socket for control; empty: beside storage.path, or its usual place; none: no "
       "socket.",
       text_setting{ORC_AT(http.control_socket), {}},
       reload::restart},
      {"token_file",
       "File with the token for control over TCP, readable by its owner alone; empty: none.",
       text_setting{ORC_AT(http.token_file), {}},
       reload::restart},
  };
}

std::vector<setting> storage_settings() {
  return {
      {"path",
       "The SQLite file; empty: the state folder of the user or the service.",
       text_setting{ORC_AT(storage.path), {}},
       reload::restart},
      {"durability",
       "full outlives a power cut, normal a crash of the program.",
       text_setting{ORC_AT(storage.durability), {"full", "normal"}}},
      {"spool_after",
       "While the database cannot be written, so many records at once, and after 30 s any, go "
       "into a file beside it.",
       number_setting{ORC_AT(storage.spool_after), 1, 2000}},
      {"outbox_records",
       "Records that each producer keeps when nothing can be written; the oldest are dropped then.",
       number_setting{ORC_AT(storage.outbox_records), 2000, 1000000},
       reload::restart},
  };
}

std::vector<setting> log_settings() {
  return {
      {"file",
       "The log file; empty: the service's own, else standard error; -: always standard error.",
       text_setting{ORC_AT(log.file), {}}},
      {"level", "The least that is logged.", text_setting{ORC_AT(log.level), words_of(log_levels)}},
      {"levels",
       "Components that have a level of their own: component to level.",
       map_setting{ORC_AT(log.levels), words_of(log_components), words_of(log_levels)}},
      {"repeat_window",
       "Seconds in which a message that repeats is written once, and counted; 0 writes every one.",
       seconds_setting{ORC_AT(log.repeat_window)}},
      {"format",
       "Text lines, or one JSON object a line.",
       text_setting{ORC_AT(log.format), {"text", "json"}}},
  };
}

std::vector<setting> agents_settings() {
  return {
      {"rules",
       "Folder of the rules that come with the program; empty: its own.",
       text_setting{ORC_AT(agents.rules), {}}},
      {"user_rules",
       "Folder whose files replace a kind or add one; empty: none but the default.",
       text_setting{ORC_AT(agents.user_rules), {}}},
      {"exclude",
       "Panes that hold no agent, as patterns over \"server/session:window\"; * is anything.",
       list_setting{ORC_AT(agents.exclude)}},
      {"kinds",
       "Panes that are an agent's seat whatever runs in them: pattern to kind.",
       map_setting{ORC_AT(agents.kinds)}},
      {"roles",
       "What an agent is there for, shown beside it: pattern to a word of yours.",
       map_setting{ORC_AT(agents.roles)}},
  };
}

std::vector<setting> metrics_settings() {
  return {
      {"collect",
       "Whether metrics are stored and exported.",
       flag_setting{ORC_AT(metrics.collect)}},
      {"prometheus_export",
       "Whether /metrics is served.",
       flag_setting{ORC_AT(metrics.prometheus_export)}},
      {"retention_minutes",
       "For how long metrics are to be kept once they are stored.",
       number_setting{ORC_AT(metrics.retention_minutes), 1, 1000000}},
  };
}

#undef ORC_AT

struct section {
  std::string_view name;
  std::vector<setting> (*settings)();
};

constexpr std::array<section, 10> sections{{
    {"tmux", tmux_settings},
    {"cycle", cycle_settings},
    {"detection", detection_settings},
    {"health", health_settings},
    {"rollback", rollback_settings},
    {"http", http_settings},
    {"storage", storage_settings},
    {"log", log_settings},
    {"agents", agents_settings},
    {"metrics", metrics_settings},
}};

std::vector<setting> make_table() {
  std::vector<setting> out;
  for (const auto& [name, settings_of_it] : sections) {
    auto some = settings_of_it();
    for (auto& one : some) {
      one.section = name;
      out.push_back(std::move(one));
    }
  }
  return out;
}

} // namespace

const std::vector<setting>& settings_table() {
  static const auto table = make_table();
  return table;
}

const setting* find_setting(std::string_view section, std::string_view key) {
  for (const auto& s : settings_table())
    if (s.section == section && s.key == key)
      return &s;
  return nullptr;
}

std::vector<std::string> section_names() {
  std::vector<std::string> out;
  for (const auto& s : settings_table())
    if (out.empty() || out.back() != s.section)
      out.emplace_back(s.section);
  return out;
}

std::vector<std::string> keys_of(std::string_view section) {
  std::vector<std::string> out;
  for (const auto& s : settings_table())
    if (s.section == section)
      out.emplace_back(s.key);
  return out;
}

std::string pointer_of(const setting& s) {
  return "/" + std::string{s.section} + "/" + std::string{s.key};
}

std::string variable_of(const setting& s) {
  auto name = "TMUX_ORC_" + std::string{s.section} + "_" + std::string{s.key};
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return name;
}

std::string in_seconds(milliseconds d) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", static_cast<double>(d.count()) / 1000);
  return text;
}

std::string expected_of(const setting& s) {
  return std::visit(expectation{}, s.type);
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = word.size() / 3 + 2; // farther away it is another word, not a slip
  for (const auto& k : known)
    if (const auto d = distance(word, k); d < least) {
      least = d;
      best = k;
    }
  return best;
}

std::string commented_defaults() {
  settings defaults;
  std::string out =
      "// Every key with its default. Comments and trailing commas are allowed; durations are in\n"
      "// seconds. An environment variable TMUX_ORC_<SECTION>_<KEY> overrides a key. SIGHUP makes "
      "a\n"
      "// running daemon read the file again; what needs a restart says so.\n{\n";
  std::string_view section;
  for (const auto& s : settings_table()) {
    if (s.section != section) {
      if (!section.empty())
        out += "  },\n";
      section = s.section;
      out += "  \"" + std::string{section} + "\": {\n";
    }
    out += "    // " + std::string{s.meaning}
           + (s.when == reload::restart ? " Needs a restart." : "") + "\n";
    out +=
        "    \"" + std::string{s.key} + "\": " + std::visit(default_text{defaults}, s.type) + ",\n";
  }
  return out + "  },\n}\n";
}

} // namespace orc
