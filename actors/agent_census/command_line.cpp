#include "actors/agent_census/command_line.hpp"

#include "messages/types/pattern.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace orc {
namespace {

constexpr std::array<std::string_view, 12> shells{
    "sh", "bash", "rbash", "dash", "ash", "zsh", "ksh*", "mksh", "fish", "tcsh", "csh", "nu"};
/// Other programs whose own name says nothing of what they run.
constexpr std::array<std::string_view, 7> runners{
    "node*", "bun", "deno", "python*", "ruby", "perl", "uv"};
/// Their options whose argument is a word of its own: node(1), bash(1), python3(1).
constexpr std::array<std::string_view, 10> taking_a_word{
    "-r", "--require", "--import", "--loader", "-W", "-X", "-O", "-o", "--rcfile", "--init-file"};
/// What belongs to a script and not to its name.
constexpr std::array<std::string_view, 9> extensions{
    ".js", ".mjs", ".cjs", ".ts", ".mts", ".py", ".rb", ".pl", ".sh"};

std::string_view file_name(std::string_view path) {
  path = path.substr(path.rfind('/') + 1); // npos + 1 is 0
  return path.starts_with('-') ? path.substr(1) : path;
}

std::string_view without_extension(std::string_view name) {
  for (const auto extension : extensions)
    if (name.size() > extension.size() && name.ends_with(extension))
      return name.substr(0, name.size() - extension.size());
  return name;
}

template <class Patterns>
bool fits(const Patterns& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return matches_pattern(name, pattern);
  });
}

bool fits_any(const std::vector<std::string>& patterns,
              const std::vector<std::string_view>& names) {
  return std::any_of(
      names.begin(), names.end(), [&](auto name) { return !name.empty() && fits(patterns, name); });
}

std::string_view program_in(const process_facts& p) {
  return p.argv.empty() ? std::string_view{} : file_name(p.argv[0]);
}

/// The first word that is neither an option nor an option's: what it runs. Empty where there is
/// none.
std::string_view operand_in(const process_facts& p) {
  for (std::size_t i = 1; i < p.argv.size(); ++i) {
    if (!p.argv[i].starts_with('-'))
      return p.argv[i];
    const auto& all = taking_a_word;
    i += std::find(all.begin(), all.end(), p.argv[i]) == all.end() ? 0 : 1;
  }
  return {};
}

/// No text of a command: bash -c "claude; echo done".
bool is_one_word(std::string_view text) {
  return text.find_first_of(" \t\n;&|") == std::string_view::npos;
}

/// Empty where no script is run.
std::string_view script_in(const process_facts& p) {
  if (!fits(shells, program_in(p)) && !fits(runners, program_in(p)))
    return {};
  const auto operand = operand_in(p);
  return is_one_word(operand) ? without_extension(file_name(operand)) : std::string_view{};
}

} // namespace

std::vector<std::string> kinds_of(const process_facts& process,
                                  const std::vector<agent_identity>& kinds) {
  const std::vector<std::string_view> programs{process.command, program_in(process)};
  const std::vector<std::string_view> scripts{script_in(process)};
  std::vector<std::string> out;
  for (const auto& kind : kinds)
    if (fits_any(kind.process_names, programs) || fits_any(kind.script_names, scripts))
      out.push_back(kind.kind);
  return out;
}

bool is_bare_shell(const process_facts& process) {
  return fits(shells, program_in(process)) && operand_in(process).empty();
}

} // namespace orc
