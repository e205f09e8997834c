#include "messages/types/utf8.hpp"
#include "runtime/config/settings_check.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/config/settings_schema.hpp"
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
  EXPECT_EQ(
      faults_in(R"({"tmux": {"sockets": ["a", 3]}, "agents": {"roles": {"*": ""}}})"),
      "monitor.json:1:11: /tmux/sockets: found [\"a\",3], expected an array of texts, none empty\n"
      "monitor.json:1:44: /agents/roles: found {\"*\":\"\"}, expected an object whose keys and "
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

TEST(Settings, SecondsHaveBothLimits) {
  EXPECT_EQ(faults_in(R"({"cycle": {"interval": 0.1}})"), "");
  EXPECT_NE(faults_in(R"({"cycle": {"interval": 0.0999}})"), "");
  EXPECT_EQ(faults_in(R"({"cycle": {"interval": 3600}})"), "");
  EXPECT_NE(faults_in(R"({"cycle": {"interval": 3600.001}})"), "");
}

TEST(Settings, OrdersHaveBothSides) {
  EXPECT_EQ(faults_in(R"({"cycle": {"deadline": 1}, "tmux": {"timeout": 1}})"), "");
  EXPECT_NE(faults_in(R"({"cycle": {"deadline": 1}, "tmux": {"timeout": 1.001}})"), "");
  EXPECT_EQ(faults_in(R"({"health": {"heartbeat_interval": 5}})"), "");
  EXPECT_NE(faults_in(R"({"health": {"heartbeat_interval": 4.999}})"), "");
}

TEST(Settings, OfMoreThanAHundredMistakesTheRestIsCounted) {
  const auto wrong = [](int count) {
    std::string text{"{"};
    for (int i = 0; i < count; ++i)
      text += "\"key_" + std::to_string(i) + "\": 1,";
    return read_settings("f", text + "}", {}).error();
  };
  EXPECT_EQ(wrong(100).size(), 100u);
  ASSERT_EQ(wrong(102).size(), 101u);
  EXPECT_EQ(to_string(wrong(102).back()), "f: 2 more mistakes");
}

TEST(Settings, TellWhereEachCameFrom) {
  origins from;
  const auto read = read_settings("monitor.json",
                                  R"({"http": {"port": 1}, "cycle": {"interval": 2}})",
                                  {{"TMUX_ORC_CYCLE_INTERVAL", "3"}},
                                  &from);
  ASSERT_TRUE(read);
  EXPECT_EQ(from.size(), 2u);
  EXPECT_EQ(from["/http/port"].file, "monitor.json");
  EXPECT_EQ(from["/cycle/interval"].variable, "TMUX_ORC_CYCLE_INTERVAL");
}

TEST(Settings, AWindowThatIsTooShortForFlappingIsADoubt) {
  settings s;
  s.cycle.interval = 15s;
  EXPECT_TRUE(doubts_about(s).empty());
  s.cycle.interval = 15001ms;
  EXPECT_EQ(doubts_about(s).size(), 1u);
}

TEST(Settings, AFaultIsOnePlainLineWhateverWasFound) {
  const auto variable = read_settings("f", "", {{"TMUX_ORC_HTTP_PORT", "1\xff\x1b[31m\n2"}});
  ASSERT_FALSE(variable);
  const auto key = read_settings("f", R"({"http": {"\u001b[2J": 1, "\n": 2}})", {});
  ASSERT_FALSE(key);
  EXPECT_EQ(to_string(key.error()[0]), "f:1:11: /http/ [2J: unknown key");
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

TEST(SettingsTable, TheSchemaInConfigIsMadeOfIt) {
  std::ifstream in{ORC_SOURCE_DIR "/config/monitor.schema.json"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(text, settings_schema());
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

TEST(Paths, OfTheLogAreTheServicesOwnUnlessAnotherIsNamed) {
  settings s;
  const auto service = paths_for({}, true);
  EXPECT_EQ(log_path(s, service), "/var/log/tmux-orchestrator/monitoring.log");
  EXPECT_EQ(log_path(s, paths_for({}, false)), "");
  s.log.file = "/mine";
  EXPECT_EQ(log_path(s, service), "/mine");
  s.log.file = "-";
  EXPECT_EQ(log_path(s, service), "");
}

} // namespace
} // namespace orc
