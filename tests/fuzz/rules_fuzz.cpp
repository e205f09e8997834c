// A rule file of any bytes: refused with reasons, or compiled and safe to read screens with.
#include "runtime/config/rules_file.hpp"
#include "tests/fuzz/invariant.hpp"

#include <cstdint>

namespace orc::fuzz {
namespace {

pane_screen some_screen() {
  pane_screen pane;
  pane.agent_id = "abc123-1";
  pane.pane.width = 40;
  pane.pane.height = 8;
  pane.pane.cursor_x = 2;
  pane.pane.cursor_y = 6;
  pane.pane.title = "✳ title";
  pane.text = "● Working… 12s\n\n──────────────────\n❯ 1. Yes\n  2. No\n──────────────────\n> \n"
              "  resets at 2026-11-24T10:00:00Z, 3 of 10, 42%\n";
  return pane;
}

void check_reading(const rule_set& rules) {
  const auto said = read(rules, some_screen());
  require(!said.seen.rule.empty(), "a verdict names its rule");
  require(is_plain_line(said.seen.evidence), "evidence is a plain line");
  require(read(rules, some_screen()).seen == said.seen, "one screen is always read the same way");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orc;
  const auto spec = parse_rules("agent.json", {reinterpret_cast<const char*>(data), size});
  if (!spec) {
    fuzz::require(!spec.error().empty(), "a refusal says why");
    for (const auto& fault : spec.error())
      fuzz::require(fuzz::is_plain_line(to_string(fault)), "a fault can be shown on a terminal");
    return 0;
  }
  const auto rules = compile(*spec);
  if (rules) {
    fuzz::check_reading(*rules);
    return 0;
  }
  for (const auto& fault : rules.error())
    fuzz::require(fuzz::is_plain_line(to_string(file_fault{"agent.json", fault.at, fault.what})),
                  "a fault can be shown on a terminal");
  return 0;
}
