// The built-in rules over the recorded screens of real agents.
#include "actors/agent_monitor/identify.hpp"
#include "runtime/config/rules_file.hpp"
#include "tests/support/recorded_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>

namespace orc {
namespace {

const rule_sets& built_in() {
  static const auto all = [] {
    auto loaded = load_rules(std::filesystem::path{ORC_SOURCE_DIR} / "config/agents");
    if (!loaded)
      for (const auto& fault : loaded.error())
        ADD_FAILURE() << to_string(fault);
    return loaded.value_or(rule_sets{});
  }();
  return all;
}

sighting look(const recorded_screen& screen) {
  return read(*rules_for(built_in(), screen.pane.kind), screen.pane);
}

/// A shell is in front there: what the screen shows of the agent is a leftover.
bool is_leftover(const recorded_screen& screen) {
  return screen.label == "crashed" || screen.label == "exited" || screen.label == "shell";
}

bool is_right(const recorded_screen& screen, const sighting& seen) {
  if (screen.label == "hold")
    return seen.hold;
  if (is_leftover(screen))
    return !seen.seen.positive && !seen.hold;
  const std::string state{to_string(seen.seen.state)};
  return !seen.hold && (state == screen.label || screen.also.contains(state));
}

TEST(RecordedScreens, AreReadAsTheStateThatTheAgentWasDrivenInto) {
  const auto screens = recorded_screens();
  ASSERT_GE(screens.size(), 100u);
  std::size_t right = 0;
  for (const auto& screen : screens) {
    const auto seen = look(screen);
    if (is_right(screen, seen)) {
      ++right;
      continue;
    }
    std::cout << screen.name << ": driven into " << screen.label << ", read as "
              << to_string(seen.seen.state) << (seen.hold ? " (held)" : "") << " by "
              << seen.seen.rule << ": " << seen.seen.evidence << '\n';
  }
  EXPECT_EQ(right, screens.size());
}

TEST(RecordedScreens, NeverSayThatAnAgentEnded) {
  for (const auto& screen : recorded_screens())
    EXPECT_FALSE(is_over(look(screen).seen.state)) << screen.name;
}

TEST(RecordedScreens, ShowNoSignOfViolenceWhileTheAgentLives) {
  for (const auto& screen : recorded_screens())
    if (!is_leftover(screen)) {
      EXPECT_EQ(look(screen).violence, "") << screen.name;
    }
}

TEST(RecordedScreens, ShowTheSignOfViolenceThatAKilledAgentLeaves) {
  std::size_t killed = 0;
  for (const auto& screen : recorded_screens()) {
    if (screen.label != "crashed")
      continue;
    ++killed;
    const auto seen = look(screen);
    EXPECT_NE(seen.violence.find("Killed"), std::string::npos) << screen.name << seen.violence;
    EXPECT_EQ(seen.farewell, "") << screen.name;
    EXPECT_TRUE(seen.unrestored) << screen.name;
  }
  EXPECT_GE(killed, 8u);
}

TEST(RecordedScreens, ShowTheFarewellOfAnAgentThatWasToldToQuit) {
  std::size_t left = 0;
  for (const auto& screen : recorded_screens()) {
    if (screen.label != "exited")
      continue;
    const auto seen = look(screen);
    if (screen.name.find("quit") == std::string::npos)
      continue; // by a signal: no farewell is said
    ++left;
    EXPECT_NE(seen.farewell, "") << screen.name;
    EXPECT_EQ(seen.violence, "") << screen.name;
    EXPECT_FALSE(seen.unrestored) << screen.name;
  }
  EXPECT_GE(left, 8u);
}

TEST(RecordedScreens, ShowNoFarewellWhileTheAgentLives) {
  for (const auto& screen : recorded_screens())
    if (!is_leftover(screen)) {
      EXPECT_EQ(look(screen).farewell, "") << screen.name;
    }
}

TEST(RecordedScreens, GiveTheRetriesOfARefusedRequest) {
  std::size_t counted = 0;
  for (const auto& screen : recorded_screens()) {
    const auto said = look(screen).seen;
    if (said.details.retry_attempt) {
      ++counted;
      if (screen.pane.kind == "opencode" || screen.pane.kind == "kilo")
        continue; // they name no limit
      ASSERT_TRUE(said.details.retry_limit) << screen.name;
      EXPECT_LE(*said.details.retry_attempt, *said.details.retry_limit) << screen.name;
    }
    if (said.rule == "claude.retrying" || said.rule == "codex.reconnecting"
        || said.rule == "codex.busy_limit") {
      EXPECT_TRUE(said.details.retry_attempt) << screen.name;
    }
  }
  EXPECT_GE(counted, 20u);
}

/// "2026-11-25T04:00:00Z"; nothing where no time is said.
std::string reset_of(const std::string& name) {
  const std::filesystem::path root = std::filesystem::path{ORC_SOURCE_DIR} / "tests/data/screens";
  const auto screen = load_screen(root, root / (name + "-120x40.txt"));
  const auto utc = [](std::string_view, wall_time) {
    return std::optional{std::chrono::seconds{0}};
  };
  const reading_time recorded{*from_rfc3339("2026-11-24T18:40:00Z"), utc};
  const auto said = read(*rules_for(built_in(), screen.pane.kind), screen.pane, recorded);
  const auto at = said.seen.details.reset_at;
  return said.seen.details.sub_kind
         + (at ? " " + std::to_string((*at - recorded.now) / std::chrono::minutes{1}) : "");
}

TEST(RecordedScreens, GiveTheKindOfALimitAndTheMinutesUntilItEnds) {
  EXPECT_EQ(reset_of("claude/rate_limited/limit-5s"), "limit 560");              // 4am (UTC)
  EXPECT_EQ(reset_of("claude/rate_limited/limit-session"), "session_limit 140"); // 9pm (UTC)
  EXPECT_EQ(reset_of("claude/rate_limited/limit-opus"), "weekly_limit 2960");    // Nov 26, 8pm
  EXPECT_EQ(reset_of("claude/rate_limited/limit-weekly"), "weekly_limit 4520");  // Nov 27, 10pm
  EXPECT_EQ(reset_of("claude/error/limit-credit-5s"), "credit_limit");
  EXPECT_EQ(reset_of("codex/rate_limited/limit-plan-5s"), "limit 179");         // at 9:39 PM
  EXPECT_EQ(reset_of("codex/rate_limited/limit-plan-weekly-5s"), "limit 5880"); // Nov 28th, 2026
  EXPECT_EQ(reset_of("opencode/rate_limited/limit-5s"), "retrying 560");        // 4am (UTC)
  EXPECT_EQ(reset_of("gemini/rate_limited/limit-day-5s"), "limit");
  EXPECT_EQ(reset_of("kimi/rate_limited/limit-5s"), "retrying 560"); // 4am (UTC)
  EXPECT_EQ(reset_of("kimi/rate_limited/limit-quota-5s"), "limit");
  EXPECT_EQ(reset_of("continue/rate_limited/limit-5s"), "retrying 560"); // 4am (UTC)
}

TEST(RecordedScreens, GiveThePermissionMode) {
  std::map<std::string, int> modes;
  for (const auto& screen : recorded_screens())
    if (screen.name.find("mode-") != std::string::npos)
      ++modes[screen.pane.kind + " " + look(screen).seen.details.permission_mode];
  EXPECT_GE(modes["claude accept_edits"], 2);
  EXPECT_GE(modes["claude plan"], 2);
  EXPECT_GE(modes["claude auto"], 1);
  EXPECT_GE(modes["codex plan"], 2);
  for (const auto* kind : {"gemini", "qwen", "opencode", "copilot", "kimi", "continue"})
    EXPECT_GE(modes[kind + std::string{" plan"}], 1) << kind;
}

TEST(RecordedScreens, TellTheirKindByTheProcessInFront) {
  const auto kinds = identities_of(built_in());
  for (const auto& screen : recorded_screens()) {
    const process_facts front{1, 1, screen.pane.command, screen.pane.argv};
    EXPECT_EQ(kind_of_process(front, kinds), is_leftover(screen) ? "" : screen.pane.kind)
        << screen.name;
    EXPECT_EQ(is_waiting_shell(front), is_leftover(screen)) << screen.name;
  }
}

TEST(BuiltInRules, NameAVersionAndAScreenOnWhichTheyMatch) {
  std::map<std::string, recorded_screen> by_name;
  for (auto& screen : recorded_screens())
    by_name.emplace(screen.name, std::move(screen));
  for (const auto& [kind, rules] : built_in()) {
    for (const auto& rule : rules.rules) {
      EXPECT_FALSE(rule.spec.version.empty()) << rule.spec.name;
      if (kind == "generic" || rule.spec.version == "unverified")
        continue;
      const auto screen = by_name.find(rule.spec.screen);
      ASSERT_NE(screen, by_name.end()) << rule.spec.name << ": " << rule.spec.screen;
      auto alone = rules;
      alone.rules = {rule};
      EXPECT_EQ(read(alone, screen->second.pane).seen.rule, rule.spec.name) << screen->first;
    }
  }
}

TEST(BuiltInRules, ClaimNoCrashOfAKindThatNobodyHasRecorded) {
  std::size_t cautious = 0;
  for (const auto& [kind, rules] : built_in()) {
    const bool recorded = std::any_of(rules.rules.begin(), rules.rules.end(), [](const auto& rule) {
      return rule.spec.version != "unverified";
    });
    pane_screen killed;
    killed.text = "Killed\n$ \n";
    killed.pane.cursor_y = 1;
    killed.pane.cursor_visible = false;
    const auto seen = read(rules, killed);
    EXPECT_EQ(seen.unrestored, recorded) << kind;
    EXPECT_EQ(!seen.violence.empty(), recorded) << kind;
    cautious += recorded ? 0 : 1;
  }
  EXPECT_EQ(cautious, 5u);
}

TEST(BuiltInRules, TellTheGenericKindLast) {
  std::vector<std::string> kinds;
  for (const auto& identity : identities_of(built_in()))
    kinds.push_back(identity.kind);
  const std::vector<std::string> expected{"aider",
                                          "amazonq",
                                          "amp",
                                          "claude",
                                          "cline",
                                          "codex",
                                          "continue",
                                          "copilot",
                                          "cursor",
                                          "gemini",
                                          "kilo",
                                          "kimi",
                                          "kiro",
                                          "nanocoder",
                                          "opencode",
                                          "pi",
                                          "qwen",
                                          "generic"};
  EXPECT_EQ(kinds, expected);
}

} // namespace
} // namespace orc
