#include "runtime/host/tmux_parser.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

constexpr auto nonce = "aaaabbbbccccdddd";
const std::string mark = nonce;
const std::string identity = mark + "4711 1790000000" + mark + "/tmp/tmux-0/default\n";

std::string record(const std::string& ids, const std::string& title = "t") {
  return mark + ids + " 900 1790000001 30 80 24 2 3 1 0 0 0 0 " + mark + "s" + mark + "w" + mark
         + title + "\n";
}

errc code_of(const std::string& text) {
  const auto listing = parse_listing(text, nonce, "default");
  return listing ? errc::internal : listing.error().code;
}

TEST(tmux_listing, reads_the_server_and_a_pane) {
  const auto listing = parse_listing(identity + record("%12 $3 @7 4 1"), nonce, "main");
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->run.server, "main");
  EXPECT_EQ(listing->run.socket_path, "/tmp/tmux-0/default");
  EXPECT_EQ(listing->run.pid, 4711);
  EXPECT_EQ(listing->run.start_time, 1790000000);
  ASSERT_EQ(listing->panes.size(), 1U);
  pane_row expected;
  expected.pane = 12;
  expected.session = 3;
  expected.window = 7;
  expected.window_index = 4;
  expected.pane_index = 1;
  expected.pid = 900;
  expected.activity = 1790000001;
  expected.history = 30;
  expected.width = 80;
  expected.height = 24;
  expected.cursor_x = 2;
  expected.cursor_y = 3;
  expected.session_name = "s";
  expected.window_name = "w";
  expected.title = "t";
  EXPECT_EQ(listing->panes.front(), expected);
}

TEST(tmux_listing, reads_the_flags_and_how_a_dead_pane_ended) {
  const auto text = identity + mark + "%1 $1 @1 0 0 9 1 0 80 24 0 0 0 1 1 2 1 137" + mark + "s"
                    + mark + "w" + mark + "\n";
  const auto listing = parse_listing(text, nonce, "main");
  ASSERT_TRUE(listing) << listing.error().message;
  const auto& pane = listing->panes.at(0);
  EXPECT_FALSE(pane.cursor_visible);
  EXPECT_TRUE(pane.mouse);
  EXPECT_TRUE(pane.alternate);
  EXPECT_TRUE(pane.in_mode);
  EXPECT_TRUE(pane.dead);
  EXPECT_EQ(pane.dead_status, 137);
  EXPECT_EQ(pane.title, "");
}

TEST(tmux_listing, keeps_any_text_in_its_own_field) {
  for (const std::string text : {"a\nb",
                                 "\n",
                                 "%1 $1 @1 0 0",
                                 "1111222233334444%9 $9",
                                 "\t\"';$(reboot)",
                                 "aaaabbbbccccddd",
                                 "🤖 مرحبا"}) {
    const auto listing =
        parse_listing(identity + record("%1 $1 @1 0 0", text) + record("%2 $1 @1 0 1"), nonce, "m");
    ASSERT_TRUE(listing) << text;
    ASSERT_EQ(listing->panes.size(), 2U) << text;
    EXPECT_EQ(listing->panes.front().title, text);
  }
}

TEST(tmux_listing, shows_a_pane_of_several_sessions_once_under_the_lowest) {
  const auto text = identity + record("%5 $2 @7 0 0") + record("%6 $2 @8 1 0")
                    + record("%5 $1 @7 3 0") + record("%5 $1 @7 2 0");
  const auto listing = parse_listing(text, nonce, "m");
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->panes.size(), 2U);
  EXPECT_EQ(listing->panes.at(0).pane, 5);
  EXPECT_EQ(listing->panes.at(0).session, 1);
  EXPECT_EQ(listing->panes.at(0).window_index, 2);
  EXPECT_EQ(listing->panes.at(1).pane, 6);
}

TEST(tmux_listing, takes_a_server_without_panes_for_what_it_is) {
  const auto listing = parse_listing(identity, nonce, "m");
  ASSERT_TRUE(listing);
  EXPECT_TRUE(listing->panes.empty());
}

TEST(tmux_listing, refuses_garbage) {
  EXPECT_EQ(code_of(""), errc::protocol);
  EXPECT_EQ(code_of("garbage"), errc::protocol);
  EXPECT_EQ(code_of("x" + identity), errc::protocol);
  EXPECT_EQ(code_of(mark + "x 1" + mark + "/s\n"), errc::protocol);
  EXPECT_EQ(code_of(mark + "1 1" + mark + "/s"), errc::protocol);
  EXPECT_EQ(code_of(identity + mark), errc::protocol);
  EXPECT_EQ(code_of(identity + record("12 $3 @7 4 1")), errc::protocol);
  EXPECT_EQ(code_of(identity + record("%12 3 @7 4 1")), errc::protocol);
  EXPECT_EQ(code_of(identity + record("% $3 @7 4 1")), errc::protocol);
  EXPECT_EQ(code_of(identity + record("%12 $3 @7 4")), errc::protocol);
  EXPECT_EQ(code_of(identity + record("%12 $3 @7 4 1 1")), errc::protocol);
  EXPECT_EQ(code_of(identity + record("%99999999999 $3 @7 4 1")), errc::protocol);
  auto cut = identity + record("%12 $3 @7 4 1");
  cut.pop_back();
  EXPECT_EQ(code_of(cut), errc::protocol);
}

TEST(tmux_listing, survives_every_prefix_of_a_good_one) {
  const auto text = identity + record("%12 $3 @7 4 1") + record("%13 $3 @7 4 2");
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto listing = parse_listing(text.substr(0, n), nonce, "m");
    EXPECT_TRUE(!listing || n == identity.size()
                || n == identity.size() + record("%12 $3 @7 4 1").size())
        << n;
  }
}

TEST(run_token, is_six_url_safe_characters_that_differ_between_lives) {
  const server_run one{"default", "/tmp/a", 10, 20, {}};
  auto other = one;
  EXPECT_EQ(run_token(one), run_token(other));
  EXPECT_EQ(run_token(one).size(), 6U);
  EXPECT_EQ(run_token(one).find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"),
            std::string::npos);
  other.pid = 11;
  EXPECT_NE(run_token(one), run_token(other));
  other = one;
  other.start_time = 21;
  EXPECT_NE(run_token(one), run_token(other));
  other = one;
  other.socket_path = "/tmp/b";
  EXPECT_NE(run_token(one), run_token(other));
  other = one;
  other.server = "renamed in the configuration";
  EXPECT_EQ(run_token(one), run_token(other));
}

} // namespace
} // namespace orc::host
