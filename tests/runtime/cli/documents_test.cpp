#include "runtime/cli/documents.hpp"

#include "runtime/host/child_process.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace orc::cli {
namespace {

/// What a real bash would offer for the last of these words.
std::string offered(const std::string& line) {
  std::istringstream in{line};
  std::string script = bash_completions() + "COMP_WORDS=(tmux-orc";
  std::string word;
  std::size_t count = 0;
  while (in >> word) {
    script += " '" + (word == "_" ? std::string{} : word) + "'";
    ++count;
  }
  script += ")\nCOMP_CWORD=" + std::to_string(count) + "\n_tmux_orc\necho \"${COMPREPLY[*]}\"\n";
  host::process_order order;
  order.argv = {"bash", "--norc", "-s"};
  order.environment = {"PATH=/usr/bin:/bin"};
  order.input = script;
  const auto done = host::run_process(order);
  if (!done)
    return done.error().message;
  EXPECT_EQ(done->err, "") << line;
  return done->out.substr(0, done->out.find('\n'));
}

TEST(Completions, OfferTheCommandsFirst) {
  const auto all = offered("_");
  for (const auto& c : commands()) {
    const auto word = " " + std::string{c.name} + " ";
    EXPECT_EQ((" " + all + " ").find(word) != std::string::npos, c.name.find(' ') == c.name.npos)
        << word;
  }
  EXPECT_EQ(offered("ag"), "agents");
  EXPECT_EQ(offered("help his"), "history");
}

TEST(Completions, OfferTheOptionsOfTheCommandThatStandsThere) {
  EXPECT_EQ(offered("agents --sta"), "--state");
  EXPECT_EQ(offered("history --sta"), "");
  EXPECT_EQ(offered("agents --js"), "--json");
  EXPECT_EQ(offered("monitor sto"), "stop");
  EXPECT_EQ(offered("monitor stop --fo"), "--force");
  EXPECT_EQ(offered("monitor start --fo"), "");
  EXPECT_EQ(offered("--json agents --stu"), "--stuck");
}

TEST(Completions, OfferTheValuesOfAFixedChoice) {
  EXPECT_EQ(offered("agents --state wait"), "waiting_input");
  EXPECT_EQ(offered("agents --json --sort na"), "name");
  EXPECT_EQ(offered("agents --color a"), "auto always");
  EXPECT_EQ(offered("completions b"), "bash");
}

TEST(Manual, TellsEveryCommandAndOptionAndNoLineIsTakenForARequest) {
  const auto page = manual_page();
  const auto holds = [&](std::string text) {
    for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2)
      text.insert(at, "\\");
    return page.find(text) != std::string::npos;
  };
  for (const auto& c : commands()) {
    EXPECT_TRUE(holds(".SS " + std::string{c.name} + "\n")) << c.name;
    for (const auto& o : c.options)
      EXPECT_TRUE(holds(std::string{key_of(o)})) << o.name;
  }
  std::istringstream in{page};
  for (std::string line; std::getline(in, line);) {
    const bool request = line.starts_with(".") || line.starts_with("'");
    EXPECT_TRUE(!request || line.starts_with(".TP") || line.starts_with(".S")
                || line.starts_with(".TH ") || line.starts_with(".B ") || line == ".PP")
        << line;
  }
}

} // namespace
} // namespace orc::cli
