#include "messages/types/utf8.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/config/settings_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// Every mistake, a line each.
std::string faults_in(std::string_view text, const environment& env = {}) {
  const auto read = read_settings("monitor.json", text, env);
  std::string out;
  if (!read)
    for (const auto& fault : read.error())
      out += to_string(fault) + "\n";
  return out;
}

TEST(Settings, WithoutFileAndVariablesAreTheDefaults) {
  const auto read = read_settings("", "", {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->http.port, 8080);
  EXPECT_EQ(read->cycle.interval, 1s);
}

TEST(Settings, AFileSetsWhatItNamesAndMayHaveCommentsAndTrailingCommas) {
  const auto read = read_settings("f",
                                  R"({
    // mine
    "http": {"port": 9000,},
    "cycle": {"interval": 0.5},
  })",
                                  {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->http.port, 9000);
  EXPECT_EQ(read->cycle.interval, 500ms);
  EXPECT_EQ(read->http.address, "127.0.0.1");
}

TEST(Settings, AVariableWinsOverTheFile) {
  const auto read =
      read_settings("f", R"({"http": {"port": 9000}})", {{"TMUX_ORC_HTTP_PORT", "9001"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->http.port, 9001);
}

TEST(Settings, ListsAndMapsKeepTheirOrder) {
  const auto read = read_settings("f",
                                  R"({"tmux": {"sockets": ["work", "/run/x.sock"]},
                                      "agents": {"kinds": {"*:b": "codex", "*:a": "claude"}}})",
                                  {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->tmux.sockets, (std::vector<std::string>{"work", "/run/x.sock"}));
  EXPECT_EQ(read->agents.kinds, (settings::ordered_map{{"*:b", "codex"}, {"*:a", "claude"}}));
}

TEST(Settings, ListsAndMapsOfAVariableAreDividedByCommas) {
  const auto read = read_settings("",
                                  "",
                                  {{"TMUX_ORC_TMUX_SOCKETS", "work,/run/x.sock"},
                                   {"TMUX_ORC_AGENTS_ROLES", "*:a=builder,*:b=reviewer"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->tmux.sockets, (std::vector<std::string>{"work", "/run/x.sock"}));
  EXPECT_EQ(read->agents.roles, (settings::ordered_map{{"*:a", "builder"}, {"*:b", "reviewer"}}));
}

TEST(Settings, AnEmptyVariableIsAnEmptyList) {
  const auto read =
      read_settings("f", R"({"tmux": {"sockets": ["work"]}})", {{"TMUX_ORC_TMUX_SOCKETS", ""}});
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->tmux.sockets.empty());
}

TEST(Settings, AWrongPartOfAListOrMapIsToldWithTheWhole) {
  EXPECT_EQ(faults_in(R"({"tmux": {"sockets": ["a", 3]}, "agents": {"roles": {"*": ""}}})"),
            "monitor.json: /tmux/sockets: found [\"a\",3], expected an array of texts, none empty\n"
            "monitor.json: /agents/roles: found {\"*\":\"\"}, expected an object whose keys and "
            "values are texts, none empty\n");
  EXPECT_EQ(faults_in("", {{"TMUX_ORC_AGENTS_ROLES", "*:a"}}),
            "environment: TMUX_ORC_AGENTS_ROLES: found \"*:a\", expected an object whose keys and "
            "values are texts, none empty\n");
}

TEST(Settings, TheGuidesVariablesAreObeyed) {
  const auto read = read_settings(
      "", "", {{"ENABLE_METRICS_COLLECTION", "false"}, {"PROMETHEUS_EXPORT_ENABLED", "false"}});
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->metrics.collect);
  EXPECT_FALSE(read->metrics.prometheus_export);
}

TEST(Settings, AModeThatIsNotThereYetIsSaidAndNotIgnored) {
  EXPECT_EQ(notices_of({{"ENABLE_MODULAR_MONITORING", "false"}}).size(), 1u);
  EXPECT_TRUE(notices_of({{"ENABLE_MODULAR_MONITORING", "true"}}).empty());
  EXPECT_TRUE(notices_of({}).empty());
}

TEST(Settings, AllMistakesComeAtOnceWithPlaceFindingAndExpectation) {
  EXPECT_EQ(faults_in(R"({"htpp": {}, "http": {"prt": 1, "port": 65536},
                          "storage": {"durability": "maybe"},
                          "cycle": 3, "metrics": {"collect": 1}})"),
            "monitor.json: /htpp: unknown key; did you mean \"http\"?\n"
            "monitor.json: /http/prt: unknown key; did you mean \"port\"?\n"
            "monitor.json: /http/port: found 65536, expected a whole number from 0 to 65535\n"
            "monitor.json: /storage/durability: found \"maybe\", expected one of \"full\","
            " \"normal\"\n"
            "monitor.json: /cycle: found 3, expected an object\n"
            "monitor.json: /metrics/collect: found 1, expected true or false\n");
}

TEST(Settings, TheControlSocketLiesBesideADatabaseOfItsOwnPlace) {
  const auto user = paths_for({{"HOME", "/home/u"}}, false);
  const auto session = paths_for({{"HOME", "/home/u"}, {"XDG_RUNTIME_DIR", "/run/user/7"}}, false);
  settings s;
  EXPECT_EQ(control_socket_of(s, paths_for({}, true)), "/run/tmux-orchestrator/control.sock");
  EXPECT_EQ(control_socket_of(s, session), "/run/user/7/tmux-orchestrator/control.sock");
  EXPECT_EQ(control_socket_of(s, user), user.state + "/control.sock");
  s.storage.path = "/data/second.db";
  EXPECT_EQ(control_socket_of(s, session), "/data/second.sock");
  s.http.control_socket = "/tmp/mine";
  EXPECT_EQ(control_socket_of(s, session), "/tmp/mine");
  s.http.control_socket = "none";
  EXPECT_EQ(control_socket_of(s, session), "");
}

TEST(Settings, AMistakeOfSyntaxIsToldWithLineAndColumn) {
  EXPECT_EQ(faults_in("{\n  \"http\" 1\n}"),
            "monitor.json: line 2, column 10: no JSON: syntax error\n");
}

TEST(Settings, SecondsHaveBothLimits) {
  EXPECT_EQ(faults_in(R"({"cycle": {"interval": 0.1}})"), "");
  EXPECT_EQ(faults_in(R"({"cycle": {"interval": 0.099}})"),
            "monitor.json: /cycle/interval: found 9.9E-2, expected seconds from 0.1 to 3600\n");
  EXPECT_NE(faults_in(R"({"cycle": {"interval": 1e300}})"), "");
  EXPECT_NE(faults_in(R"({"cycle": {"interval": "1"}})"), "");
}

TEST(Settings, AVariableThatDoesNotFitIsAMistakeToo) {
  EXPECT_EQ(
      faults_in("", {{"TMUX_ORC_HTTP_PORT", "many"}}),
      "environment: TMUX_ORC_HTTP_PORT: found \"many\", expected a whole number from 0 to 65535\n");
}

TEST(Settings, AKeyThatIsLikeNoneGetsNoSuggestion) {
  EXPECT_EQ(faults_in(R"({"database_url": {}})"), "monitor.json: /database_url: unknown key\n");
}

TEST(Settings, AFileThatIsMissingIsAMistake) {
  EXPECT_FALSE(load_settings("/nowhere/monitor.json", {}));
}

TEST(Settings, AFaultIsOnePlainLineWhateverWasFound) {
  const auto variable = read_settings("f", "", {{"TMUX_ORC_HTTP_PORT", "1\xff\x1b[31m\n2"}});
  ASSERT_FALSE(variable);
  const auto key = read_settings("f", R"({"http": {"\u001b[2J": 1, "\n": 2}})", {});
  ASSERT_FALSE(key);
  EXPECT_EQ(to_string(key.error()[0]), "f: /http/ [2J: unknown key");
  for (const auto& fault : {variable.error()[0], key.error()[1]}) {
    const auto line = to_string(fault);
    EXPECT_EQ(to_utf8(line), line);
    EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos) << line;
  }
}

TEST(SettingsTable, TheFileInConfigIsMadeOfIt) {
  std::ifstream in{ORC_SOURCE_DIR "/config/monitor.json"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(text, commented_defaults());
}

TEST(SettingsTable, ItsDefaultsReadBackAsTheDefaults) {
  const auto read = read_settings("f", commented_defaults(), {});
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->detection.stuck_after, settings{}.detection.stuck_after);
  EXPECT_EQ(read->log.level, settings{}.log.level);
}

TEST(Paths, OfAUserAreXdgs) {
  EXPECT_EQ(paths_for({{"HOME", "/home/a"}}, false).state,
            "/home/a/.local/state/tmux-orchestrator");
  EXPECT_EQ(paths_for({{"HOME", "/home/a"}, {"XDG_STATE_HOME", "/s"}}, false).state,
            "/s/tmux-orchestrator");
  EXPECT_EQ(paths_for({{"HOME", "/home/a"}, {"XDG_STATE_HOME", "relative"}}, false).state,
            "/home/a/.local/state/tmux-orchestrator");
}

TEST(Paths, OfTheServiceAreTheSystems) {
  EXPECT_EQ(paths_for({}, true).config, "/etc/tmux-orchestrator/monitor.json");
}

} // namespace
} // namespace orc
