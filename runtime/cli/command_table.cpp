#include "runtime/cli/command_table.hpp"

#include "runtime/cli/agents.hpp"
#include "runtime/cli/config.hpp"
#include "runtime/cli/control.hpp"
#include "runtime/cli/doctor.hpp"
#include "runtime/cli/documents.hpp"
#include "runtime/cli/drill.hpp"
#include "runtime/cli/drill_restore.hpp"
#include "runtime/cli/explain.hpp"
#include "runtime/cli/history.hpp"
#include "runtime/cli/logs.hpp"
#include "runtime/cli/mode.hpp"
#include "runtime/cli/monitor.hpp"

#include <charconv>
#include <sysexits.h>

namespace orc::cli {

const std::vector<command>& commands() {
  static const std::vector<command> all{agents_command(),
                                        history_command(),
                                        explain_command(),
                                        monitor_command(),
                                        start_command(),
                                        stop_command(),
                                        status_command(),
                                        logs_command(),
                                        mode_command(),
                                        config_command(),
                                        doctor_command(),
                                        drill_command(),
                                        drill_list_command(),
                                        drill_run_command(),
                                        drill_restore_command(),
                                        completions_command(),
                                        manual_command()};
  return all;
}

const std::vector<option>& global_options() {
  static const std::vector<option> all{
      {.name = "--url",
       .value = "URL",
       .meaning = "where the daemon listens; by default what it says itself, or its configuration",
       .variable = "TMUX_ORC_URL"},
      {.name = "--token-file",
       .value = "FILE",
       .meaning = "with the token of a daemon that others can reach, too",
       .variable = "TMUX_ORC_HTTP_TOKEN_FILE"},
      {.name = "--json", .meaning = "JSON instead of text"},
      {.name = "--color",
       .value = "WHEN",
       .meaning = "auto: on a terminal, unless NO_COLOR is set",
       .choices = {"auto", "always", "never"}}};
  return all;
}

const std::vector<exit_status>& exit_statuses() {
  static const std::vector<exit_status> all{
      {EX_OK, "done"},
      {EX_USAGE, "the command line is wrong"},
      {EX_NOINPUT,
       "no such thing: an agent that the daemon does not know, a file that is not there"},
      {EX_UNAVAILABLE, "no daemon answers"},
      {EX_SOFTWARE, "the daemon failed, or what answers is none of this version"},
      {EX_IOERR, "the output cannot be written"},
      {EX_NOPERM, "not permitted: the daemon is another user's, or wants its token"},
      {EX_CONFIG, "the configuration is wrong"}};
  return all;
}

std::string_view key_of(const option& o) {
  const auto comma = o.name.rfind(',');
  return comma == std::string_view::npos ? o.name : o.name.substr(comma + 1);
}

bool is_positional(const option& o) {
  return !o.name.starts_with('-');
}

std::vector<const option*> actions_of(const command& c) {
  std::vector<const option*> out;
  for (const auto& o : c.options)
    if (o.run)
      out.push_back(&o);
  return out;
}

std::vector<const command*> below(const command& c) {
  std::vector<const command*> out;
  for (const auto& other : commands())
    if (other.name.size() > c.name.size() && other.name.starts_with(c.name)
        && other.name[c.name.size()] == ' ')
      out.push_back(&other);
  return out;
}

void arguments::add(std::string_view name, std::string value) {
  given_[std::string{name}].push_back(std::move(value));
}

bool arguments::has(std::string_view name) const {
  return given_.find(name) != given_.end();
}

std::string arguments::text(std::string_view name, const std::string& otherwise) const {
  const auto found = given_.find(name);
  if (found != given_.end())
    return found->second.back();
  return otherwise;
}

std::int64_t arguments::number(std::string_view name, std::int64_t otherwise) const {
  const auto value = text(name);
  std::from_chars(value.data(), value.data() + value.size(), otherwise);
  return otherwise;
}

std::vector<std::string> arguments::all(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::vector<std::string>{} : found->second;
}

} // namespace orc::cli
