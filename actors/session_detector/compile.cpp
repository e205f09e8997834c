#include "actors/session_detector/first_words.hpp"
#include "actors/session_detector/rule_set.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <utility>

namespace orc {
namespace {

constexpr std::int64_t most_memory = 4 << 20; // of one expression's automaton
constexpr std::size_t longest_pattern = 2000;
constexpr std::size_t most_patterns = 1000; // of one kind: each may take its memory
constexpr int most_instructions = 200'000;  // of all of them, as RE2 counts

class compiler {
public:
  compiled_test test(const test_spec& spec, int groups = 0) {
    compiled_test out{needle{spec.literal}, nullptr, spec.regex, {}, spec.in};
    for (auto& word : first_words(spec.regex))
      out.words.emplace_back(std::move(word));
    if (spec.literal.empty() && spec.regex.empty())
      fault(spec.at, "a literal, an expression or both have to be there");
    if (!spec.regex.empty())
      out.pattern = pattern(spec, groups);
    return out;
  }

  std::vector<compiled_test> tests(const std::vector<test_spec>& specs) {
    std::vector<compiled_test> out;
    out.reserve(specs.size());
    for (const auto& spec : specs)
      out.push_back(test(spec));
    return out;
  }

  std::vector<compiled_capture> captures(const std::vector<capture_spec>& specs, int groups) {
    std::vector<compiled_capture> out;
    out.reserve(specs.size());
    for (const auto& spec : specs)
      out.push_back({test(spec.pattern, spec.value.empty() ? groups : 0), spec.value});
    return out;
  }

  compiled_captures captures(const captures_spec& spec) {
    return {captures(spec.reset_at, 1),
            captures(spec.retry, 2),
            captures(spec.context_left, 1),
            captures(spec.permission_mode, 1),
            captures(spec.elapsed, 1),
            captures(spec.background_tasks, 1)};
  }

  compiled_rule rule(const rule_spec& spec) {
    if (spec.name.empty())
      fault(spec.at + "/name", "a rule needs a name");
    else if (!names_.insert(spec.name).second)
      fault(spec.at + "/name", "two rules are called \"" + spec.name + "\"");
    if (spec.all.empty() && spec.any.empty())
      fault(spec.at, "a rule needs something that has to be there, in all or in any");
    if (is_over(spec.state))
      fault(spec.at + "/state", "no text proves an end: only the process tells crashed and exited");
    return {spec, tests(spec.all), tests(spec.any), tests(spec.none), captures(spec.capture)};
  }

  void fault(std::string at, std::string what) {
    faults.push_back({std::move(at), std::move(what)});
  }

  std::vector<rule_fault> faults;

private:
  std::shared_ptr<const re2::RE2> pattern(const test_spec& spec, int groups) {
    if (spec.regex.size() > longest_pattern) {
      fault(spec.at + "/regex", "longer than " + std::to_string(longest_pattern) + " bytes");
      return nullptr;
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(most_memory);
    if (++patterns_ > most_patterns) {
      if (patterns_ == most_patterns + 1)
        fault(spec.at + "/regex", "more than " + std::to_string(most_patterns) + " expressions");
      return nullptr;
    }
    auto out = std::make_shared<const re2::RE2>("(?m)" + spec.regex, options);
    if (!out->ok())
      fault(spec.at + "/regex", "no expression that RE2 takes: " + out->error());
    else if (out->NumberOfCapturingGroups() < groups)
      fault(spec.at + "/regex", "needs " + std::to_string(groups) + " group(s) in parentheses");
    else
      weigh(*out, spec);
    return out;
  }

  /// A few short expressions with large repetitions can be as much as a thousand long ones.
  void weigh(const re2::RE2& one, const test_spec& spec) {
    const bool fitted = instructions_ <= most_instructions;
    instructions_ += one.ProgramSize();
    if (fitted && instructions_ > most_instructions)
      fault(spec.at + "/regex", "with this one all expressions together are too large");
  }

  std::set<std::string> names_;
  std::size_t patterns_ = 0;
  int instructions_ = 0;
};

/// How much of a screen a region is, roughly.
int size_of(const region& in) {
  switch (in.kind) {
  case region_kind::whole:
  case region_kind::last_turn:
    return 40;
  case region_kind::last:
  case region_kind::squeezed:
  case region_kind::above_prompt_box:
  case region_kind::above_cursor:
    return in.lines;
  case region_kind::prompt_box:
  case region_kind::after_last_rule:
    return 3;
  default:
    return 1;
  }
}

/// What costs least is tried first. The first of `all` stays where it is: its row is the evidence.
void sort_by_cost(std::vector<compiled_test>& tests, std::size_t from) {
  std::stable_sort(tests.begin() + static_cast<std::ptrdiff_t>(std::min(from, tests.size())),
                   tests.end(),
                   [](const auto& a, const auto& b) { return size_of(a.in) < size_of(b.in); });
}

bool looks_at_title_alone(const compiled_rule& rule) {
  const auto at_title = [](const std::vector<compiled_test>& tests) {
    return std::all_of(tests.begin(), tests.end(), [](const compiled_test& test) {
      return test.in.kind == region_kind::title;
    });
  };
  return !rule.spec.hold && !rule.spec.cursor_column_min && !rule.spec.cursor_column_max
         && at_title(rule.all) && at_title(rule.any) && at_title(rule.none);
}

/// Their names are fixed: "claude.shell_in_front", "generic.shell_prompt".
bool is_of_shell(std::string_view name) {
  return name.ends_with(".shell_in_front") || name.ends_with(".shell_prompt");
}

} // namespace

tl::expected<rule_set, std::vector<rule_fault>> compile(const kind_spec& spec) {
  compiler c;
  rule_set out;
  out.identity = spec.identity;
  out.prompt_glyphs = spec.prompt_glyphs;
  for (const auto& rule : spec.rules)
    out.rules.push_back(c.rule(rule));
  out.capture = c.captures(spec.capture);
  out.violence = c.tests(spec.violence);
  out.farewell = c.tests(spec.farewell);
  if (!c.faults.empty())
    return tl::unexpected<std::vector<rule_fault>>(std::move(c.faults));
  out.cautious = std::all_of(out.rules.begin(), out.rules.end(), [](const auto& rule) {
    return rule.spec.version == "unverified";
  });
  std::stable_sort(out.rules.begin(), out.rules.end(), [](const auto& a, const auto& b) {
    return a.spec.priority > b.spec.priority;
  });
  for (auto& rule : out.rules) {
    sort_by_cost(rule.all, 1);
    sort_by_cost(rule.none, 0);
    rule.of_title = looks_at_title_alone(rule);
    rule.of_shell = is_of_shell(rule.spec.name);
  }
  return out;
}

} // namespace orc
