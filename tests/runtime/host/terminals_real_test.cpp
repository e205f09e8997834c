#include "runtime/host/process_table.hpp"
#include "runtime/host/terminals.hpp"
#include "tests/support/private_tmux.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

struct RealTerminals : testing::Test {
  test::scratch_folder folder;
  test::private_tmux tmux{"first", "exec sh -c 'sleep 1000; :'"};
  proc_terminal_watcher watcher{
      [this] {
        return std::vector<named_client>{
            {"mine", std::make_shared<process_tmux_client>(tmux_socket{{}, tmux.socket()})}};
      },
      10s};

  /// The kernel's word comes when it comes.
  terminal_look until(const std::function<bool(const terminal_look&)>& good) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    auto look = watcher.look();
    while (look && !good(*look) && std::chrono::steady_clock::now() < deadline)
      look = watcher.look();
    EXPECT_TRUE(look && good(*look));
    return look.value_or(terminal_look{});
  }

  static const terminal_process* named(const terminal_look& look, const std::string& command) {
    const auto& all = look.processes;
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& p) { return p.facts.command == command; });
    return found == all.end() ? nullptr : &*found;
  }
};

TEST_F(RealTerminals, EveryProcessOnAPanesTerminalIsFoundAndNobodyElse) {
  const auto look = until([](const auto& l) { return named(l, "sh") && named(l, "sleep"); });
  ASSERT_EQ(look.panes.size(), 1u);
  ASSERT_TRUE(look.panes[0].terminal);
  EXPECT_EQ(look.panes[0].server, "mine");
  EXPECT_EQ(look.panes[0].session_name, "first");
  EXPECT_EQ(look.servers, std::vector<std::string>{"mine"});
  EXPECT_EQ(look.processes.size(), 2u);
  const auto* sleeps = named(look, "sleep");
  EXPECT_EQ(sleeps->terminal, *look.panes[0].terminal);
  EXPECT_EQ(sleeps->facts.argv, (std::vector<std::string>{"sleep", "1000"}));
  EXPECT_TRUE(sleeps->in_front);
}

TEST_F(RealTerminals, AProcessInTheBackgroundIsNotInFront) {
  tmux.run({"new-window", "exec sh -i"});
  tmux.run({"send-keys", "-t", "first:1", "sleep 777 &", "Enter"});
  const auto look = until([](const auto& l) {
    return std::any_of(l.processes.begin(), l.processes.end(), [](const auto& p) {
      return p.facts.argv == std::vector<std::string>{"sleep", "777"};
    });
  });
  for (const auto& p : look.processes)
    EXPECT_EQ(p.in_front, p.facts.argv != (std::vector<std::string>{"sleep", "777"}));
}

TEST_F(RealTerminals, AProcessThatWasGivenATerminalOfItsOwnLivesElsewhere) {
  tmux.run({"new-window",
            "exec script -qc 'echo $$ > " + folder / "pid" + "; exec sleep 778' /dev/null"});
  std::int64_t inner = 0;
  const auto look = until([&](const auto& l) {
    std::ifstream{folder / "pid"} >> inner;
    return inner > 0 && named(l, "script");
  });
  EXPECT_EQ(std::count_if(look.processes.begin(),
                          look.processes.end(),
                          [&](const auto& p) { return p.facts.pid == inner; }),
            0);
  const auto start = proc_process_table{}.facts_of(inner)->start_ticks;
  const auto& all = look.elsewhere;
  EXPECT_EQ(std::count(all.begin(), all.end(), process_id{inner, start}), 1);
}

TEST_F(RealTerminals, APaneWhoseProgramHasEndedHasNoTerminal) {
  tmux.run({"set-option", "-g", "remain-on-exit", "on"});
  tmux.run({"new-window", "true"});
  until([](const auto& l) {
    return l.panes.size() == 2 && (!l.panes[0].terminal || !l.panes[1].terminal);
  });
}

} // namespace
} // namespace orc::host
