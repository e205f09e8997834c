#include "runtime/telemetry/log.hpp"

#include "runtime/telemetry/log_output.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <unistd.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct Log : testing::Test {
  test::scratch_folder folder;
  std::string path = folder / "monitoring.log";

  ~Log() override { stop_logging(); }

  log_options here() const { return {.file = path, .repeat_window = 0ms}; }

  static std::string content(const std::string& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  /// The lines without their 25 bytes of time.
  static std::vector<std::string> lines(const std::string& file) {
    std::ifstream in{file};
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);)
      out.push_back(line.substr(25));
    return out;
  }

  using texts = std::vector<std::string>;
};

TEST_F(Log, LinesHaveTheLevelInCapitalsAndTheComponent) {
  ASSERT_TRUE(start_logging(here()));
  log_of("crash_detector").error("agent_detection: {}", 7);
  log_of("main").warn("w");
  log_of("main").debug("below the level");
  EXPECT_EQ(lines(path), (texts{"ERROR crash_detector: agent_detection: 7", "WARNING main: w"}));
}

TEST_F(Log, AMessageStaysOneLineOfUtf8WhateverItHolds) {
  ASSERT_TRUE(start_logging(here()));
  log_of("main").info("a\nERROR b\x1b[31m\xff\xc2\x9b{}", "");
  EXPECT_EQ(lines(path), (texts{"INFO main: a ERROR b [31m\xef\xbf\xbd "}));
}

TEST_F(Log, JsonLinesAreObjectsWithTheSameWords) {
  auto options = here();
  options.json = true;
  ASSERT_TRUE(start_logging(options));
  log_of("main").error("say \"no\"\n\xff");
  EXPECT_EQ(content(path).substr(33),
            R"(","level":"ERROR","component":"main","message":"say \"no\"\u000a)"
            "\xef\xbf\xbd\"}\n");
}

TEST_F(Log, AComponentHasItsOwnLevelFromTheStart) {
  auto options = here();
  options.levels = {{"tmux_gateway", "debug"}, {"main", "error"}};
  ASSERT_TRUE(start_logging(options));
  log_of("tmux_gateway").debug("shown");
  log_of("agent_monitor").debug("hidden");
  log_of("main").warn("hidden");
  EXPECT_EQ(lines(path), (texts{"DEBUG tmux_gateway: shown"}));
}

TEST_F(Log, LevelsChangeWhileItRuns) {
  ASSERT_TRUE(start_logging(here()));
  auto& logger = log_of("tmux_gateway");
  ASSERT_TRUE(set_level("tmux_gateway", "debug"));
  logger.debug("one");
  ASSERT_TRUE(set_level("", "error"));
  logger.debug("two");
  log_of("main").warn("hidden");
  ASSERT_TRUE(set_level("tmux_gateway", ""));
  logger.debug("hidden");
  EXPECT_EQ(lines(path), (texts{"DEBUG tmux_gateway: one", "DEBUG tmux_gateway: two"}));
  EXPECT_EQ(levels(), (level_map{{"", "error"}}));
}

TEST_F(Log, ALevelOrComponentThatDoesNotExistChangesNothing) {
  ASSERT_TRUE(start_logging(here()));
  EXPECT_EQ(set_level("main", "loud").error().message, "no such log level: loud");
  EXPECT_EQ(set_level("", "").error().code, errc::invalid_input);
  EXPECT_EQ(set_level("mains", "info").error().code, errc::not_found);
  auto options = here();
  options.levels = {{"main", "loud"}};
  EXPECT_EQ(start_logging(options).error().code, errc::invalid_input);
  EXPECT_EQ(levels(), (level_map{{"", "info"}}));
}

TEST_F(Log, RepetitionsAreCountedAndToldAtTheEnd) {
  auto options = here();
  options.repeat_window = 1h;
  ASSERT_TRUE(start_logging(options));
  for (int i = 0; i < 4; ++i)
    log_of("main").error("slow");
  stop_logging();
  EXPECT_EQ(lines(path), (texts{"ERROR main: slow", "ERROR main: repeated 3 times: slow"}));
}

TEST_F(Log, RotationByRenameAndReopenLosesNoLine) {
  ASSERT_TRUE(start_logging(here()));
  std::atomic<int> written{0};
  std::atomic<bool> enough{false};
  std::thread writer{[&] {
    while (!enough)
      log_of("main").info("line {}", written++);
  }};
  constexpr int rotations = 20;
  for (int i = 0; i < rotations; ++i) {
    for (const int seen = written; written < seen + 50;)
      std::this_thread::yield();
    std::filesystem::rename(path, path + "." + std::to_string(i));
    ASSERT_TRUE(reopen_log());
  }
  enough = true;
  writer.join();
  std::set<std::string> seen;
  std::size_t count = 0;
  for (int i = 0; i <= rotations; ++i) {
    const auto some = lines(i == rotations ? path : path + "." + std::to_string(i));
    count += some.size();
    seen.insert(some.begin(), some.end());
  }
  EXPECT_EQ(count, static_cast<std::size_t>(written));
  EXPECT_EQ(seen.size(), count);
}

TEST_F(Log, AFileThatCannotBeOpenedAnewLeavesTheOldOneInUse) {
  std::filesystem::create_directory(folder / "logs");
  path = folder / "logs/a.log";
  ASSERT_TRUE(start_logging(here()));
  std::filesystem::rename(folder / "logs", folder / "old");
  std::ofstream{folder / "logs"} << "a file where the folder was";
  EXPECT_EQ(reopen_log().error().code, errc::io);
  log_of("main").info("still here");
  EXPECT_EQ(lines(folder / "old/a.log"), (texts{"INFO main: still here"}));
}

TEST_F(Log, AMissingFolderIsMadeInAFolderOfOurs) {
  path = folder / "logs/monitoring.log";
  ASSERT_TRUE(start_logging(here()));
  log_of("main").info("x");
  EXPECT_EQ(lines(path).size(), 1u);

  struct stat made {};

  ASSERT_EQ(::stat((folder / "logs").c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 07U, 0U) << "others have no business there";
}

TEST_F(Log, TwoMissingFoldersAreAClearError) {
  path = folder / "no/such/monitoring.log";
  EXPECT_EQ(start_logging(here()).error().message,
            "the log file " + path + " cannot be opened: there is no folder "
                + (folder / "no/such"));
}

TEST_F(Log, WhatAFullDiskSwallowedIsCountedAndTold) {
  if (::access("/dev/full", W_OK) != 0)
    GTEST_FAIL() << "full(4) is missing here";
  std::filesystem::create_symlink("/dev/full", path);
  ASSERT_TRUE(start_logging(here()));
  for (int i = 0; i < 3; ++i)
    log_of("main").error("line {}", i);
  std::filesystem::remove(path);
  ASSERT_TRUE(reopen_log());
  log_of("main").error("line 3");
  EXPECT_EQ(lines(path),
            (texts{"ERROR main: 3 lines of this log could not be written", "ERROR main: line 3"}));
}

TEST_F(Log, StartsAndStopsWhileOthersLog) {
  std::atomic<bool> enough{false};
  std::thread writer{[&] {
    while (!enough)
      log_of("main").error("x");
  }};
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(start_logging(here()));
    stop_logging();
  }
  enough = true;
  writer.join();
}

TEST(LogOutput, ALineThatWasTornIsEndedBeforeTheNext) {
  test::scratch_folder folder;
  const auto path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  auto output = log_output::open(path);
  ASSERT_TRUE(output);
  const std::string long_line(1 << 20, 'a'); // pipe(7): more than it holds
  EXPECT_FALSE(output->write(long_line));
  std::string held(1 << 20, '\0');
  ASSERT_GT(::read(reader, held.data(), held.size()), 0);
  EXPECT_TRUE(output->write("next\n"));
  const auto n = ::read(reader, held.data(), held.size());
  EXPECT_EQ(held.substr(0, static_cast<std::size_t>(n)), "\nnext\n");
  ::close(reader);
}

} // namespace
} // namespace orc
