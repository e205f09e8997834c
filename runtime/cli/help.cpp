#include "runtime/cli/help.hpp"

#include <algorithm>

namespace orc::cli {
namespace {

using line = std::pair<std::string, std::string>;

std::string block(std::string_view title, const std::vector<line>& lines) {
  if (lines.empty())
    return "";
  std::size_t widest = 0;
  for (const auto& [left, right] : lines)
    widest = std::max(widest, left.size());
  std::string out = "\n" + std::string{title} + "\n";
  for (const auto& [left, right] : lines)
    out.append("  ").append(left).append(widest - left.size() + 2, ' ').append(right).append("\n");
  return out;
}

std::vector<line> lines_of(const std::vector<option>& options, bool actions) {
  std::vector<line> out;
  for (const auto& o : options)
    if ((o.run != nullptr) == actions)
      out.emplace_back(spelled(o), told(o));
  return out;
}

std::vector<line> lines_of(const std::vector<exit_status>& exits) {
  std::vector<line> out;
  out.reserve(exits.size());
  for (const auto& e : exits)
    out.emplace_back(std::to_string(e.status), e.meaning);
  return out;
}

std::vector<line> everywhere() {
  auto out = lines_of(global_options(), false);
  out.emplace_back("-h, --help", "this text");
  out.emplace_back("--version", "the version");
  return out;
}

} // namespace

std::string spelled(const option& o) {
  std::string out{o.name};
  if (const auto comma = out.find(','); comma != std::string::npos)
    out.insert(comma + 1, " ");
  return o.value.empty() ? out : out + " " + std::string{o.value};
}

std::string told(const option& o) {
  std::string out{o.meaning};
  const auto add = [&](const std::string& more) { out += (out.empty() ? "" : "; ") + more; };
  std::string choices;
  for (const auto& choice : o.choices)
    choices += (choices.empty() ? "" : ", ") + std::string{choice};
  if (!choices.empty())
    add("one of " + choices);
  if (o.range.least <= o.range.most)
    add(std::to_string(o.range.least) + " to " + std::to_string(o.range.most));
  if (o.repeated)
    add("may be repeated");
  if (!o.variable.empty())
    add("$" + std::string{o.variable} + " stands in");
  return out;
}

std::string help() {
  std::vector<line> all;
  for (const auto& c : commands())
    all.emplace_back(c.name, c.summary);
  all.emplace_back("help [COMMAND]", "what a command does, and its options");
  return "usage: tmux-orc COMMAND [OPTIONS]\n\n"
         "Asks tmux-orchestrator-monitor about its agents and about itself.\n"
         + block("commands", all) + block("options of every command", everywhere())
         + block("exit status", lines_of(exit_statuses()));
}

std::string help(const command& c) {
  std::string out = "usage: tmux-orc " + std::string{c.name};
  if (!actions_of(c).empty())
    out += " ACTION";
  if (!c.options.empty())
    out += " [OPTIONS]";
  for (const auto& o : c.options)
    if (is_positional(o))
      out += " [" + std::string{o.name} + (o.repeated ? "...]" : "]");
  std::vector<line> commands_below;
  for (const auto* other : below(c))
    commands_below.emplace_back(other->name, other->summary);
  return out + "\n\n" + std::string{c.summary} + "\n"
         + block("exactly one of", lines_of(c.options, true))
         + block("or a command of its own", commands_below)
         + block("options", lines_of(c.options, false))
         + block("options of every command", everywhere()) + block("exit status", lines_of(c.exits))
         + (c.exits.empty() ? block("exit status", lines_of(exit_statuses()))
                            : block("and, as every command", lines_of(exit_statuses())));
}

} // namespace orc::cli
