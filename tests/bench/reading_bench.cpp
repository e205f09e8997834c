// What it costs to read one recorded 120x40 screen with all rules of its kind: single ones, and the
// mean of all of a kind.
#include "runtime/config/rules_file.hpp"
#include "tests/support/recorded_screen.hpp"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <vector>

namespace {

void read_screen(benchmark::State& state, const char* name) {
  const std::filesystem::path root{ORC_SOURCE_DIR};
  const auto rules = orc::load_rules(root / "config/agents");
  const auto screens = root / "tests/data/screens";
  const auto screen = orc::load_screen(screens, screens / name);
  const auto* of_kind = rules ? orc::rules_for(*rules, screen.pane.kind) : nullptr;
  if (!of_kind) {
    state.SkipWithError("the rules cannot be loaded");
    return;
  }
  for (auto step : state)
    benchmark::DoNotOptimize(orc::read(*of_kind, screen.pane));
}

/// One screen of the kind after the other, whatever its state: the time is their mean.
void read_all_screens(benchmark::State& state, const char* kind) {
  const std::filesystem::path root{ORC_SOURCE_DIR};
  const auto rules = orc::load_rules(root / "config/agents");
  const auto screens = root / "tests/data/screens";
  std::vector<orc::pane_screen> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{screens / kind})
    if (entry.path().string().ends_with("-120x40.txt"))
      all.push_back(orc::load_screen(screens, entry.path()).pane);
  const auto* of_kind = rules ? orc::rules_for(*rules, kind) : nullptr;
  if (!of_kind || all.empty()) {
    state.SkipWithError("the rules or the screens cannot be loaded");
    return;
  }
  std::size_t next = 0;
  for (auto step : state)
    benchmark::DoNotOptimize(orc::read(*of_kind, all[next++ % all.size()]));
  state.counters["screens"] = static_cast<double>(all.size());
}

} // namespace

BENCHMARK_CAPTURE(read_screen, claude_working, "claude/working/026-stream-b-120x40.txt");
BENCHMARK_CAPTURE(read_screen, claude_idle, "claude/idle/066-crash-words-120x40.txt");
BENCHMARK_CAPTURE(read_screen, claude_limited, "claude/rate_limited/070-5s-120x40.txt");
BENCHMARK_CAPTURE(read_screen, codex_working, "codex/working/031-stream-c-120x40.txt");
BENCHMARK_CAPTURE(read_screen, codex_idle, "codex/idle/067-crash-words-120x40.txt");
BENCHMARK_CAPTURE(read_screen, codex_error, "codex/error/083-25s-120x40.txt");
BENCHMARK_CAPTURE(read_screen, gemini_working, "gemini/working/think-4s-120x40.txt");
BENCHMARK_CAPTURE(read_screen, qwen_idle, "qwen/idle/tool-interrupted-120x40.txt");
BENCHMARK_CAPTURE(read_screen, opencode_idle, "opencode/idle/answered-long-120x40.txt");
BENCHMARK_CAPTURE(read_screen, copilot_idle, "copilot/idle/answered-long-120x40.txt");
BENCHMARK_CAPTURE(read_screen, pi_idle, "pi/idle/answered-prose-120x40.txt");
BENCHMARK_CAPTURE(read_all_screens, claude, "claude");
BENCHMARK_CAPTURE(read_all_screens, codex, "codex");
BENCHMARK_CAPTURE(read_all_screens, gemini, "gemini");
BENCHMARK_CAPTURE(read_all_screens, qwen, "qwen");
BENCHMARK_CAPTURE(read_all_screens, opencode, "opencode");
BENCHMARK_CAPTURE(read_all_screens, copilot, "copilot");
BENCHMARK_CAPTURE(read_all_screens, pi, "pi");
BENCHMARK_CAPTURE(read_all_screens, kilo, "kilo");
BENCHMARK_CAPTURE(read_all_screens, kimi, "kimi");
BENCHMARK_CAPTURE(read_all_screens, cline, "cline");
BENCHMARK_CAPTURE(read_all_screens, nanocoder, "nanocoder");
BENCHMARK_CAPTURE(read_all_screens, continue_, "continue");
BENCHMARK_MAIN();
