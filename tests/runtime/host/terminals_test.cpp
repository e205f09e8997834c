#include "runtime/host/terminals.hpp"

#include "tests/support/fake_tmux_client.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

std::string row(const std::string& numbers, const std::string& session, const std::string& window) {
  return "N" + numbers + "N" + session + "N" + window + "\n";
}

TEST(Terminals, APaneIsReadWithItsTerminalAndItsNames) {
  const auto panes =
      parse_terminals(row("%3 0 /dev/pts/7", "s 1", "w") + row("%4 1 ", "a\nb", ""), "N");
  ASSERT_TRUE(panes);
  ASSERT_EQ(panes->size(), 2u);
  EXPECT_EQ(panes->at(0).pane, "%3");
  EXPECT_EQ(panes->at(0).path, "/dev/pts/7");
  EXPECT_FALSE(panes->at(0).dead);
  EXPECT_EQ(panes->at(0).session_name, "s 1");
  EXPECT_EQ(panes->at(0).window_name, "w");
  EXPECT_TRUE(panes->at(1).dead);
  EXPECT_EQ(panes->at(1).path, "");
  EXPECT_EQ(panes->at(1).session_name, "a\nb");
}

TEST(Terminals, WhatIsNoListIsRefused) {
  const auto good = row("%3 0 /dev/pts/7", "s", "w");
  EXPECT_TRUE(parse_terminals(good, "N"));
  for (const std::string& text : {std::string{},
                                  good.substr(0, good.size() - 1),
                                  "x" + good,
                                  row("3 0 /dev/pts/7", "s", "w"),
                                  row("%3 2 /dev/pts/7", "s", "w"),
                                  row("%3", "s", "w"),
                                  good + "N%4 0 /dev/pts/8Ns\n"})
    EXPECT_FALSE(parse_terminals(text, "N")) << text;
  EXPECT_FALSE(parse_terminals(good, ""));
}

TEST(Terminals, OnlyACharacterDeviceIsATerminal) {
  EXPECT_FALSE(terminal_at("/dev/pts"));
  EXPECT_FALSE(terminal_at("/nonexistent"));
  EXPECT_FALSE(terminal_at(""));
  const auto null = terminal_at("/dev/null"); // null(4): major 1, minor 3
  ASSERT_TRUE(null);
  EXPECT_EQ(*null, (terminal_number{1, 3}));
}

std::shared_ptr<test::fake_tmux_client> answering(result<std::string> answer) {
  auto client = std::make_shared<test::fake_tmux_client>();
  client->otherwise = [answer](const test::fake_tmux_client::call&) { return answer; };
  return client;
}

TEST(Terminals, AServerThatDoesNotRunHasNoPanesAndOneThatHangsIsLeftOut) {
  const auto absent = answering(fail(errc::no_server, "none"));
  const auto hangs = answering(fail(errc::timed_out, "slow"));
  const auto look = [&](std::vector<named_client> servers) {
    return proc_terminal_watcher{[=] { return servers; }, 1s}.look();
  };
  const auto both = look({{"a", absent}, {"b", hangs}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->servers, std::vector<std::string>{"a"});
  EXPECT_TRUE(both->panes.empty());
  EXPECT_FALSE(look({{"b", hangs}}));
  EXPECT_TRUE(look({}));
}

} // namespace
} // namespace orc::host
