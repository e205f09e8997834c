#include "runtime/cli/log_reader.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace orc::cli {
namespace {

struct LogReader : testing::Test {
  test::scratch_folder folder;
  std::string path = folder / "monitoring.log";

  void write(const std::string& text) const { std::ofstream{path, std::ios::app} << text; }

  std::string last(std::size_t lines) const {
    auto log = log_follower::open(path, lines);
    if (!log)
      return log.error().message;
    auto text = log->more();
    return text + log->rest();
  }
};

TEST_F(LogReader, ShowsTheLastLines) {
  write("1\n2\n3\n");
  EXPECT_EQ(last(0), "");
  EXPECT_EQ(last(1), "3\n");
  EXPECT_EQ(last(2), "2\n3\n");
  EXPECT_EQ(last(3), "1\n2\n3\n");
  EXPECT_EQ(last(4), "1\n2\n3\n");
}

TEST_F(LogReader, ALineWithoutItsEndIsOneToo) {
  write("1\n2");
  EXPECT_EQ(last(1), "2");
  EXPECT_EQ(last(2), "1\n2");
}

TEST_F(LogReader, EmptyLinesCount) {
  write("1\n\n\n");
  EXPECT_EQ(last(2), "\n\n");
  EXPECT_EQ(last(3), "1\n\n\n");
}

TEST_F(LogReader, LinesBeyondItsReachAreLeftOut) {
  write(std::string(2 << 20, 'x') + "\nshort\n");
  EXPECT_EQ(last(1), "short\n");
  EXPECT_LE(last(2).size(), std::size_t{1} << 20U);
}

TEST_F(LogReader, AFileThatIsNotThereIsSaid) {
  EXPECT_EQ(last(1), path + ": No such file or directory");
  EXPECT_EQ(lines_after(path, 0, 5), "");
}

TEST_F(LogReader, OfADaemonThatDiedOnlyItsOwnLinesAreTold) {
  write("of yesterday\n");
  const auto since = std::filesystem::file_size(path);
  EXPECT_EQ(lines_after(path, since, 10), "");
  write("a\nb\nc\n");
  EXPECT_EQ(lines_after(path, since, 10), "a\nb\nc\n");
  EXPECT_EQ(lines_after(path, since, 2), "b\nc\n");
}

TEST_F(LogReader, FollowsWhatComesInWholeLines) {
  write("old\n");
  auto log = log_follower::open(path, 0);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->more(), "");
  write("ne");
  EXPECT_EQ(log->more(), "");
  write("w\nanother\n");
  EXPECT_EQ(log->more(), "new\nanother\n");
  EXPECT_EQ(log->more(), "");
}

TEST_F(LogReader, FollowsThroughRotationAndLosesNoLine) {
  write("1\n");
  auto log = log_follower::open(path, 1);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->more(), "1\n");
  std::filesystem::rename(path, path + ".1");
  EXPECT_EQ(log->more(), ""); // between two files
  std::ofstream{path + ".1", std::ios::app} << "2\n";
  write("3\n");
  EXPECT_EQ(log->more(), "2\n3\n");
  write("4\n");
  EXPECT_EQ(log->more(), "4\n");
}

TEST_F(LogReader, FollowsAFileThatWasEmptied) {
  write("a long line of before\n");
  auto log = log_follower::open(path, 0);
  ASSERT_TRUE(log);
  std::filesystem::resize_file(path, 0);
  write("1\n");
  EXPECT_EQ(log->more(), "1\n");
}

} // namespace
} // namespace orc::cli
