// Names and titles that are meant to be run, to be taken for something else or to be too much: they
// are given back letter by letter, and nothing else happens.
#include "tests/e2e/odd_test.hpp"

#include <filesystem>
#include <fstream>
#include <map>

namespace orc::e2e {
namespace {

/// `#` is doubled and a last `;` is escaped, as tmux wants both in a name: tmux(1), FORMATS and
/// COMMAND PARSING AND EXECUTION.
std::string for_tmux(const std::string& name) {
  std::string out;
  for (const char c : name)
    out.append(c == '#' ? 2 : 1, c);
  if (out.ends_with(';'))
    out.insert(out.size() - 1, "\\");
  return out;
}

class OddNames : public odd_test {
protected:
  /// Made by whoever runs what he should have read.
  std::string canary = folder / "canary";

  std::vector<std::string> names() const {
    return {"  two  spaces  ",
            "it's \"quoted\" \\ back",
            "; kill-server ;",
            "tab\there and\nnew line\r",
            "\xF0\x9F\xA6\x80 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 crab", // emoji
            "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xE2\x80\xAE right to left \xE2\x80\xAC",
            "%1",
            "@1",
            "$0",
            "$(reboot)",
            "$(touch " + canary + ")",
            "`touch " + canary + "`",
            "#(touch " + canary + ")",
            "#{pane_id} #{q:session_name} #[fg=red]",
            "-t",
            "--help",
            "{last} ! ~ + = *",
            "a:b.c",
            R"("},{"id":"forged","pane":"%0)",
            "<script>alert(1)</script>&amp;",
            "{label=\"x\"} 1\nagents_total 99",
            "\x1B[31m\x01\x07 bell",
            "\xFF\xFE\xC3(\xED\xA0\x80", // no UTF-8
            "healthy",
            std::string(4000, 'x'),
            std::string(3000, ' ') + "\xE2\x9C\xB3"};
  }

  /// tmux's own word for it.
  std::string named(const scripted_agent& agent, const std::string& what) const {
    return server.tmux({"display-message", "-p", "-t", agent.pane, "#{" + what + "}"});
  }

  std::string tty_of(const std::string& pane) const {
    return server.tmux({"display-message", "-p", "-t", pane, "#{pane_tty}"});
  }

  /// What a program in the pane would print.
  void print_in(const std::string& pane, const std::string& text) const {
    std::ofstream{tty_of(pane)} << text << std::flush;
  }

  void expect_nothing_else_happened() {
    EXPECT_FALSE(std::filesystem::exists(canary));
    const auto metrics = http().get("/metrics").body;
    EXPECT_EQ(run_program({"promtool", "check", "metrics"}, metrics).status, 0);
    EXPECT_EQ(http().metric("errors_total"), 0);
    EXPECT_EQ(http().metric("tmux_orchestrator_restarts_total"), 0);
    EXPECT_TRUE(daemon->is_running());
    expect_all_is_well();
  }
};

TEST_F(OddNames, OfSessionsAndWindowsAreGivenBackLetterByLetterWithTheRightAgent) {
  const auto wanted = names();
  std::vector<scripted_agent> agents;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    agents.push_back(server.add_agent("s" + std::to_string(i), "w"));
  watch();
  for (const auto& agent : agents)
    expect_state(agent, "idle", at_first);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& window = wanted[wanted.size() - 1 - i];
    server.tmux({"rename-window", "-t", agents[i].pane, "--", for_tmux(window)});
    server.tmux({"rename-session", "-t", agents[i].pane, "--", for_tmux(wanted[i])});
  }
  EXPECT_TRUE(daemon->let_pass(2)); // a record bears the name that its cycle listed
  for (const auto& agent : agents)
    make_it(server, agent, "error", "this is of " + agent.pane + ".");
  EXPECT_TRUE(daemon->let_pass(2));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& agent = agents[i];
    EXPECT_FALSE(named(agent, "session_name").starts_with("s" + std::to_string(i))) << wanted[i];
    EXPECT_NE(named(agent, "window_name"), "w") << wanted[wanted.size() - 1 - i];
    EXPECT_EQ(text_of(agent, "session"), named(agent, "session_name"));
    EXPECT_EQ(text_of(agent, "window"), named(agent, "window_name"));
    EXPECT_EQ(text_of(agent, "name"), "tmux.sock/" + named(agent, "session_name") + ":0.0");
    EXPECT_EQ(text_of(agent, "evidence"), "[orc-agent] error: this is of " + agent.pane + ".");
    const auto past = daemon->history(id_of(agent));
    EXPECT_EQ(past.back().name, text_of(agent, "name"));
    EXPECT_EQ(past.back().says.evidence, text_of(agent, "evidence"));
  }
  expect_nothing_else_happened();
}

TEST_F(OddNames, FilterTheListOnlyWhereTheyAreMeant) {
  const auto meant = server.add_agent("meant", "w");
  server.add_agent("other", "w");
  server.tmux({"rename-session", "-t", meant.pane, "--", "&state=idle;%31 ?#"});
  watch();
  expect_state(meant, "idle", at_first);
  const auto body = boost::json::parse(
      http().get("/api/v1/agents?session=%26state%3Didle%3B%2531%20%3F%23").body);
  const auto& items = body.at("items").as_array();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].at("pane").as_string(), meant.pane);
}

TEST_F(OddNames, OfPanesMayHoldWhateverATerminalCanSay) {
  const auto agent = server.add_agent("s", "w");
  watch();
  expect_state(agent, "idle", at_first);
  for (const auto& title :
       {std::string{"\x1B[31mred\x1B[0m"},
        std::string{"#{pane_id} #(touch "} + canary + ") $(touch " + canary + ")",
        std::string{"\xE2\x80\xAE\xD7\xA9\xF0\x9F\xA6\x80"},
        std::string{"\xFF\xC3("},
        std::string{"line\nline\ttab"},
        std::string(999'000, 'M'),
        std::string{}}) {
    print_in(agent.pane, "\x1B]2;" + title + "\x1B\\");
    become(agent, "waiting");
    become(agent, "error");
  }
  expect_nothing_else_happened();
}

TEST_F(OddNames, OfPanesAreNotReadWhenTheyAreMuchTooLong) {
  const auto agent = server.add_agent("s", "w");
  watch();
  expect_state(agent, "idle", at_first);
  for (int i = 0; i < 70; ++i)
    server.tmux({"new-window", "-d", "printf '\\033]2;%0999000d\\007' 0; exec sleep 1000"});
  ASSERT_TRUE(eventually([&] {
    return server.tmux({"list-panes", "-a", "-f", "#{e|>|:#{n:pane_title},900000}"}).size()
           > 69 * 20;
  }));
  EXPECT_TRUE(daemon->let_pass(5));
  for (const auto* word : {"waiting", "error", "waiting"})
    become(agent, word, at_once + 2);
  expect_all_is_well();
  EXPECT_LT(http().metric("monitoring_cycle_duration"), 0.3);
}

} // namespace
} // namespace orc::e2e
