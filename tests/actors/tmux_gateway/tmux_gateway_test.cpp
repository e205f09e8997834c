#include "actors/tmux_gateway/tmux_gateway.hpp"

#include "runtime/supervision/stable_name.hpp"
#include "tests/support/fake_tmux_client.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::fake_tmux_client;

/// Answers a capture batch as tmux would: from its own commands, for panes of one row each.
struct fake_server {
  std::vector<int> alive;

  result<std::string> operator()(const fake_tmux_client::call& call) const {
    std::istringstream lines{call.input};
    std::string heights;
    std::string screens;
    std::string line;
    const auto open = call.input.find('\'') + 1;
    const auto nonce = call.input.substr(open, call.input.find('#') - open);
    for (const int pane : alive)
      heights += nonce + "%" + std::to_string(pane) + " 1\n";
    while (std::getline(lines, line)) {
      const auto sign = line.find("-t %");
      if (sign == std::string::npos)
        continue;
      const int pane = std::stoi(line.substr(sign + 4));
      if (std::find(alive.begin(), alive.end(), pane) != alive.end())
        screens += "screen of " + std::to_string(pane) + "\n";
    }
    return heights + screens + nonce + "\n";
  }
};

std::string listing_for(const fake_tmux_client::call& call) {
  const auto nonce = call.args.at(2).substr(0, 16);
  return nonce + "10 20" + nonce + "/tmp/s\n" + nonce + "%1 $0 @0 0 0 5 6 7 80 24 0 0 1 0 0 0 0 "
         + nonce + "s" + nonce + "w" + nonce + "t\n";
}

fake_tmux_client::answer failing(errc code) {
  return [code](const auto&) -> result<std::string> { return fail(code, "it failed"); };
}

struct one_gateway : virtual_time {
  std::shared_ptr<fake_tmux_client> tmux = std::make_shared<fake_tmux_client>();
  std::map<std::string, notebook<shared<session_screens>>> told;
  tmux_gateway_actor gateway;

  void start(std::size_t batch_size = 200) {
    gateway = spawn(tmux_gateway,
                    std::shared_ptr<host::tmux_client>{tmux},
                    tmux_gateway_options{"main", 1500ms, 2500ms, batch_size});
    run();
  }

  session_order order_of(const std::string& key, const std::vector<int>& panes) {
    session_order order;
    order.session_key = key;
    order.detector = spawn_probe<session_detector_actor>(system(), told[key]);
    for (const int pane : panes) {
      pane_screen wanted;
      wanted.agent_id = "agent-" + std::to_string(pane);
      wanted.kind = "generic";
      wanted.argv = {"x"};
      wanted.pane.pane = pane;
      wanted.pane.height = 9;
      order.panes.push_back(wanted);
    }
    return order;
  }

  capture_report capture(std::vector<session_order> sessions) {
    auto order = std::make_shared<capture_order>();
    order->cycle = {steady_time{7s}, wall_time{9s}};
    order->sessions = std::move(sessions);
    auto report = ask_now<capture_report>(gateway, shared<capture_order>{order});
    EXPECT_TRUE(report);
    run();
    return report.value_or(capture_report{});
  }

  const session_screens& only_word_to(const std::string& key) {
    static const session_screens nothing;
    const auto& all = told[key].of<shared<session_screens>>();
    EXPECT_EQ(all.size(), 1U) << key;
    return all.size() == 1 ? *all.front() : nothing;
  }

  self_report report() { return ask_now<self_report>(gateway, heartbeat_atom_v).value(); }

  errc list_error() {
    const auto listing = ask_now<shared<pane_listing>>(gateway, list_atom_v);
    return listing ? errc::internal : static_cast<errc>(listing.error().code());
  }
};

TEST_F(one_gateway, lists_with_one_client_and_the_configured_deadline) {
  start();
  tmux->otherwise = [](const auto& call) -> result<std::string> { return listing_for(call); };
  const auto listing = ask_now<shared<pane_listing>>(gateway, list_atom_v);
  ASSERT_TRUE(listing);
  EXPECT_EQ((*listing)->run.server, "main");
  EXPECT_EQ((*listing)->panes.size(), 1U);
  ASSERT_EQ(tmux->calls.size(), 1U);
  EXPECT_EQ(tmux->calls[0].timeout, 1500ms);
  EXPECT_EQ(report().own, color::green);
}

TEST_F(one_gateway, uses_a_fresh_nonce_for_every_call) {
  start();
  tmux->otherwise = [](const auto& call) -> result<std::string> { return listing_for(call); };
  list_error();
  list_error();
  EXPECT_NE(tmux->calls[0].args, tmux->calls[1].args);
}

TEST_F(one_gateway, says_why_it_cannot_list) {
  start();
  EXPECT_EQ(list_error(), errc::no_server);
  EXPECT_EQ(report().own, color::green); // a state of the world
  tmux->otherwise = [](const auto&) -> result<std::string> { return "garbage"; };
  EXPECT_EQ(list_error(), errc::protocol);
}

TEST_F(one_gateway, is_yellow_while_tmux_fails_and_green_with_an_answer) {
  start();
  tmux->otherwise = failing(errc::timed_out);
  for (int i = 0; i < 9; ++i)
    EXPECT_EQ(list_error(), errc::timed_out);
  EXPECT_EQ(report().own, color::yellow);
  EXPECT_EQ(report().reason, "it failed");
  tmux->otherwise = [](const auto& call) -> result<std::string> { return listing_for(call); };
  list_error();
  EXPECT_EQ(report().own, color::green);
}

TEST_F(one_gateway, captures_all_sessions_with_one_client_and_gives_each_its_own) {
  start();
  tmux->otherwise = fake_server{{1, 2, 3}};
  const auto done = capture({order_of("a", {3, 1}), order_of("b", {2})});
  EXPECT_EQ(tmux->calls.size(), 1U);
  EXPECT_EQ(tmux->calls[0].args, (std::vector<std::string>{"source-file", "-"}));
  EXPECT_EQ(tmux->calls[0].timeout, 2500ms);
  EXPECT_EQ(done.captured, 3U);
  EXPECT_EQ(done.failed, 0U);
  EXPECT_EQ(done.error, "");
  EXPECT_EQ(done.cycle.wall, wall_time{9s});
  const auto& a = only_word_to("a");
  EXPECT_EQ(a.session_key, "a");
  EXPECT_EQ(a.cycle, done.cycle);
  ASSERT_EQ(a.screens.size(), 2U);
  EXPECT_EQ(a.screens[0].agent_id, "agent-3");
  EXPECT_EQ(a.screens[0].text, "screen of 3\n");
  EXPECT_EQ(a.screens[0].kind, "generic");
  EXPECT_EQ(a.screens[0].argv, std::vector<std::string>{"x"});
  EXPECT_EQ(a.screens[0].pane.height, 1); // as captured, not as listed
  EXPECT_EQ(a.screens[1].text, "screen of 1\n");
  EXPECT_EQ(only_word_to("b").screens.at(0).text, "screen of 2\n");
}

TEST_F(one_gateway, never_exceeds_the_batch_size_and_joins_a_session_over_batches) {
  start(2);
  tmux->otherwise = fake_server{{1, 2, 3, 4, 5}};
  EXPECT_EQ(capture({order_of("a", {1}), order_of("b", {2, 3, 4}), order_of("c", {5})}).captured,
            5U);
  EXPECT_EQ(tmux->calls.size(), 3U);
  EXPECT_EQ(only_word_to("a").screens.size(), 1U);
  EXPECT_EQ(only_word_to("b").screens.size(), 3U);
  EXPECT_EQ(only_word_to("b").screens.at(2).text, "screen of 4\n");
  EXPECT_EQ(only_word_to("c").screens.size(), 1U);
}

TEST_F(one_gateway, tells_a_session_as_soon_as_it_is_whole) {
  start(1);
  auto orders = std::vector{order_of("a", {1}), order_of("b", {2})};
  // A name that nobody serves counts what it is told at that very moment.
  orders[0].detector = make_name<session_detector_actor>(system(), "a");
  const auto told_to_a = [&] {
    return name_behind(caf::actor_cast<caf::strong_actor_ptr>(orders[0].detector))
        .stats()
        .dropped.load();
  };
  std::vector<std::uint64_t> told_before;
  tmux->otherwise = [&](const auto& call) {
    told_before.push_back(told_to_a());
    return fake_server{{1, 2}}(call);
  };
  capture(orders);
  EXPECT_EQ(told_before, (std::vector<std::uint64_t>{0, 1}));
}

TEST_F(one_gateway, names_a_pane_that_vanished) {
  start();
  tmux->otherwise = fake_server{{1, 3}};
  const auto done = capture({order_of("a", {1, 2, 3})});
  EXPECT_EQ(done.captured, 2U);
  EXPECT_EQ(done.failed, 1U);
  EXPECT_EQ(done.error, "");
  EXPECT_EQ(only_word_to("a").screens.size(), 2U);
  EXPECT_EQ(only_word_to("a").failed, std::vector<std::string>{"agent-2"});
  EXPECT_EQ(report().own, color::green);
}

TEST_F(one_gateway, reads_a_batch_that_does_not_add_up_once_more) {
  start();
  tmux->script = {[](const auto&) -> result<std::string> { return "half of a screen"; }};
  tmux->otherwise = fake_server{{1}};
  EXPECT_EQ(capture({order_of("a", {1})}).captured, 1U);
  ASSERT_EQ(tmux->calls.size(), 2U);
  EXPECT_NE(tmux->calls[0].input, tmux->calls[1].input);
  EXPECT_EQ(report().own, color::green);
}

TEST_F(one_gateway, gives_up_after_the_second_misfit_but_goes_on_with_the_next_batch) {
  start(1);
  tmux->script = {failing(errc::protocol), failing(errc::protocol), fake_server{{1, 2}}};
  const auto done = capture({order_of("a", {1}), order_of("b", {2})});
  EXPECT_EQ(tmux->calls.size(), 3U);
  EXPECT_EQ(done.captured, 1U);
  EXPECT_EQ(done.failed, 1U);
  EXPECT_EQ(done.error, "it failed");
  EXPECT_EQ(only_word_to("a").failed, std::vector<std::string>{"agent-1"});
  EXPECT_EQ(only_word_to("b").screens.size(), 1U);
}

TEST_F(one_gateway, tells_every_session_when_tmux_does_not_answer_and_asks_it_only_once) {
  start(1);
  tmux->otherwise = failing(errc::timed_out);
  const auto done = capture({order_of("a", {1}), order_of("b", {2, 3}), order_of("c", {})});
  EXPECT_EQ(tmux->calls.size(), 1U);
  EXPECT_EQ(done.captured, 0U);
  EXPECT_EQ(done.failed, 3U);
  EXPECT_EQ(done.error, "it failed");
  EXPECT_EQ(only_word_to("a").failed.size(), 1U);
  EXPECT_EQ(only_word_to("b").failed.size(), 2U);
  EXPECT_EQ(only_word_to("c").failed.size(), 0U);
  EXPECT_EQ(report().own, color::yellow);
}

TEST_F(one_gateway, answers_an_empty_order_without_asking_tmux) {
  start();
  const auto done = capture({order_of("a", {})});
  EXPECT_EQ(done.captured, 0U);
  EXPECT_TRUE(tmux->calls.empty());
  EXPECT_TRUE(only_word_to("a").screens.empty());
}

} // namespace
} // namespace orc
