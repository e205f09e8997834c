#include "runtime/config/settings_table.hpp"

#include "messages/types/log_names.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <numeric>

namespace orc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An accessor for the table; captureless, so that it is a plain function pointer.
#define ORC_AT(type, member) [](settings& s) -> type& { return s.member; }

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

std::vector<setting> make_table() {
  return {
      {"tmux",
       "socket_name",
       "The first tmux server to watch, as tmux -L names it; empty: tmux's default.",
       text_setting{ORC_AT(std::string, tmux.socket_name), {}},
       reload::restart},
      {"tmux",
       "socket_path",
       "The same by the path of its socket (tmux -S); wins over the name.",
       text_setting{ORC_AT(std::string, tmux.socket_path), {}},
       reload::restart},
      {"tmux",
       "server",
       "What this server is called in agents' names; empty: as its socket.",
       text_setting{ORC_AT(std::string, tmux.server), {}},
       reload::restart},
      {"tmux",
       "timeout",
       "Seconds that one question to tmux may take.",
       seconds_setting{ORC_AT(milliseconds, tmux.timeout), milliseconds{50}, seconds{60}}},
      {"tmux",
       "sockets",
       "Further servers that are always watched: names (tmux -L) or paths (tmux -S).",
       list_setting{ORC_AT(std::vector<std::string>, tmux.sockets)},
       reload::restart},
      {"tmux",
       "discover",
       "Whether every other tmux server of this user is found and watched, too.",
       flag_setting{ORC_AT(bool, tmux.discover)},
       reload::restart},
      {"tmux",
       "discovery_interval",
       "Seconds between two looks for servers that came or went.",
       seconds_setting{ORC_AT(milliseconds, tmux.discovery_interval), milliseconds{100}}},
      {"cycle",
       "interval",
       "Seconds from one look at all panes to the next.",
       seconds_setting{ORC_AT(milliseconds, cycle.interval), milliseconds{100}, seconds{3600}}},
      {"cycle",
       "deadline",
       "Seconds after which a look that is not done is closed as it is.",
       seconds_setting{ORC_AT(milliseconds, cycle.deadline), milliseconds{100}, seconds{3600}}},
      {"cycle",
       "sweep_cycles",
       "Every pane is read at least once in so many cycles.",
       number_setting{ORC_AT(std::int64_t, cycle.sweep_cycles), 1, 100000}},
      {"detection",
       "idle_hold",
       "Seconds of quiet before work counts as over without proof.",
       seconds_setting{ORC_AT(milliseconds, detection.idle_hold)}},
      {"detection",
       "unknown_hold",
       "Seconds before an unreadable screen is said to be unknown.",
       seconds_setting{ORC_AT(milliseconds, detection.unknown_hold)}},
      {"detection",
       "typing_hold",
       "Seconds before typed text counts as not submitted.",
       seconds_setting{ORC_AT(milliseconds, detection.typing_hold)}},
      {"detection",
       "starting_grace",
       "Seconds for which a new process may show nothing.",
       seconds_setting{ORC_AT(milliseconds, detection.starting_grace)}},
      {"detection",
       "exit_settle",
       "Seconds before an end without a sign counts as an exit.",
       seconds_setting{ORC_AT(milliseconds, detection.exit_settle)}},
      {"detection",
       "stuck_after",
       "Seconds of work without any progress, spinners and clocks apart, before it counts as "
       "stuck.",
       seconds_setting{ORC_AT(milliseconds, detection.stuck_after)}},
      {"detection",
       "flapping_window",
       "Seconds over which changes are counted.",
       seconds_setting{ORC_AT(milliseconds, detection.flapping_window), seconds{1}}},
      {"detection",
       "flapping_changes",
       "More changes than this within the window are flapping.",
       number_setting{ORC_AT(std::int64_t, detection.flapping_changes), 1, 1000}},
      {"detection",
       "contradiction_after",
       "Seconds for which two kinds of evidence must contradict each other before that is told.",
       seconds_setting{ORC_AT(milliseconds, detection.contradiction_after)}},
      {"detection",
       "census_interval",
       "Seconds between two censuses, which count the agents by another way than the detectors.",
       seconds_setting{ORC_AT(milliseconds, detection.census_interval), seconds{1}}},
      {"detection",
       "census_confirm",
       "Seconds after which a difference that a census found is looked for once more.",
       seconds_setting{
           ORC_AT(milliseconds, detection.census_confirm), milliseconds{0}, seconds{3600}}},
      {"health",
       "heartbeat_interval",
       "Seconds between two heartbeats of a component.",
       seconds_setting{ORC_AT(milliseconds, health.heartbeat_interval), milliseconds{100}}},
      {"health",
       "heartbeat_timeout",
       "Seconds after which a heartbeat counts as missed.",
       seconds_setting{ORC_AT(milliseconds, health.heartbeat_timeout), milliseconds{50}}},
      {"health",
       "missed_red",
       "A component is red after so many missed heartbeats in a row, yellow after one.",
       number_setting{ORC_AT(std::int64_t, health.missed_red), 1, 1000}},
      {"health",
       "replace_stuck",
       "Whether a component that misses one more is restarted.",
       flag_setting{ORC_AT(bool, health.replace_stuck)}},
      {"health",
       "performance_interval",
       "Seconds between two judgements of the cycle time.",
       seconds_setting{ORC_AT(milliseconds, health.performance_interval), milliseconds{100}}},
      {"health",
       "resource_interval",
       "Seconds between two judgements of memory, CPU and state file.",
       seconds_setting{ORC_AT(milliseconds, health.resource_interval), milliseconds{100}}},
      {"health",
       "unresponsive_exit",
       "Seconds without any answer of its own actors after which the daemon ends itself; 0: never.",
       seconds_setting{ORC_AT(milliseconds, health.unresponsive_exit)},
       reload::restart},
      {"rollback",
       "red_after",
       "A trigger fires when a critical component has been red for longer.",
       seconds_setting{ORC_AT(milliseconds, rollback.red_after), seconds{1}}},
      {"rollback",
       "restarts",
       "A trigger fires at so many crashes soon after a start or a change of the configuration.",
       number_setting{ORC_AT(std::int64_t, rollback.restarts), 1, 1000}},
      {"rollback",
       "restarts_within",
       "For how many seconds after it they count.",
       seconds_setting{ORC_AT(milliseconds, rollback.restarts_within), seconds{1}}},
      {"rollback",
       "quiet",
       "A trigger is armed again when its reason has been gone for so many seconds.",
       seconds_setting{ORC_AT(milliseconds, rollback.quiet), seconds{1}}},
      {"rollback",
       "accuracy",
       "A trigger fires when a census finds a detection accuracy under so many per cent; 0: never.",
       number_setting{ORC_AT(std::int64_t, rollback.accuracy), 0, 100}},
      {"http",
       "address",
       "Where to listen; an address that others can reach needs a token_file.",
       text_setting{ORC_AT(std::string, http.address), {}},
       reload::restart},
      {"http",
       "port",
       "The port; 0 takes any that is free.",
       number_setting{ORC_AT(std::int64_t, http.port), 0, 65535},
       reload::restart},
      {"http",
       "control_socket",
       "The unix socket for control; empty: beside storage.path, or its usual place; none: no "
       "socket.",
       text_setting{ORC_AT(std::string, http.control_socket), {}},
       reload::restart},
      {"http",
       "token_file",
       "File with the token for control over TCP, readable by its owner alone; empty: none.",
       text_setting{ORC_AT(std::string, http.token_file), {}},
       reload::restart},
      {"storage",
       "path",
       "The SQLite file; empty: the state folder of the user or the service.",
       text_setting{ORC_AT(std::string, storage.path), {}},
       reload::restart},
      {"storage",
       "durability",
       "full outlives a power cut, normal a crash of the program.",
       text_setting{ORC_AT(std::string, storage.durability), {"full", "normal"}}},
      {"storage",
       "spool_after",
       "While the database cannot be written, so many records at once, and after 30 s any, go into "
       "a "
       "file beside it.",
       number_setting{ORC_AT(std::int64_t, storage.spool_after), 1, 2000}},
      {"storage",
       "outbox_records",
       "Records that each producer keeps when nothing can be written; the oldest are dropped then.",
       number_setting{ORC_AT(std::int64_t, storage.outbox_records), 2000, 1000000},
       reload::restart},
      {"log",
       "file",
       "The log file; empty: the service's own, else standard error; -: always standard error.",
       text_setting{ORC_AT(std::string, log.file), {}}},
      {"log",
       "level",
       "The least that is logged.",
       text_setting{ORC_AT(std::string, log.level), words_of(log_levels)}},
      {"log",
       "levels",
       "Components that have a level of their own: component to level.",
       map_setting{ORC_AT(settings::ordered_map, log.levels),
                   words_of(log_components),
                   words_of(log_levels)}},
      {"log",
       "repeat_window",
       "Seconds in which a message that repeats is written once, and counted; 0 writes every one.",
       seconds_setting{ORC_AT(milliseconds, log.repeat_window)}},
      {"log",
       "format",
       "Text lines, or one JSON object a line.",
       text_setting{ORC_AT(std::string, log.format), {"text", "json"}}},
      {"agents",
       "rules",
       "Folder of the rules that come with the program; empty: its own.",
       text_setting{ORC_AT(std::string, agents.rules), {}}},
      {"agents",
       "user_rules",
       "Folder whose files replace a kind or add one; empty: none but the default.",
       text_setting{ORC_AT(std::string, agents.user_rules), {}}},
      {"agents",
       "exclude",
       "Panes that hold no agent, as patterns over \"server/session:window\"; * is anything.",
       list_setting{ORC_AT(std::vector<std::string>, agents.exclude)}},
      {"agents",
       "kinds",
       "Panes that are an agent's seat whatever runs in them: pattern to kind.",
       map_setting{ORC_AT(settings::ordered_map, agents.kinds)}},
      {"agents",
       "roles",
       "What an agent is there for, shown beside it: pattern to a word of yours.",
       map_setting{ORC_AT(settings::ordered_map, agents.roles)}},
      {"metrics",
       "collect",
       "Whether metrics are stored and exported.",
       flag_setting{ORC_AT(bool, metrics.collect)}},
      {"metrics",
       "prometheus_export",
       "Whether /metrics is served.",
       flag_setting{ORC_AT(bool, metrics.prometheus_export)}},
      {"metrics",
       "retention_minutes",
       "For how long metrics are to be kept once they are stored.",
       number_setting{ORC_AT(std::int64_t, metrics.retention_minutes), 1, 1000000}},
  };
}

#undef ORC_AT

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
