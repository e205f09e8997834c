#include "runtime/host/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

process_order shell(const std::string& script) {
  process_order order;
  order.argv = {"sh", "-c", script};
  order.environment = {"PATH=/usr/bin:/bin", "GREETING=hello"};
  order.timeout = 10s;
  return order;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

TEST(child_process, hands_over_input_output_error_status_and_environment) {
  auto order = shell("cat; echo \"$GREETING\" >&2; exit 3");
  order.input = "some input\n";
  const auto output = run_process(order);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out, "some input\n");
  EXPECT_EQ(output->err, "hello\n");
  EXPECT_EQ(output->status, 3);
}

TEST(child_process, moves_megabytes_both_ways_without_a_stall) {
  const std::string much(5'000'000, 'x');
  auto order = shell("cat; cat /proc/self/exe | head -c 300000 >&2");
  order.input = much;
  const auto output = run_process(order);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out, much);
  EXPECT_GT(output->err.size(), 10000U);
}

TEST(child_process, does_not_mind_a_child_that_never_reads_its_input) {
  const std::string much(5'000'000, 'x');
  auto order = shell("exit 0");
  order.input = much;
  const auto output = run_process(order);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->status, 0);
}

TEST(child_process, kills_and_reaps_what_outlives_its_deadline) {
  auto order = shell("exec sleep 100");
  order.timeout = 100ms;
  const auto began = std::chrono::steady_clock::now();
  const auto output = run_process(order);
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, errc::timed_out);
  EXPECT_GE(took, 100ms);
  EXPECT_LT(took, 5s);
  EXPECT_FALSE(has_children());
}

TEST(child_process, returns_when_the_child_ends_though_a_grandchild_holds_the_pipe) {
  auto order = shell("sleep 20 & echo done");
  const auto began = std::chrono::steady_clock::now();
  const auto output = run_process(order);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST(child_process, waits_for_a_child_that_has_closed_its_pipes) {
  const auto output = run_process(shell("exec >&- 2>&-; sleep 0.1; exit 4"));
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->status, 4);
}

TEST(child_process, says_which_signal_ended_it) {
  const auto output = run_process(shell("kill -9 $$"));
  ASSERT_TRUE(output);
  EXPECT_EQ(output->status, 128 + 9);
}

TEST(child_process, names_a_program_that_is_not_there) {
  process_order order;
  order.argv = {"no-such-program-here"};
  const auto output = run_process(order);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, errc::io);
  EXPECT_EQ(output.error().message, "no-such-program-here is not installed, or not in PATH");
  EXPECT_FALSE(has_children());
}

TEST(child_process, stops_a_child_that_prints_without_end) {
  auto order = shell("exec yes");
  order.output_limit = 1'000'000;
  const auto output = run_process(order);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, errc::protocol);
  EXPECT_FALSE(has_children());
}

TEST(child_process, leaks_no_descriptor_and_hands_none_down) {
  const auto before = open_descriptors();
  auto order = shell("ls /proc/self/fd | wc -l");
  for (int i = 0; i < 5; ++i) {
    const auto output = run_process(order);
    ASSERT_TRUE(output);
    EXPECT_EQ(std::stoi(output->out), 4); // 0, 1, 2 and the one with which ls reads the folder
  }
  order.argv[0] = "no-such-program-here";
  (void)run_process(order);
  EXPECT_EQ(open_descriptors(), before);
}

} // namespace
} // namespace orc::host
