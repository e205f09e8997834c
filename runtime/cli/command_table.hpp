// The one table of the command line: every command with its options, its exit statuses and what it
// runs. Parsing, --help, manual pages and completions come from it, and a test holds the .md pages
// against it.
//
// To add an option: a line in the command's own row, at the end of its .cpp, and in its .md.
// To add a command: its .cpp, .hpp and .md, and a line in command_table.cpp.
// Pure data; from any thread.
#pragma once

#include "runtime/cli/command.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace orc::cli {

/// What was given on the command line, checked against the table.
class arguments {
public:
  void add(std::string_view name, std::string value);

  [[nodiscard]] bool has(std::string_view name) const;
  /// The last value that was given, or `otherwise`.
  [[nodiscard]] std::string text(std::string_view name, const std::string& otherwise = {}) const;
  [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;

private:
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

using action = outcome (*)(const context& c, const arguments& a);

struct whole_numbers {
  std::int64_t least = 0;
  std::int64_t most = 0; ///< less than `least`: no number is asked for
};

struct option {
  std::string_view name{};    ///< "--limit", "-n,--lines"; "AGENT_ID": by its place
  std::string_view value{};   ///< what stands for its value in help, "N"; empty: a flag
  std::string_view meaning{}; ///< one line
  std::vector<std::string_view> choices{}; ///< the only values; empty: all
  whole_numbers range{1, 0};
  bool repeated = false;       ///< may be given more than once
  std::string_view variable{}; ///< of the environment, which stands in where it is not given
  action run = nullptr;        ///< it says what is to be done; exactly one such option is needed
};

struct exit_status {
  int status = 0;
  std::string_view meaning{};
};

struct command {
  std::string_view name{}; ///< "agents", "monitor start"
  std::string_view summary{};
  std::vector<option> options{};
  std::vector<exit_status> exits{}; ///< besides those of every command
  action run = nullptr;             ///< null: its options or the commands below it say what to do
};

[[nodiscard]] const std::vector<command>& commands();

/// Those that may be given with every command.
[[nodiscard]] const std::vector<option>& global_options();

/// Those of every command.
[[nodiscard]] const std::vector<exit_status>& exit_statuses();

/// The name under which `arguments` keeps it: "--lines" of "-n,--lines".
[[nodiscard]] std::string_view key_of(const option& o);

[[nodiscard]] bool is_positional(const option& o);

/// The options of a command that say what is to be done.
[[nodiscard]] std::vector<const option*> actions_of(const command& c);

/// "monitor start" is below "monitor".
[[nodiscard]] std::vector<const command*> below(const command& c);

} // namespace orc::cli
