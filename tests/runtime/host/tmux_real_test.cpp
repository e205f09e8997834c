// The parsers and the client against a real tmux.
#include "runtime/host/nonce.hpp"
#include "runtime/host/tmux_batch.hpp"
#include "runtime/host/tmux_client.hpp"
#include "runtime/host/tmux_parser.hpp"
#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;
using test::private_tmux;

pane_listing list(private_tmux& tmux) {
  const auto nonce = random_nonce();
  const auto text = tmux.client().run(list_args(nonce), {}, 10s);
  EXPECT_TRUE(text) << text.error().message;
  auto listing = parse_listing(text.value_or(""), nonce, "private");
  EXPECT_TRUE(listing) << listing.error().message;
  return listing.value_or(pane_listing{});
}

std::vector<std::optional<captured_screen>> capture(private_tmux& tmux,
                                                    const std::vector<pane_request>& panes) {
  const auto nonce = random_nonce();
  const auto text = tmux.client().run({"source-file", "-"}, capture_batch(panes, nonce), 10s);
  EXPECT_TRUE(text) << text.error().message;
  auto split = split_batch(text.value_or(""), panes, nonce);
  EXPECT_TRUE(split) << split.error().message;
  return split.value_or(std::vector<std::optional<captured_screen>>(panes.size()));
}

/// Until the pane's program has drawn what the test waits for.
std::string screen_with(private_tmux& tmux, int pane, const std::string& words) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  std::string text;
  while (text.find(words) == std::string::npos && std::chrono::steady_clock::now() < until)
    text = capture(tmux, {pane}).at(0).value_or(captured_screen{}).text;
  return text;
}

TEST(real_tmux, captures_one_row_with_its_colours) {
  private_tmux tmux{"work", "printf 'a\\n\\033[2mfaint\\033[0m b'; exec sleep 1000"};
  screen_with(tmux, 0, "faint");
  const auto screen = capture(tmux, {{0, 1}}).at(0).value();
  EXPECT_EQ(screen.styled.substr(0, 9), "\x1b[2mfaint");
  EXPECT_EQ(std::count(screen.styled.begin(), screen.styled.end(), '\n'), 1);
  EXPECT_EQ(capture(tmux, {{0, 10000}}).at(0).value().text, screen.text); // below the last row
}

TEST(real_tmux, lists_itself_and_its_pane) {
  private_tmux tmux{"work", "exec sleep 1000", 91, 33};
  const auto listing = list(tmux);
  EXPECT_EQ(listing.run.socket_path, tmux.socket());
  EXPECT_EQ(listing.run.pid, tmux.pid());
  EXPECT_GT(listing.run.start_time, 1'500'000'000);
  EXPECT_EQ(listing.run.token, run_token(listing.run));
  ASSERT_EQ(listing.panes.size(), 1U);
  const auto& pane = listing.panes.front();
  EXPECT_EQ(pane.session_name, "work");
  EXPECT_EQ(pane.width, 91);
  EXPECT_EQ(pane.height, 33);
  EXPECT_GT(pane.pid, 1);
  EXPECT_GT(pane.activity, 1'500'000'000);
  EXPECT_TRUE(pane.cursor_visible);
  EXPECT_FALSE(pane.dead);
}

TEST(real_tmux, lists_a_title_that_is_too_long_as_none) {
  private_tmux tmux;
  const auto title_of = [&](const std::string& title) {
    tmux.run({"select-pane", "-T", title});
    return list(tmux).panes.at(0).title;
  };
  const std::string longest(max_title, 'x');
  EXPECT_EQ(title_of(longest), longest);
  EXPECT_EQ(title_of(longest + "x"), "");
  // Bytes, not columns: a style and a mark that joins have no width.
  EXPECT_EQ(title_of("##[" + longest + "]"), "");
  std::string marks = "e";
  while (marks.size() <= max_title)
    marks += "\u0301";
  EXPECT_EQ(title_of(marks), "");
}

TEST(real_tmux, keeps_hostile_names_and_titles_in_their_fields) {
  private_tmux tmux;
  const std::vector<std::string> hostile{"a\nb\tc",
                                         "\"quoted\" 'too'",
                                         "; kill-server ; x",
                                         "%1 $1 @1 0 0 9",
                                         "$(reboot) `reboot`",
                                         "#{pid} #[fg=red] #(reboot)",
                                         "🤖✳ é",
                                         "مرحبا \u202e rtl",
                                         random_nonce(),
                                         "\\",
                                         "-t",
                                         "x;y:z.w"};
  for (const auto& name : hostile) {
    const auto pane = tmux.add_window("first");
    const auto target = "%" + std::to_string(pane);
    tmux.run({"rename-window", "-t", target, "--", name});
    (void)tmux.client().run({"select-pane", "-t", target, "-T", name}, {}, 10s);
    (void)tmux.client().run({"new-session", "-d", "-s", name, "exec sleep 1000"}, {}, 10s);
    const auto listing = list(tmux);
    const auto found = std::find_if(listing.panes.begin(),
                                    listing.panes.end(),
                                    [&](const pane_row& row) { return row.pane == pane; });
    ASSERT_NE(found, listing.panes.end()) << name;
    EXPECT_EQ(found->session_name, "first") << name;
    EXPECT_EQ(found->width, 80) << name;
    // tmux rewrites control characters and backslashes in names; what has none comes back whole.
    if (name.find_first_of("\n\t\\#") == std::string::npos) {
      EXPECT_EQ(found->window_name, name);
    }
  }
  EXPECT_GE(list(tmux).panes.size(), 2 * hostile.size() - 2);
}

TEST(real_tmux, lets_a_program_put_anything_into_its_title) {
  const std::string before = random_nonce();
  private_tmux tmux{"s",
                    "printf '\\033]2;\tx%%9 $1 " + before + "\\033\\\\ready'; exec sleep 1000"};
  screen_with(tmux, 0, "ready");
  const auto listing = list(tmux);
  ASSERT_EQ(listing.panes.size(), 1U);
  EXPECT_NE(listing.panes.front().title.find(before), std::string::npos);
}

TEST(real_tmux, shows_a_window_of_two_sessions_and_of_a_group_once) {
  private_tmux tmux;
  tmux.run({"new-session", "-d", "-s", "aaa", "exec sleep 1000"});
  tmux.run({"link-window", "-d", "-s", "first:0", "-t", "aaa:7"});
  tmux.run({"new-session", "-d", "-s", "aab", "-t", "first"});
  const auto listing = list(tmux);
  ASSERT_EQ(listing.panes.size(), 2U);
  EXPECT_EQ(listing.panes.at(0).pane, 0);
  EXPECT_EQ(listing.panes.at(0).session_name, "first");
  EXPECT_EQ(listing.panes.at(1).session_name, "aaa");
}

TEST(real_tmux, splits_screens_of_different_heights_and_reports_the_missing) {
  private_tmux tmux{"s", "echo zero; exec sleep 1000", 80, 24};
  const auto one = tmux.add_window("s", "echo one; exec sleep 1000");
  tmux.run({"split-window",
            "-d",
            "-l",
            "5",
            "-t",
            "%" + std::to_string(one),
            "echo two; exec sleep 1000"});
  screen_with(tmux, 0, "zero");
  screen_with(tmux, one, "one");
  screen_with(tmux, one + 1, "two");
  const auto screens = capture(tmux, {one + 1, 99, 0, one});
  ASSERT_TRUE(screens.at(0) && screens.at(2) && screens.at(3));
  EXPECT_FALSE(screens.at(1));
  EXPECT_EQ(screens.at(0)->height, 5);
  EXPECT_EQ(screens.at(0)->text, "two\n\n\n\n\n");
  EXPECT_EQ(screens.at(2)->height, 24);
  EXPECT_TRUE(screens.at(2)->text.starts_with("zero\n"));
  EXPECT_EQ(screens.at(3)->height, 18);
  EXPECT_TRUE(screens.at(3)->text.starts_with("one\n"));
  for (const auto index : {0U, 2U, 3U})
    EXPECT_EQ(std::count(screens.at(index)->text.begin(), screens.at(index)->text.end(), '\n'),
              screens.at(index)->height);
}

TEST(real_tmux, reads_an_old_marker_on_a_screen_as_text) {
  const auto old = random_nonce();
  private_tmux tmux{"s", "echo " + old + "%0 3; echo " + old + "; exec sleep 1000"};
  const auto text = screen_with(tmux, 0, old + "\n");
  EXPECT_TRUE(text.starts_with(old + "%0 3\n" + old + "\n"));
}

TEST(real_tmux, times_out_on_a_stopped_server_and_answers_again_when_it_goes_on) {
  private_tmux tmux;
  kill(tmux.pid(), SIGSTOP);
  const auto began = std::chrono::steady_clock::now();
  const auto refused = tmux.client().run(list_args("x"), {}, 200ms);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::timed_out);
  kill(tmux.pid(), SIGCONT);
  EXPECT_EQ(list(tmux).panes.size(), 1U);
}

TEST(real_tmux, calls_a_missing_server_no_server_however_it_is_missing) {
  const test::scratch_folder folder;
  process_tmux_client nowhere{tmux_socket{{}, folder / "none.sock"}};
  EXPECT_EQ(nowhere.run(list_args("x"), {}, 10s).error().code, errc::no_server);
  EXPECT_EQ(nowhere.run(list_args("x"), {}, 10s).error().message,
            "no tmux server on " + folder / "none.sock");
  process_tmux_client deeper{tmux_socket{{}, folder / "no/such/folder/x"}};
  EXPECT_EQ(deeper.run(list_args("x"), {}, 10s).error().code, errc::no_server);

  // A socket that nobody listens on any more.
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = folder / "left.sock";
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(fd);
  process_tmux_client left{tmux_socket{{}, path}};
  EXPECT_EQ(left.run(list_args("x"), {}, 10s).error().code, errc::no_server);
}

TEST(real_tmux, is_missed_by_name_when_it_is_not_installed) {
  process_tmux_client client{tmux_socket{}, "tmux-that-is-not-installed"};
  const auto out = client.run({"list-panes"}, {}, 10s);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, errc::io);
  EXPECT_EQ(out.error().message, "tmux-that-is-not-installed is not installed, or not in PATH");
}

/// What comes of a tmux that is this script.
result<std::string> run_script(const std::string& script) {
  const test::scratch_folder folder;
  const auto program = folder / "tmux";
  std::ofstream{program} << "#!/bin/sh\n" << script << "\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  return process_tmux_client{tmux_socket{}, program}.run({"list-panes"}, {}, 10s);
}

TEST(real_tmux, takes_no_part_of_an_answer_for_the_whole) {
  EXPECT_EQ(run_script("echo a part; kill -9 $$").error().code, errc::protocol);
  EXPECT_EQ(run_script("echo a part; echo '[lost server]' >&2; exit 1").error().code,
            errc::no_server);
  EXPECT_EQ(run_script("echo all; echo \"can't find pane: %7\" >&2; exit 1"), "all\n");
}

TEST(real_tmux, is_not_confused_by_the_tmux_that_we_run_in) {
  setenv("TMUX", "/nonexistent/socket,1,0", 1);
  setenv("TMUX_PANE", "%4242", 1);
  private_tmux tmux;
  unsetenv("TMUX");
  unsetenv("TMUX_PANE");
  EXPECT_EQ(list(tmux).panes.size(), 1U);
  EXPECT_EQ(tmux.client().run({"show-environment", "-g", "TMUX_PANE"}, {}, 10s).has_value(), false);
}

TEST(real_tmux, lists_a_server_without_sessions_as_empty) {
  private_tmux tmux;
  tmux.run({"set-option", "-s", "exit-empty", "off"});
  tmux.run({"kill-session", "-t", "first"});
  const auto listing = list(tmux);
  EXPECT_EQ(listing.run.pid, tmux.pid());
  EXPECT_TRUE(listing.panes.empty());
}

TEST(tmux_words, mean_what_the_caller_can_act_on) {
  EXPECT_EQ(classify_tmux("no server running on /tmp/x", "w").code, errc::no_server);
  EXPECT_EQ(classify_tmux("error connecting to /x (No such file or directory)", "w").code,
            errc::no_server);
  EXPECT_EQ(classify_tmux("error connecting to /x (Connection refused)", "w").code,
            errc::no_server);
  EXPECT_EQ(classify_tmux("server exited unexpectedly", "w").code, errc::no_server);
  EXPECT_EQ(classify_tmux("error connecting to /x (Permission denied)", "w").code,
            errc::permission);
  EXPECT_EQ(classify_tmux("can't find pane: %7", "w").code, errc::not_found);
  EXPECT_EQ(classify_tmux("unknown command: x\nmore", "w").code, errc::protocol);
  EXPECT_EQ(classify_tmux("unknown command: x\nmore", "w").message,
            "tmux on w: unknown command: x");
}

} // namespace
} // namespace orc::host
