#include "runtime/cli/documents.hpp"

#include "runtime/cli/help.hpp"

#include <string_view>

namespace orc::cli {
namespace {

/// groff_man(7): a backslash and a hyphen mean something, and so does a line's first dot or quote.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string entry(const std::string& name, std::string_view meaning) {
  return ".TP\n\\fB" + roff(name) + "\\fR\n" + roff(meaning) + "\n";
}

std::string entries(const std::vector<option>& options) {
  std::string out;
  for (const auto& o : options)
    out += entry(spelled(o), told(o));
  return out;
}

std::string entries(const std::vector<exit_status>& exits) {
  std::string out;
  for (const auto& e : exits)
    out += entry(std::to_string(e.status), e.meaning);
  return out;
}

std::string words(const std::vector<option>& options) {
  std::string out;
  for (const auto& o : options)
    if (!is_positional(o))
      out += " " + std::string{key_of(o)};
  return out;
}

/// A branch of bash's `case`, or nothing where there is nothing to offer.
std::string branch(const std::string& pattern, const std::string& offered) {
  return offered.empty() ? "" : "    '" + pattern + "') words='" + offered + "' ;;\n";
}

std::string values_of(const option& o) {
  std::string out;
  for (const auto& choice : o.choices)
    out += (out.empty() ? "" : " ") + std::string{choice};
  return out;
}

/// By "command option", so that the same option may differ between commands.
std::string value_branches() {
  std::string out;
  for (const auto& o : global_options())
    if (!o.choices.empty())
      out += "    *' " + std::string{key_of(o)} + "') words='" + values_of(o) + "' ;;\n";
  for (const auto& c : commands())
    for (const auto& o : c.options)
      out += branch(std::string{c.name} + " " + std::string{key_of(o)}, values_of(o));
  return out;
}

/// Every command, as alternatives of a pattern.
std::string names() {
  std::string out = "help";
  for (const auto& c : commands())
    out += "|'" + std::string{c.name} + "'";
  return out;
}

std::string command_branches() {
  std::string out;
  std::string all;
  for (const auto& c : commands()) {
    std::string offered;
    for (const auto* other : below(c))
      offered += std::string{other->name.substr(c.name.size() + 1)} + " ";
    for (const auto& o : c.options)
      if (is_positional(o) && !o.choices.empty())
        offered += values_of(o) + " ";
    out += branch(std::string{c.name},
                  offered + words(c.options).erase(0, 1) + words(global_options()));
    if (c.name.find(' ') == std::string_view::npos)
      all += std::string{c.name} + " ";
  }
  return branch("", all + "help" + words(global_options())) + branch("help", all) + out;
}

} // namespace

std::string manual_page() {
  std::string out = ".TH TMUX\\-ORC 1 \"\" \"tmux\\-orchestrator\\-monitor " ORC_VERSION "\"\n"
                    ".SH NAME\ntmux\\-orc \\- asks tmux\\-orchestrator\\-monitor about agents\n"
                    ".SH SYNOPSIS\n.B tmux\\-orc\nCOMMAND [OPTIONS]\n.SH COMMANDS\n";
  for (const auto& c : commands())
    out += ".SS " + roff(c.name) + "\n" + roff(c.summary) + "\n" + entries(c.options)
           + (c.exits.empty() ? "" : ".PP\nExit status:\n" + entries(c.exits));
  return out + ".SH OPTIONS OF EVERY COMMAND\n" + entries(global_options()) + ".SH EXIT STATUS\n"
         + entries(exit_statuses());
}

std::string bash_completions() {
  // The words in front are looked through for the longest command that they name.
  return "# source <(tmux-orc completions bash)\n"
         "_tmux_orc() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} name='' "
         "words='' w\n"
         "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    [[ $w == -* ]] && continue\n"
         "    case \"${name:+$name }$w\" in\n"
         "      "
         + names() + ") name=\"${name:+$name }$w\" ;;\n"
         + "    esac\n"
           "  done\n"
           "  case \"$name $before\" in\n"
         + value_branches()
         + "  esac\n"
           "  [[ -n $words ]] || case \"$name\" in\n"
         + command_branches()
         + "  esac\n"
           "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -F _tmux_orc tmux-orc\n";
}

command manual_command() {
  return {.name = "manual",
          .summary = "the manual page tmux-orc(1), for man -l",
          .run = [](const context&, const arguments&) {
            return outcome{0, manual_page(), ""};
          }};
}

command completions_command() {
  return {.name = "completions",
          .summary = "what a shell completes: source <(tmux-orc completions bash)",
          .options = {{.name = "SHELL", .meaning = "the shell", .choices = {"bash"}}},
          .run = [](const context&, const arguments&) {
            return outcome{0, bash_completions(), ""};
          }};
}

} // namespace orc::cli
