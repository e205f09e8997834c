#include "runtime/cli/config.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace orc::cli {
namespace {

/// The user's folders are the test's own.
struct Config : testing::Test {
  test::scratch_folder folder;
  std::string rules = folder / "config/tmux-orchestrator/agents";
  std::string file = folder / "monitor.json";

  void SetUp() override {
    setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
    setenv("TMUX_ORC_AGENTS_RULES", ORC_SOURCE_DIR "/config/agents", 1);
    std::filesystem::create_directories(rules);
  }

  void TearDown() override {
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("TMUX_ORC_AGENTS_RULES");
  }
};

TEST_F(Config, ThatIsRightIsSaidToBe) {
  std::ofstream{file} << R"({"http": {"port": 9000}})";
  const auto o = validate_config({}, file);
  EXPECT_EQ(o.status, 0);
  EXPECT_EQ(o.out, file + ", environment and rules: valid\n");
}

TEST_F(Config, EveryMistakeHasALine) {
  std::ofstream{file} << R"({"http": {"port": -1, "prot": 3}})";
  const auto o = validate_config({}, file);
  EXPECT_EQ(o.status, 78);
  EXPECT_EQ(o.err,
            file + ":1:11: /http/port: found -1, expected a whole number from 0 to 65535\n" + file
                + ":1:23: /http/prot: unknown key; did you mean \"port\"?\n");
}

TEST_F(Config, AMistakeInARuleFileIsOneToo) {
  std::ofstream{file} << "{}";
  std::ofstream{rules + "/mine.json"} << R"({"kind": "mine", "rulez": []})";
  context c;
  c.json = true;
  const auto o = validate_config(c, file);
  EXPECT_EQ(o.status, 78);
  EXPECT_NE(o.out.find("rulez"), std::string::npos) << o.out;
}

TEST_F(Config, AVariableThatIsNoneIsAWarningAndNoMistake) {
  std::ofstream{file} << "{}";
  setenv("TMUX_ORC_HTP_PORT", "1", 1);
  const auto o = validate_config({}, file);
  unsetenv("TMUX_ORC_HTP_PORT");
  EXPECT_EQ(o.status, 0);
  EXPECT_EQ(o.err,
            "warning: TMUX_ORC_HTP_PORT is no variable of this program; did you mean "
            "\"TMUX_ORC_HTTP_PORT\"?\n");
}

TEST_F(Config, IsShownWithWhereEachValueComesFrom) {
  std::ofstream{file} << R"({"http": {"port": 9000}, "log": {"levels": {"main": "debug"}}})";
  context c;
  c.json = true;
  const auto o = show_config(c, file);
  EXPECT_EQ(o.status, 0);
  for (const auto& part :
       {R"({"key":"/http/port","value":9000,"from":"file","source":")" + file + "\"}",
        std::string{R"({"key":"/cycle/deadline","value":1.5E0,"from":"default","source":null})"},
        R"({"key":"/log/levels","value":{"main":"debug"},"from":"file","source":")" + file + "\"}",
        R"("value":")" ORC_SOURCE_DIR
            + std::string{
                R"(/config/agents","from":"environment","source":"TMUX_ORC_AGENTS_RULES"})"}})
    EXPECT_NE(o.out.find(part), std::string::npos) << part << "\n" << o.out;
  c.json = false;
  EXPECT_NE(show_config(c, file).out.find("/http/port "), std::string::npos);
}

TEST_F(Config, ThatIsWrongIsNotShown) {
  std::ofstream{file} << R"({"http": {"port": -1}})";
  EXPECT_EQ(show_config({}, file).status, 78);
}

TEST_F(Config, OfTheDefaultsIsAFileThatIsValid) {
  std::ofstream{file} << default_config({}).out;
  EXPECT_EQ(validate_config({}, file).status, 0);
}

} // namespace
} // namespace orc::cli
