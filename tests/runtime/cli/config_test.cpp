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
            file + ": /http/port: found -1, expected a whole number from 0 to 65535\n" + file
                + ": /http/prot: unknown key; did you mean \"port\"?\n");
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

} // namespace
} // namespace orc::cli
