// The gateway with a real tmux; its actor still runs when the test says so.
#include "actors/tmux_gateway/tmux_gateway.hpp"
#include "tests/support/private_tmux.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::private_tmux;

struct real_gateway : virtual_time {
  private_tmux tmux{"one", "echo pane zero; exec sleep 1000"};
  notebook<shared<session_screens>> one;
  notebook<shared<session_screens>> two;
  session_detector_actor detector_one = spawn_probe<session_detector_actor>(system(), one);
  session_detector_actor detector_two = spawn_probe<session_detector_actor>(system(), two);
  tmux_gateway_actor gateway;
  std::shared_ptr<const pane_listing> listing;

  real_gateway() {
    tmux.run({"new-session",
              "-d",
              "-s",
              "two",
              "-x",
              "60",
              "-y",
              "10",
              "echo pane one; exec sleep 1000"});
    tmux.run({"split-window", "-d", "-t", "%0", "echo pane two; exec sleep 1000"});
    tmux.add_window("two", "echo pane three; exec sleep 1000");
    const host::tmux_socket socket{{}, tmux.socket()};
    std::shared_ptr<host::tmux_client> client = std::make_shared<host::process_tmux_client>(socket);
    gateway = spawn(tmux_gateway, client, tmux_gateway_options{"private", 500ms, 500ms, 200});
    for (int pane = 0; pane < 4; ++pane)
      wait_for_words(pane);
  }

  void wait_for_words(int pane) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    const auto target = "%" + std::to_string(pane);
    while (tmux.run({"capture-pane", "-p", "-t", target}).find("pane ") == std::string::npos
           && std::chrono::steady_clock::now() < until) {
    }
  }

  errc list() {
    auto answer = ask_now<shared<pane_listing>>(gateway, list_atom_v);
    if (!answer)
      return static_cast<errc>(answer.error().code());
    listing = *answer;
    return errc{};
  }

  /// Everything that was listed, each session to its detector.
  capture_report capture() {
    auto order = std::make_shared<capture_order>();
    order->sessions = {{"one", detector_one, {}}, {"two", detector_two, {}}};
    for (const auto& row : listing->panes) {
      pane_screen wanted;
      wanted.agent_id = std::to_string(row.pane);
      wanted.pane = row;
      order->sessions.at(row.session_name == "one" ? 0 : 1).panes.push_back(wanted);
    }
    auto report = ask_now<capture_report>(gateway, shared<capture_order>{order});
    EXPECT_TRUE(report);
    run();
    return report.value_or(capture_report{});
  }

  static std::string said_by(const session_screens& screens, const std::string& id) {
    for (const auto& screen : screens.screens)
      if (screen.agent_id == id) {
        EXPECT_EQ(std::count(screen.text.begin(), screen.text.end(), '\n'), screen.pane.height);
        return screen.text.substr(0, screen.text.find('\n'));
      }
    return "nothing";
  }
};

TEST_F(real_gateway, hands_each_session_its_own_screens) {
  ASSERT_EQ(list(), errc{});
  EXPECT_EQ(capture().captured, 4U);
  ASSERT_EQ(one.of<shared<session_screens>>().size(), 1U);
  ASSERT_EQ(two.of<shared<session_screens>>().size(), 1U);
  const auto& first = *one.of<shared<session_screens>>()[0];
  const auto& second = *two.of<shared<session_screens>>()[0];
  EXPECT_EQ(first.screens.size(), 2U);
  EXPECT_EQ(second.screens.size(), 2U);
  EXPECT_EQ(said_by(first, "0"), "pane zero");
  EXPECT_EQ(said_by(first, "2"), "pane two");
  EXPECT_EQ(said_by(second, "1"), "pane one");
  EXPECT_EQ(said_by(second, "3"), "pane three");
}

TEST_F(real_gateway, names_a_pane_that_closed_between_list_and_capture) {
  ASSERT_EQ(list(), errc{});
  tmux.run({"kill-pane", "-t", "%2"});
  const auto report = capture();
  EXPECT_EQ(report.captured, 3U);
  EXPECT_EQ(report.failed, 1U);
  const auto& first = *one.of<shared<session_screens>>().at(0);
  EXPECT_EQ(first.failed, std::vector<std::string>{"2"});
  EXPECT_EQ(said_by(first, "0"), "pane zero");
}

TEST_F(real_gateway, keeps_screens_apart_when_borders_moved_between_list_and_capture) {
  ASSERT_EQ(list(), errc{});
  tmux.run({"resize-pane", "-t", "%0", "-y", "4"}); // the sum of both heights stays
  tmux.run({"split-window", "-d", "-t", "%1", "exec sleep 1000"});
  tmux.run({"resize-window", "-t", "%3", "-x", "50", "-y", "7"});
  EXPECT_EQ(capture().captured, 4U);
  const auto& first = *one.of<shared<session_screens>>().at(0);
  const auto& second = *two.of<shared<session_screens>>().at(0);
  EXPECT_EQ(said_by(first, "0"), "pane zero");
  EXPECT_EQ(said_by(first, "2"), "pane two");
  EXPECT_EQ(first.screens.at(0).pane.height, 4);
  EXPECT_EQ(said_by(second, "1"), "pane one");
  EXPECT_EQ(said_by(second, "3"), "pane three");
}

TEST_F(real_gateway, fails_within_the_deadline_while_the_server_is_stopped_and_recovers) {
  ASSERT_EQ(list(), errc{});
  kill(tmux.pid(), SIGSTOP);
  const auto began = std::chrono::steady_clock::now();
  const auto report = capture();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
  EXPECT_EQ(report.failed, 4U);
  EXPECT_NE(report.error.find("did not answer within 500 ms"), std::string::npos) << report.error;
  EXPECT_EQ(one.of<shared<session_screens>>().at(0)->failed.size(), 2U);
  EXPECT_EQ(two.of<shared<session_screens>>().at(0)->failed.size(), 2U);
  EXPECT_EQ(list(), errc::timed_out);
  EXPECT_EQ(ask_now<self_report>(gateway, heartbeat_atom_v)->own, color::yellow);
  kill(tmux.pid(), SIGCONT);
  EXPECT_EQ(list(), errc{});
  EXPECT_EQ(capture().captured, 4U);
  EXPECT_EQ(ask_now<self_report>(gateway, heartbeat_atom_v)->own, color::green);
}

TEST_F(real_gateway, says_that_the_server_is_gone_when_it_is) {
  ASSERT_EQ(list(), errc{});
  tmux.run({"kill-server"});
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (list() != errc::no_server && std::chrono::steady_clock::now() < until) {
  }
  EXPECT_EQ(list(), errc::no_server);
  EXPECT_EQ(ask_now<self_report>(gateway, heartbeat_atom_v)->own, color::green);
}

} // namespace
} // namespace orc
