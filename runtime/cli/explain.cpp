#include "runtime/cli/explain.hpp"

#include "actors/agent_monitor/identify.hpp"
#include "actors/crash_detector/life.hpp"
#include "messages/types/utf8.hpp"
#include "runtime/cli/explain_text.hpp"
#include "runtime/cli/http_client.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/host/time_zones.hpp"
#include "runtime/json/explanation_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

outcome refused(int status, const std::string& why) {
  return {status, "", "tmux-orc: " + printable(why) + "\n"};
}

/// "120x40" or "3,7" as two numbers; nothing for anything else.
std::optional<std::pair<int, int>> two_numbers(const std::string& text, char between) {
  std::pair<int, int> out;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, out.first);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != between)
    return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, out.second);
  if (second.ec != std::errc{} || second.ptr != end || out.first < 0 || out.second < 0)
    return std::nullopt;
  return out;
}

constexpr std::size_t largest_screen = 1U << 20U; // 1 MiB: a thousand columns, a thousand rows

result<std::string> text_in(const std::string& path) {
  std::ifstream file;
  if (path != "-")
    file.open(path, std::ios::binary);
  auto& in = path == "-" ? std::cin : file;
  std::string text(largest_screen + 1, '\0');
  if (in)
    in.read(text.data(), static_cast<std::streamsize>(text.size())); // a folder fails only here
  if (in.bad() || (in.fail() && !in.eof()))
    return fail(errc::io, path + " cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > largest_screen)
    return fail(errc::invalid_input, path + " is larger than any screen");
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in{text};
  return {std::istream_iterator<std::string>{in}, {}};
}

result<pane_screen> screen_of(const explain_arguments& a) {
  auto text = text_in(a.file);
  if (!text)
    return tl::unexpected<error>(text.error());
  pane_screen s;
  s.kind = a.kind;
  s.command = a.command;
  s.argv = words_of(a.argv);
  s.text = std::move(*text);
  if (!s.text.empty() && s.text.back() != '\n')
    s.text += '\n';
  s.pane.title = a.title;
  s.pane.height = static_cast<int>(std::count(s.text.begin(), s.text.end(), '\n'));
  s.pane.width = 80;
  s.pane.cursor_visible = a.cursor_visible;
  s.pane.mouse = a.mouse;
  s.pane.alternate = a.alternate;
  if (!a.styled.empty()) {
    auto styled = text_in(a.styled);
    if (!styled)
      return tl::unexpected<error>(styled.error());
    s.styled = std::move(*styled);
  }
  if (!a.size.empty()) {
    const auto size = two_numbers(a.size, 'x');
    if (!size)
      return fail(errc::invalid_input, "--size expects WIDTHxHEIGHT, found " + a.size);
    std::tie(s.pane.width, s.pane.height) = *size;
  }
  if (!a.cursor.empty()) {
    const auto cursor = two_numbers(a.cursor, ',');
    if (!cursor)
      return fail(errc::invalid_input, "--cursor expects X,Y, found " + a.cursor);
    std::tie(s.pane.cursor_x, s.pane.cursor_y) = *cursor;
  }
  return s;
}

foreground front_of(const pane_screen& screen, const rule_sets& rules) {
  if (screen.command.empty() && screen.argv.empty())
    return foreground::agent;
  const process_facts process{1, 1, screen.command, screen.argv};
  if (!kind_of_process(process, identities_of(rules)).empty())
    return foreground::agent;
  if (is_waiting_shell(process))
    return foreground::shell;
  // "node" or "MainThread" alone does not say what it runs: the caller says whose screen it is.
  return screen.argv.empty() ? foreground::agent : foreground::other;
}

json::object verdict_json(const verdict& v) {
  return {{"state", to_string(v.state)},
          {"rule", v.rule},
          {"evidence", to_utf8(v.evidence)},
          {"positive", v.positive}};
}

std::string told(const json::value& v, const terminal& t) {
  const auto state = text_of(v, "state");
  const bool proved = v.at("positive") == json::value(true);
  return "state     " + paint(printable(state), ink_of(state), t) + "\nrule      "
         + printable(text_of(v, "rule")) + "\nevidence  " + printable(text_of(v, "evidence"))
         + "\nproof     "
         + (proved ? "something on the screen proves it" : "nothing said otherwise") + "\n";
}

outcome answered(const context& c, json::object verdict, const json::value& why) {
  if (c.json) {
    verdict["why"] = why;
    return {0, json::serialize(verdict) + "\n", ""};
  }
  return {0, told(verdict, c.screen) + explained(why, c.screen), ""};
}

outcome explain_file(const context& c, const explain_arguments& a) {
  auto rules = load_rules(a.rules, a.user_rules);
  if (!rules) {
    std::string all;
    for (const auto& fault : rules.error())
      all += printable(to_string(fault)) + "\n";
    return {EX_CONFIG, "", all};
  }
  if (!rules->contains(a.kind)) {
    std::string known;
    for (const auto& [kind, set] : *rules)
      known += " " + kind;
    return refused(EX_USAGE, "no rules for the kind \"" + a.kind + "\"; known are" + known);
  }
  const auto screen = screen_of(a);
  if (!screen)
    return refused(screen.error().code == errc::io ? EX_NOINPUT : EX_USAGE, screen.error().message);
  const auto v = judge_screen(*rules, *screen);
  const reading_time now{
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
      host::zone_ahead};
  const json::value why =
      explanation_json(read_with_trace(rules->at(a.kind), *screen, now), screen_text::shown);
  return answered(c, verdict_json(v), why);
}

/// "idle at 2026-11-24T03:04:05.678Z, if it lasts"
std::string pending(const json::value& agent) {
  const auto* members = agent.if_object();
  const auto* next = members ? members->if_contains("next") : nullptr;
  if (!next || !next->is_object())
    return "-";
  return text_of(*next, "state") + " at " + text_of(*next, "at") + ", if it lasts";
}

/// The daemon's own word on the agent, and why its last screen was read so.
outcome explain_live(const context& c, const std::string& agent) {
  auto owner = c;
  if (!c.control.empty())
    owner.url = c.control; // rows of screens are for the owner alone
  const auto body = fetch(owner, "/api/v1/agents/" + percent_encode(agent) + "/explain");
  if (!body)
    return body.error();
  if (c.json)
    return {0, json::serialize(*body) + "\n", ""};
  std::vector<std::vector<cell>> rows;
  for (const auto* key : {"name",
                          "kind",
                          "since",
                          "details",
                          "foreground",
                          "pid",
                          "stuck",
                          "flapping",
                          "held",
                          "contradictions",
                          "last_change"})
    rows.push_back({{key, ink::dim}, {text_of(*body, key), ink::plain}});
  rows.push_back({{"next", ink::dim}, {pending(*body), ink::plain}});
  const auto& why = body->at("why");
  return {0,
          table({"AGENT", agent}, rows, c.screen) + "\n" + told(*body, c.screen)
              + (why.is_null() ? "No screen of it was read yet.\n" : explained(why, c.screen)),
          ""};
}

const std::vector<std::string_view> no_yes{"0", "1"};

outcome explain_as_asked(const context& c, const arguments& a) {
  explain_arguments e;
  e.agent = a.text("AGENT_ID");
  e.kind = a.text("--agent");
  e.file = a.text("--file");
  const bool live = !e.agent.empty();
  const bool screen = a.has("--agent") && a.has("--file");
  if (live == screen || a.has("--agent") != a.has("--file"))
    return refused(EX_USAGE, "explain needs either AGENT_ID, or --agent and --file");
  e.title = a.text("--title");
  e.command = a.text("--command");
  e.argv = a.text("--argv");
  e.styled = a.text("--styled");
  e.size = a.text("--size");
  e.cursor = a.text("--cursor");
  e.cursor_visible = a.text("--cursor-visible", "1") == "1";
  e.mouse = a.text("--mouse") == "1";
  e.alternate = a.text("--alternate") == "1";
  e.rules = a.text("--rules", ORC_RULES_DIR);
  e.user_rules = a.text("--user-rules", paths_here(this_environment()).rules);
  return explain(c, e);
}

} // namespace

verdict judge_screen(const rule_sets& rules, const pane_screen& screen) {
  const auto* set = rules_for(rules, screen.kind);
  const auto seen = set ? read(*set, screen) : sighting{};
  seat where;
  where.front = front_of(screen, rules);
  life_state past;
  past.seen_alive = true; // the caller says that an agent of this kind sat here
  const steady_time now{};
  auto state = advance(past, {where, &seen}, now, {});
  state = advance(state, {where, &seen}, now + std::chrono::hours{1}, {});
  if (state.alive == life::crashed)
    return {agent_state::crashed, state.reason, state.evidence, true, {}};
  if (state.alive == life::exited)
    return {agent_state::exited, state.reason, state.evidence, true, {}};
  return seen.seen;
}

outcome explain(const context& c, const explain_arguments& a) {
  return a.agent.empty() ? explain_file(c, a) : explain_live(c, a.agent);
}

command explain_command() {
  return {
      .name = "explain",
      .summary = "why an agent is said to be in its state",
      .options =
          {{.name = "AGENT_ID", .meaning = "a live agent"},
           {.name = "--agent", .value = "KIND", .meaning = "the kind whose rules judge --file"},
           {.name = "--file", .value = "PATH", .meaning = "a captured screen; - is standard input"},
           {.name = "--title", .value = "TEXT", .meaning = "the pane's title"},
           {.name = "--command", .value = "NAME", .meaning = "what runs in the foreground"},
           {.name = "--argv", .value = "WORDS", .meaning = "its words, divided by blanks"},
           {.name = "--size", .value = "WxH", .meaning = "of the pane, 120x40"},
           {.name = "--cursor", .value = "X,Y", .meaning = "where it stands, from 0,0"},
           {.name = "--cursor-visible",
            .value = "0|1",
            .meaning = "1 by default",
            .choices = no_yes},
           {.name = "--mouse", .value = "0|1", .meaning = "0 by default", .choices = no_yes},
           {.name = "--alternate", .value = "0|1", .meaning = "0 by default", .choices = no_yes},
           {.name = "--styled",
            .value = "PATH",
            .meaning = "its input line alone, with its colours"},
           {.name = "--rules",
            .value = "DIR",
            .meaning = "other rules than the program's own",
            .variable = "TMUX_ORC_AGENTS_RULES"},
           {.name = "--user-rules",
            .value = "DIR",
            .meaning = "other rules than yours, which replace a kind or add one",
            .variable = "TMUX_ORC_AGENTS_USER_RULES"}},
      .run = [](const context& c, const arguments& a) { return explain_as_asked(c, a); }};
}

} // namespace orc::cli
