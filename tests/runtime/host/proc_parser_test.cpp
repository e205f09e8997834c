#include "runtime/host/proc_parser.hpp"

#include <gtest/gtest.h>

namespace orc::host {
namespace {

std::string stat_with(const std::string& command) {
  return "412 (" + command
         + ") S 7 412 400 34816 419 4194304 1 2 3 4 55 66 5 6 20 0 11 0 987654 1000 200 0 0\n";
}

TEST(proc_stat_parser, reads_the_fields_by_their_numbers_in_the_manual) {
  const auto stat = parse_proc_stat(stat_with("node"));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->pid, 412);
  EXPECT_EQ(stat->command, "node");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent, 7);
  EXPECT_EQ(stat->group, 412);
  EXPECT_EQ(stat->terminal, 34816);
  EXPECT_EQ(stat->foreground_group, 419);
  EXPECT_EQ(stat->user_ticks, 55U);
  EXPECT_EQ(stat->system_ticks, 66U);
  EXPECT_EQ(stat->threads, 11U);
  EXPECT_EQ(stat->start_ticks, 987654U);
}

TEST(proc_stat_parser, is_not_misled_by_what_a_process_calls_itself) {
  for (const std::string name : {"a b", "(", ")", ") R 1 1 1 1 1", "x) (y", "a\nb", "", "((()))"}) {
    const auto stat = parse_proc_stat(stat_with(name));
    ASSERT_TRUE(stat) << name;
    EXPECT_EQ(stat->command, name);
    EXPECT_EQ(stat->foreground_group, 419) << name;
  }
}

TEST(proc_stat_parser, refuses_what_is_no_stat_line) {
  const auto whole = stat_with("sh");
  for (const std::string text : {"",
                                 "412",
                                 "412 (sh",
                                 "(sh) S",
                                 "x (sh) S 1 2 3 4 5",
                                 "412 (sh) SS 7 412 400 34816 419 1 1 2 3 4 5 6 5 6 2 0 1 0 9 1"})
    EXPECT_FALSE(parse_proc_stat(text)) << text;
  EXPECT_FALSE(parse_proc_stat(whole.substr(0, whole.find("987654"))));
  EXPECT_TRUE(parse_proc_stat(whole.substr(0, whole.find(" 1000 200"))));
}

TEST(proc_stat_parser, knows_a_process_without_a_terminal) {
  const auto stat = parse_proc_stat("1 (init) S 0 1 1 0 -1 0 1 2 3 4 5 6 7 8 9 10 1 0 33 1 1\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->terminal, 0);
  EXPECT_EQ(stat->foreground_group, -1);
}

TEST(cmdline_parser, splits_at_nul_and_stops_at_its_limit) {
  using words = std::vector<std::string>;
  EXPECT_EQ(parse_cmdline(std::string{"node\0/x y\0\0--z\0", 15}, 64),
            (words{"node", "/x y", "", "--z"}));
  EXPECT_EQ(parse_cmdline(std::string{"a\0b\0c\0", 6}, 2), (words{"a", "b"}));
  EXPECT_EQ(parse_cmdline("cut in the mid", 64), (words{"cut in the mid"}));
  EXPECT_TRUE(parse_cmdline("", 64).empty());
}

TEST(children_parser, reads_numbers_until_something_else_comes) {
  EXPECT_EQ(parse_children("12 13 "), (std::vector<std::int64_t>{12, 13}));
  EXPECT_TRUE(parse_children("").empty());
  EXPECT_EQ(parse_children("7 x 9"), (std::vector<std::int64_t>{7}));
}

TEST(proc_parser, FindsTheSocketsThatListenUnderAName) {
  const auto found = parse_unix_listeners(
      "Num       RefCount Protocol Flags    Type St Inode Path\n"
      "000000005ac1618c: 00000003 00000000 00000000 0001 03  1676\n"
      "000000005ac1618d: 00000003 00000000 00000000 0001 03  1677 /tmp/connected\n"
      "00000000cc24eaea: 00000002 00000000 00010000 0001 01 1470475 /tmp/tmux-0/a b\n"
      "00000000cc24eaeb: 00000002 00000000 00010000 0001 01   912 rel/ative\n"
      "00000000cc24eaec: 00000002 00000000 00010000 0001 01   913 @abstract\n"
      "00000000cc24eaed: 00000002 00000000 00010000 0001 01   914\n"
      "garbage");
  EXPECT_EQ(found, (std::vector<unix_listener>{{1470475, "/tmp/tmux-0/a b"}, {912, "rel/ative"}}));
}

} // namespace
} // namespace orc::host
