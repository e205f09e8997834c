#include "actors/session_detector/rule_set.hpp"

#include "actors/session_detector/details.hpp"
#include "actors/session_detector/matching.hpp"
#include "actors/session_detector/redact.hpp"

namespace orc {
namespace {

std::string sign(const std::vector<compiled_test>& signs, const screen& on) {
  for (const auto& test : signs)
    if (const auto one = last_hit(test, on))
      return redact(on.line_at(one->at));
  return {};
}

void say(sighting& out,
         const rule_set& rules,
         const screen& on,
         const decision& best,
         const reading_time& at) {
  const auto& rule = best.rule->spec;
  out.hold = rule.hold;
  out.seen.state = rule.state;
  out.seen.rule = rule.name;
  out.seen.positive = rule.positive;
  out.seen.evidence = redact(on.line_at(best.why.at));
  out.seen.details.sub_kind = rule.sub_kind;
  add_details(out.seen.details, rules.capture, on, at);
  add_details(out.seen.details, best.rule->capture, on, at);
}

/// The first of the rules of this sort that matches; null for none.
const rule_spec* first_of(bool compiled_rule::*sort, const rule_set& rules, const screen& on) {
  for (const auto& rule : rules.rules)
    if (rule.*sort && matches(rule, on, [](const char*, const compiled_test*) { return false; }))
      return &rule.spec;
  return nullptr;
}

} // namespace

sighting sighting_of(const rule_set& rules,
                     const pane_screen& pane,
                     const screen& on,
                     const decision& best,
                     const reading_time& at) {
  sighting out;
  out.agent_id = pane.agent_id;
  if (!rules.cautious) {
    out.unrestored = !pane.pane.cursor_visible || pane.pane.mouse || pane.pane.alternate;
    out.violence = sign(rules.violence, on);
  }
  out.farewell = sign(rules.farewell, on);
  if (best.rule)
    say(out, rules, on, best, at);
  else
    out.seen.rule = rules.identity.kind + ".nothing_matched";
  if (pane.pane.in_mode)
    out.hold = true; // somebody scrolls back: what they look at is the past
  out.shell_prompt = first_of(&compiled_rule::of_shell, rules, on) != nullptr;
  if (const auto* proof = first_of(&compiled_rule::of_title, rules, on))
    out.title_says = proof->state;
  if (on.colours_were_asked())
    out.coloured_row = on.input_row();
  return out;
}

sighting read(const rule_set& rules, const pane_screen& pane, const reading_time& at) {
  const screen on{pane, rules.prompt_glyphs};
  no_trial none;
  return sighting_of(rules, pane, on, decide(rules, on, none), at);
}

const rule_set* rules_for(const rule_sets& all, const std::string& kind) {
  auto found_kind = all.find(kind);
  if (found_kind == all.end())
    found_kind = all.find("generic");
  return found_kind == all.end() ? nullptr : &found_kind->second;
}

} // namespace orc
