// What it costs to read one recorded 120x40 screen with all rules of its kind.
#include "runtime/config/rules_file.hpp"
#include "tests/support/recorded_screen.hpp"

#include <benchmark/benchmark.h>

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
BENCHMARK_MAIN();
