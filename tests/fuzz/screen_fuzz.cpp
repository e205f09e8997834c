// The rules that are shipped, on any screen. Input: the screen; its size, cursor, title and the
// colours of its input line are made from its last bytes.
#include "actors/session_detector/screen.hpp"
#include "runtime/config/rules_file.hpp"
#include "tests/fuzz/invariant.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <array>

namespace orc::fuzz {
namespace {

const rule_sets& shipped() {
  static const auto all = load_rules(ORC_SOURCE_DIR "/config/agents");
  require(all.has_value(), "the shipped rules can be loaded");
  return *all;
}

pane_screen any_screen(FuzzedDataProvider& from) {
  pane_screen pane;
  pane.agent_id = "abc123-1";
  auto& row = pane.pane;
  row.width = from.ConsumeIntegralInRange(0, 300);
  row.height = from.ConsumeIntegralInRange(0, 100);
  row.cursor_x = from.ConsumeIntegralInRange(-1, 310);
  row.cursor_y = from.ConsumeIntegralInRange(-1, 110);
  row.cursor_visible = from.ConsumeBool();
  row.alternate = from.ConsumeBool();
  row.in_mode = from.ConsumeBool();
  const bool coloured = from.ConsumeBool();
  pane.text = from.ConsumeRemainingBytesAsString();
  row.title = pane.text.substr(0, 40);
  if (coloured)
    pane.styled = "\x1b[2m" + pane.text.substr(0, pane.text.find('\n')) + "\n";
  return pane;
}

void check_screen(const pane_screen& pane, const std::vector<std::string>& glyphs) {
  const screen on{pane, glyphs};
  require(on.rows() <= most_rows, "no more rows than are kept");
  for (std::size_t i = 0; i < on.rows(); ++i)
    require(is_plain_line(on.row(i)) && on.row(i).size() <= most_row_bytes, "a row is clean");
  for (int kind = 0; kind <= static_cast<int>(region_kind::squeezed); ++kind) {
    const auto text = on.text_of({static_cast<region_kind>(kind), 5});
    require(is_utf8(text), "a region is cut between characters");
    require(on.row_at(text) <= on.rows(), "a region lies on the screen");
    const auto rows = on.rows_of({static_cast<region_kind>(kind), 5});
    require(rows.empty() || rows.last <= on.rows(), "its rows are the screen's");
  }
}

void check_verdict(const rule_set& rules, const pane_screen& pane) {
  const auto said = read(rules, pane);
  const auto& seen = said.seen;
  require(!seen.rule.empty(), "a verdict names its rule");
  require(seen.state != agent_state::crashed && seen.state != agent_state::exited,
          "no text alone proves an end");
  for (const auto* text : {&seen.evidence, &said.violence, &said.farewell, &seen.details.elapsed})
    require(is_plain_line(*text), "evidence is a plain line");
  require(!pane.pane.in_mode || said.hold, "who scrolls back changes nothing");
  const auto why = read_with_trace(rules, pane);
  require(why.seen.seen == seen, "what is explained is what was said");
  for (const auto& line : why.lines)
    require(is_plain_line(line.text), "a line that is shown is plain");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider from{data, size};
  const auto pane = orc::fuzz::any_screen(from);
  for (const auto& [kind, rules] : orc::fuzz::shipped()) {
    orc::fuzz::check_screen(pane, rules.prompt_glyphs);
    orc::fuzz::check_verdict(rules, pane);
  }
  return 0;
}
