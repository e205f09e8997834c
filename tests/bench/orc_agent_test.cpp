// The scripted agent keeps its contract: what it is told is what its last line says.
#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace orc {
namespace {

using namespace std::chrono_literals;

const std::string program = ORC_SOURCE_DIR "/scripts/demo/orc-agent";

struct orc_agent : ::testing::Test {
  test::private_tmux tmux;
  test::scratch_folder folder;
  std::string target;

  /// The shell around it tells its exit status: tmux sometimes never learns that of a dead pane.
  void start(const std::string& arguments) {
    const auto command =
        "'" + program + "' " + arguments + R"(; printf '\nended with %s\n' $?; exec sleep 1000)";
    target = "%" + std::to_string(tmux.add_window("first", command));
  }

  std::string last_line() {
    const auto screen = tmux.run({"capture-pane", "-p", "-t", target});
    const auto end = screen.find_last_not_of('\n');
    if (end == std::string::npos)
      return {};
    const auto begin = screen.rfind('\n', end);
    return screen.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
  }

  static bool comes(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition())
      if (std::chrono::steady_clock::now() > until)
        return false;
    return true;
  }

  ::testing::AssertionResult says(const std::string& start_of_line) {
    if (comes([&] { return last_line().starts_with("[orc-agent] " + start_of_line); }))
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "it says: " << last_line();
  }

  bool ends_with(int status) {
    return comes([&] { return last_line() == "ended with " + std::to_string(status); });
  }

  void tell(const std::string& line) { write_to_control(line + "\n"); }

  void write_to_control(const std::string& text) {
    const int fd = open((folder / "control").c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(fd);
  }

  std::vector<std::string> logged() const {
    std::vector<std::string> states;
    std::ifstream log{folder / "log"};
    for (std::int64_t when = 0; log >> when;) {
      EXPECT_GT(when, 1'500'000'000'000); // milliseconds
      log >> states.emplace_back();
    }
    return states;
  }
};

TEST_F(orc_agent, does_what_its_control_says_and_logs_it) {
  start("--control '" + (folder / "control") + "' --log '" + (folder / "log")
        + "' --script starting");
  EXPECT_TRUE(says("starting"));
  tell("working on it");
  EXPECT_TRUE(says("working: on it"));
  tell("idle");
  EXPECT_TRUE(says("idle"));
  tell("nonsense");
  tell("waiting Shall I?");
  EXPECT_TRUE(says("waiting: Shall I?"));
  tell("unsubmitted half a thought");
  EXPECT_TRUE(says("unsubmitted: half a thought"));
  tell("limited 2030-01-02T03:04:05Z");
  EXPECT_TRUE(says("rate limited until 2030-01-02T03:04:05Z"));
  tell("error no such model");
  EXPECT_TRUE(says("error: no such model"));
  tell("exit");
  EXPECT_TRUE(ends_with(0));
  const auto screen = tmux.run({"capture-pane", "-p", "-t", target});
  EXPECT_NE(screen.find("\n[orc-agent] goodbye\n"), std::string::npos) << screen;
  EXPECT_EQ(
      logged(),
      (std::vector<std::string>{
          "starting", "working", "idle", "waiting", "unsubmitted", "limited", "error", "exit"}));
}

TEST_F(orc_agent, loses_no_line_that_comes_in_two_parts_while_it_works) {
  start("--control '" + (folder / "control") + "' --role busy --period 0.05");
  EXPECT_TRUE(says("working: "));
  write_to_control("wai");
  for (int repaints = 0; repaints < 3; ++repaints) { // each of them is a read whose time is over
    const auto before = last_line();
    ASSERT_TRUE(comes([&] { return last_line() != before; }));
  }
  tell("ting Shall I?");
  EXPECT_TRUE(says("waiting: Shall I?"));
}

TEST_F(orc_agent, follows_its_script_and_begins_again) {
  start("--log '" + (folder / "log")
        + "' --script 'starting:0.05,working:0.1:hard,idle:0.05,loop'");
  EXPECT_TRUE(comes([&] { return logged().size() >= 5; }));
  auto states = logged();
  states.resize(5);
  EXPECT_EQ(states,
            (std::vector<std::string>{"starting", "working", "idle", "starting", "working"}));
}

TEST_F(orc_agent, repaints_without_end_when_busy) {
  start("--role busy --period 0.05");
  EXPECT_TRUE(says("working: "));
  const auto before = last_line();
  EXPECT_TRUE(comes([&] { return last_line() != before; }));
}

TEST_F(orc_agent, dies_by_sigkill_when_told_to) {
  start("--control '" + (folder / "control") + "' --role idle");
  EXPECT_TRUE(says("idle"));
  tell("die");
  EXPECT_TRUE(ends_with(128 + 9));
}

TEST_F(orc_agent, refuses_a_script_that_it_cannot_play) {
  start("--script 'idle:2,dance:3'");
  EXPECT_TRUE(ends_with(64));
}

} // namespace
} // namespace orc
