#include "runtime/host/tmux_batch.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

constexpr auto nonce = "aaaabbbbccccdddd";
const std::string mark = nonce;

errc code_of(std::string_view text, const std::vector<pane_request>& panes) {
  const auto split = split_batch(text, panes, nonce);
  return split ? errc::internal : split.error().code;
}

TEST(capture_batch, lists_heights_captures_each_pane_and_closes) {
  EXPECT_EQ(capture_batch({3, 12}, nonce),
            "list-panes -a -F 'aaaabbbbccccdddd#{pane_id} #{pane_height}'\n"
            "capture-pane -p -t %3\n"
            "capture-pane -p -t %12\n"
            "display-message -p aaaabbbbccccdddd\n");
}

TEST(capture_batch, fetches_one_row_with_its_colours_where_it_is_wanted) {
  EXPECT_EQ(capture_batch({{3, 7}, {4, -1}}, nonce),
            "list-panes -a -F 'aaaabbbbccccdddd#{pane_id} #{pane_height}'\n"
            "capture-pane -p -t %3\n"
            "capture-pane -p -e -t %3 -S 7 -E 7\n"
            "capture-pane -p -t %4\n"
            "capture-pane -p -e -t %4 -S 0 -E 0\n"
            "display-message -p aaaabbbbccccdddd\n");
}

TEST(split_batch, keeps_the_coloured_row_apart_from_the_screen) {
  const auto text = mark + "%1 2\n" + mark + "%2 1\n" + "a\nb\n\x1b[2mb\nc\n" + mark + "\n";
  const auto split = split_batch(text, {{1, 1}, 2}, nonce);
  ASSERT_TRUE(split) << split.error().message;
  EXPECT_EQ(split->at(0)->text, "a\nb\n");
  EXPECT_EQ(split->at(0)->styled, "\x1b[2mb\n");
  EXPECT_EQ(split->at(1)->text, "c\n");
  EXPECT_EQ(split->at(1)->styled, "");
  EXPECT_EQ(code_of(mark + "%1 1\na\n" + mark + "\n", {{1, 0}}), errc::protocol);
}

TEST(split_batch, gives_each_pane_as_many_rows_as_it_is_high) {
  const auto text = mark + "%1 2\n" + mark + "%2 1\n" + mark + "%9 7\n" + "a\n\nb\n" + mark + "\n";
  const auto split = split_batch(text, {2, 1}, nonce);
  ASSERT_TRUE(split) << split.error().message;
  ASSERT_EQ(split->size(), 2U);
  EXPECT_EQ(split->at(0)->text, "a\n");
  EXPECT_EQ(split->at(0)->height, 1);
  EXPECT_EQ(split->at(1)->text, "\nb\n");
  EXPECT_EQ(split->at(1)->height, 2);
}

TEST(split_batch, leaves_a_vanished_pane_out_and_keeps_the_others_apart) {
  const auto text = mark + "%1 1\n" + mark + "%3 1\n" + "one\nthree\n" + mark + "\n";
  const auto split = split_batch(text, {1, 2, 3}, nonce);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->at(0)->text, "one\n");
  EXPECT_FALSE(split->at(1));
  EXPECT_EQ(split->at(2)->text, "three\n");
}

TEST(split_batch, takes_a_server_without_panes_for_one_where_all_are_gone) {
  const auto split = split_batch(mark + "\n", {1, 2}, nonce);
  ASSERT_TRUE(split);
  EXPECT_FALSE(split->at(0));
  EXPECT_FALSE(split->at(1));
}

TEST(split_batch, is_not_misled_by_a_screen_that_shows_markers_of_other_batches) {
  const std::string screen = "1111222233334444%5 9\n1111222233334444\n%5 3\n";
  const auto split = split_batch(mark + "%5 3\n" + screen + mark + "\n", {5}, nonce);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->at(0)->text, screen);
}

TEST(split_batch, refuses_rows_that_do_not_add_up) {
  const auto head = mark + "%1 2\n";
  EXPECT_TRUE(split_batch(head + "a\nb\n" + mark + "\n", {1}, nonce));
  EXPECT_EQ(code_of(head + "a\n" + mark + "\n", {1}), errc::protocol);
  EXPECT_EQ(code_of(head + "a\nb\nc\n" + mark + "\n", {1}), errc::protocol);
  EXPECT_EQ(code_of(head + "a\nb\n", {1}), errc::protocol);
  EXPECT_EQ(code_of(head + "a\nb\n" + mark, {1}), errc::protocol);
}

TEST(split_batch, refuses_garbage) {
  const auto close = mark + "\n";
  const std::vector<std::string> garbage{std::string{},
                                         std::string{"\n"},
                                         std::string{"garbage"},
                                         mark,
                                         mark + "%1",
                                         mark + "%x 2\n",
                                         mark + "%1 \n",
                                         mark + "%1 -2\n" + close,
                                         mark + "%1 0\n" + close,
                                         mark + "%1 99999999999999999999\n" + close};
  for (const auto& text : garbage)
    EXPECT_EQ(code_of(text, {1}), errc::protocol) << text;
}

} // namespace
} // namespace orc::host
