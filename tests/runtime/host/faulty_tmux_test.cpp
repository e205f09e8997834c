#include "runtime/host/faulty_tmux.hpp"

#include "runtime/host/tmux_batch.hpp"
#include "runtime/host/tmux_parser.hpp"
#include "tests/support/fake_tmux_client.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

struct FaultyTmux : testing::Test {
  std::shared_ptr<test::fake_tmux_client> real = std::make_shared<test::fake_tmux_client>();
  std::shared_ptr<fault_switch> faults = std::make_shared<fault_switch>();
  faulty_tmux_client tmux{real, faults};

  FaultyTmux() {
    real->otherwise = [](const auto&) { return result<std::string>{"answer"}; };
  }

  result<std::string> ask() { return tmux.run({"list-panes"}, {}, 30ms); }
};

TEST_F(FaultyTmux, IsTheRealOneWhileNothingIsArmed) {
  EXPECT_EQ(ask().value_or(""), "answer");
  ASSERT_EQ(real->calls.size(), 1u);
  EXPECT_EQ(real->calls[0].timeout, 30ms);
  EXPECT_EQ(tmux.where(), real->where());
}

TEST_F(FaultyTmux, HangsUntilTheTimeoutAndDoesNotAskTheRealOne) {
  faults->arm(world_fault::tmux_hang, 1min);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(ask().error().code, errc::timed_out);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 30ms);
  EXPECT_TRUE(real->calls.empty());
  faults->release();
  EXPECT_TRUE(ask());
}

TEST_F(FaultyTmux, Fails) {
  faults->arm(world_fault::tmux_fail, 1min);
  EXPECT_EQ(ask().error().code, errc::io);
}

TEST_F(FaultyTmux, AnswersWhatNoParserTakesForAListing) {
  faults->arm(world_fault::tmux_garbage, 1min);
  const auto said = ask();
  ASSERT_TRUE(said);
  EXPECT_FALSE(parse_listing(*said, "nonce", "default"));
  EXPECT_FALSE(split_batch(*said, {1, 2}, "nonce"));
}

} // namespace
} // namespace orc::host
