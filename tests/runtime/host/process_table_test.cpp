#include "runtime/host/process_table.hpp"

#include "runtime/host/nonce.hpp"
#include "runtime/host/self_usage.hpp"
#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <ctime>
#include <functional>
#include <thread>
#include <unistd.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

/// The kernel's word comes when it comes; ten seconds are for a machine under load.
bool comes_true(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::yield();
  }
  return true;
}

/// A child that only waits, under a name of our choice.
class sleeper {
public:
  explicit sleeper(const char* name) : pid_(fork()) {
    if (pid_ == 0) {
      prctl(PR_SET_NAME, name);
      pause();
      _exit(0);
    }
  }

  sleeper(const sleeper&) = delete;
  sleeper& operator=(const sleeper&) = delete;

  ~sleeper() { end(); }

  void end() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
  }

  pid_t pid() const { return pid_; }

private:
  pid_t pid_;
};

TEST(process_table, reads_a_process_whatever_it_calls_itself) {
  proc_process_table table;
  const sleeper child{"a) S 1 (\n;b"};
  EXPECT_TRUE(comes_true([&] { return table.facts_of(child.pid())->command == "a) S 1 (\n;b"; }));
  const auto facts = table.facts_of(child.pid());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->pid, child.pid());
  EXPECT_GT(facts->start_ticks, 0U);
  ASSERT_FALSE(facts->argv.empty());
  EXPECT_NE(facts->argv.front().find("host_process_test"), std::string::npos);
  EXPECT_EQ(table.glance(child.pid())->start_ticks, facts->start_ticks);
}

TEST(process_table, tells_running_stopped_and_gone_apart) {
  proc_process_table table;
  sleeper child{"child"};
  const auto start = table.facts_of(child.pid())->start_ticks;
  const auto is = [&](liveness what) {
    return comes_true([&] { return table.liveness_of(child.pid(), start) == what; });
  };
  EXPECT_TRUE(is(liveness::running));
  kill(child.pid(), SIGSTOP);
  EXPECT_TRUE(is(liveness::stopped));
  kill(child.pid(), SIGCONT);
  EXPECT_TRUE(is(liveness::running));
  EXPECT_EQ(table.liveness_of(child.pid(), start + 1), liveness::gone);
  kill(child.pid(), SIGKILL);
  EXPECT_TRUE(is(liveness::gone)); // still a zombie
  const auto pid = child.pid();
  child.end();
  EXPECT_EQ(table.liveness_of(pid, start), liveness::gone);
  EXPECT_EQ(table.glance(pid).error().code, errc::not_found);
}

TEST(process_table, has_no_processes_with_impossible_numbers) {
  proc_process_table table;
  for (const std::int64_t pid : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX}) {
    EXPECT_FALSE(table.glance(pid));
    EXPECT_FALSE(table.facts_of(pid));
    EXPECT_FALSE(table.foreground_of(pid));
    EXPECT_TRUE(table.companions_of(pid, 3).empty());
    EXPECT_EQ(table.liveness_of(pid, 0), liveness::gone);
  }
}

TEST(process_table, finds_what_is_in_front_in_a_pane_and_what_is_below_a_launcher) {
  // An interactive shell gives each job a group of its own; `sh -c` keeps its child in its own.
  test::private_tmux tmux{"s", "exec sh -i"};
  proc_process_table table;
  const auto pane = std::stoll(tmux.run({"list-panes", "-a", "-F", "#{pane_pid}"}));
  EXPECT_TRUE(comes_true([&] { return table.foreground_of(pane)->pid == pane; }));
  tmux.run({"send-keys", "-t", "%0", "sh -c 'sleep 777; true'", "Enter"});
  EXPECT_TRUE(comes_true([&] { return table.glance(pane)->foreground_group != pane; }));
  EXPECT_TRUE(comes_true([&] {
    const auto front = table.foreground_of(pane);
    return front && front->argv == std::vector<std::string>{"sh", "-c", "sleep 777; true"};
  }));
  const auto front = table.foreground_of(pane);
  EXPECT_EQ(front->pid, table.glance(pane)->foreground_group);
  EXPECT_TRUE(comes_true([&] {
    const auto below = table.companions_of(front->pid, 3);
    return below.size() == 1 && below[0].facts.argv == std::vector<std::string>{"sleep", "777"};
  }));
  EXPECT_EQ(table.companions_of(pane, 1).size(), 1U);
  EXPECT_EQ(table.companions_of(pane, 2).size(), 2U);
  EXPECT_TRUE(table.companions_of(pane, 0).empty());
}

TEST(process_table, finds_a_member_of_the_group_when_its_leader_is_gone) {
  test::private_tmux tmux{"s", "exec sh -i"};
  proc_process_table table;
  const auto pane = std::stoll(tmux.run({"list-panes", "-a", "-F", "#{pane_pid}"}));
  // The pipeline's leader ends at once, its second process stays in front.
  tmux.run({"send-keys", "-t", "%0", "true | sleep 778", "Enter"});
  EXPECT_TRUE(comes_true([&] {
    const auto front = table.foreground_of(pane);
    return front && front->argv == std::vector<std::string>{"sleep", "778"};
  }));
}

TEST(process_table, finds_the_other_members_of_a_pipeline_and_nobody_in_the_background) {
  test::private_tmux tmux{"s", "exec sh -i"};
  proc_process_table table;
  using words = std::vector<std::string>;
  const auto pane = std::stoll(tmux.run({"list-panes", "-a", "-F", "#{pane_pid}"}));
  tmux.run({"send-keys", "-t", "%0", "sleep 771 &", "Enter"});
  tmux.run({"send-keys", "-t", "%0", "sleep 772 | sh -c 'sleep 773; true'", "Enter"});
  EXPECT_TRUE(comes_true([&] {
    const auto front = table.foreground_of(pane);
    return front && front->argv == words{"sleep", "772"};
  }));
  const auto leader = table.foreground_of(pane)->pid;
  const std::vector<words> expected{{"sh", "-c", "sleep 773; true"}, {"sleep", "773"}};
  EXPECT_TRUE(comes_true([&] {
    std::vector<words> found;
    const auto all = table.companions_of(leader, 3);
    for (const auto& one : all)
      found.push_back(one.facts.argv);
    return found == expected;
  }));
}

TEST(self_usage, counts_what_this_process_takes) {
  const auto usage = self_usage();
  ASSERT_TRUE(usage) << usage.error().message;
  EXPECT_GT(usage->rss_bytes, 1'000'000U);
  EXPECT_LT(usage->rss_bytes, 4'000'000'000U);
  EXPECT_GE(usage->threads, 1U);
  EXPECT_GE(usage->open_fds, 3U);
  EXPECT_GE(usage->cpu_seconds, 0.0);
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_LE(usage->start_time_seconds, now + 1);
  EXPECT_GT(usage->start_time_seconds, now - 3600);
  EXPECT_EQ(self_usage()->start_time_seconds, usage->start_time_seconds);
}

TEST(self_usage, sees_an_opened_descriptor_and_a_new_thread) {
  const auto before = self_usage();
  const int fd = dup(0);
  std::thread other{[&] {
    const auto now = self_usage();
    EXPECT_EQ(now->open_fds, before->open_fds + 1);
    EXPECT_EQ(now->threads, before->threads + 1);
  }};
  other.join();
  close(fd);
}

TEST(random_nonce, is_sixteen_hexadecimal_digits_and_never_the_same) {
  const auto one = random_nonce();
  EXPECT_EQ(one.size(), 16U);
  EXPECT_EQ(one.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(one, random_nonce());
}

} // namespace
} // namespace orc::host
