#include "actors/agent_monitor/identify.hpp"

#include <algorithm>
#include <array>

namespace orc {
namespace {

constexpr std::array<std::string_view, 10> shells{
    "bash", "sh", "zsh", "fish", "dash", "ksh", "mksh", "tcsh", "csh", "nu"};
constexpr std::array<std::string_view, 7> interpreters{
    "node", "bun", "deno", "python", "ruby", "perl", "uv"};
constexpr std::array<std::string_view, 6> extensions{".js", ".mjs", ".cjs", ".py", ".sh", ".ts"};
/// Options whose next word is their argument: bash(1), node(1), python3(1).
constexpr std::array<std::string_view, 7> with_argument{
    "--rcfile", "--init-file", "-O", "-o", "--require", "-r", "-W"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// A login shell's argv[0] begins with a dash: login(1).
std::string_view without_login_dash(std::string_view name) {
  return name.starts_with('-') ? name.substr(1) : name;
}

/// The program's own name: of argv[0], since comm(5) is cut at 15 bytes; else comm.
std::string_view program_of(const process_facts& p) {
  return p.argv.empty() || p.argv[0].empty() ? std::string_view{p.command}
                                             : without_login_dash(base_name(p.argv[0]));
}

bool is_shell(std::string_view program) {
  return contains(shells, program);
}

bool is_interpreter(std::string_view program) {
  if (is_shell(program) || contains(interpreters, program))
    return true;
  return program.starts_with("python") || program.starts_with("node"); // python3.11, nodejs
}

/// Index of the first word that is neither an option nor an option's argument; npos for none.
std::size_t first_operand(const std::vector<std::string>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (argv[i].empty() || argv[i][0] != '-')
      return i;
    if (contains(with_argument, argv[i]))
      ++i;
  }
  return std::string::npos;
}

/// bash -c TEXT, bash -lc TEXT, node -e TEXT, python3 -m MODULE: no script file is run. Only what
/// stands before the first operand is the interpreter's own; the rest belongs to its script.
bool runs_a_command_string(const process_facts& p) {
  const bool shell = is_shell(program_of(p));
  const auto end = std::min(first_operand(p.argv), p.argv.size());
  for (std::size_t i = 1; i < end; ++i) {
    const std::string_view option = p.argv[i];
    const bool one_dash = option.starts_with('-') && !option.starts_with("--");
    if (one_dash && option.find_first_of(shell ? "c" : "cem", 1) != std::string_view::npos)
      return true;
  }
  return false;
}

bool named(const std::vector<std::string>& patterns, std::string_view name) {
  return !name.empty() && std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return matches_pattern(name, pattern);
  });
}

} // namespace

std::string script_of(const process_facts& process) {
  if (!is_interpreter(program_of(process)) || runs_a_command_string(process))
    return {};
  const auto at = first_operand(process.argv);
  if (at == std::string::npos)
    return {};
  auto name = base_name(process.argv[at]);
  for (const auto extension : extensions)
    if (name.size() > extension.size() && name.ends_with(extension))
      return std::string{name.substr(0, name.size() - extension.size())};
  return std::string{name};
}

bool is_waiting_shell(const process_facts& process) {
  return is_shell(program_of(process)) && !runs_a_command_string(process)
         && first_operand(process.argv) == std::string::npos;
}

std::string kind_of_process(const process_facts& process, const agent_identities& kinds) {
  const auto script = script_of(process);
  for (const auto& kind : kinds) {
    const bool by_program = named(kind.process_names, program_of(process))
                            || named(kind.process_names, process.command);
    if (by_program || named(kind.script_names, script))
      return kind.kind;
  }
  return {};
}

std::string kind_of_window(std::string_view window_name, const agent_identities& kinds) {
  for (const auto& kind : kinds)
    if (named(kind.window_patterns, window_name))
      return kind.kind;
  return {};
}

} // namespace orc
