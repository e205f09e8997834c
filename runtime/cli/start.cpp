#include "runtime/cli/control.hpp"
#include "runtime/cli/http_client.hpp"
#include "runtime/cli/installation.hpp"
#include "runtime/cli/log_reader.hpp"
#include "runtime/host/background.hpp"
#include "storage/files.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <filesystem>
#include <sysexits.h>
#include <unistd.h>

namespace orc::cli {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr auto time_to_start = 30s;
constexpr auto look_again = 50ms;
constexpr std::size_t last_words = 10; // lines of its log, of a daemon that died
constexpr auto program = "tmux-orchestrator-monitor";

/// Beside this program, where both are installed together; else whatever PATH has.
std::string daemon_program() {
  std::error_code absent;
  const auto ours = std::filesystem::read_symlink("/proc/self/exe", absent);
  const auto beside = (ours.parent_path() / program).string();
  return access(beside.c_str(), X_OK) == 0 ? beside : program;
}

std::string where_to_look(const installation& here) {
  const auto url = note_of(here, "url");
  return "page    " + (url.empty() ? "it does not listen yet" : printable(url) + "/")
         + "\nstates  tmux-orc agents\nlog     " + printable(log_in_words(note_of(here, "log")))
         + "\n";
}

outcome started(const context& c, const installation& here, const std::string& how) {
  if (c.json)
    return {EX_OK, json::serialize(facts_of(here)) + "\n", ""};
  return {
      EX_OK, how + ", pid " + std::to_string(here.holder->pid) + "\n" + where_to_look(here), ""};
}

host::background_order order_for(const installation& here, const std::string& log) {
  host::background_order order;
  order.argv = {daemon_program()};
  if (!here.config.empty())
    order.argv.insert(order.argv.end(), {"--config", here.config});
  auto env = this_environment();
  if (here.log.empty())
    env["TMUX_ORC_LOG_FILE"] = log; // else the configuration keeps the word, at reloads, too
  for (const auto& [name, value] : env)
    order.environment.emplace_back(name).append("=").append(value);
  order.output = log;
  return order;
}

/// Why it is not ready; empty: it is.
std::string unready(const installation& here) {
  const auto answer = http_get(address_of(here), "/readyz", 1s);
  if (!answer)
    return answer.error().message;
  if (answer->status == 200)
    return "";
  json::error_code broken;
  const auto body = json::parse(answer->body, broken);
  return broken ? "it answers " + std::to_string(answer->status) : text_of(body, "reason");
}

outcome died(const host::known_process& daemon, const std::string& log, std::uint64_t since) {
  const auto status = daemon.status();
  const auto words = lines_after(log, since, last_words);
  return {EX_UNAVAILABLE,
          "",
          "tmux-orc: the daemon ended at once"
              + (status ? " with status " + std::to_string(*status) : std::string{})
              + "; the end of " + printable(log) + ":\n" + words};
}

outcome await(const context& c,
              const std::string& config,
              std::int64_t pid,
              const std::string& log,
              std::uint64_t since) {
  const auto daemon = host::known_process::open(pid);
  if (!daemon)
    return refused(EX_OSERR, daemon.error());
  const auto end = std::chrono::steady_clock::now() + time_to_start;
  std::string reason = "it does not listen yet";
  while (std::chrono::steady_clock::now() < end) {
    const bool ended = daemon->wait(look_again);
    const auto here = installation_named(config);
    if (!here)
      return here.error();
    if (ended) // somebody else may have started one at the same moment
      return here->holder ? started(c, *here, "runs already") : died(*daemon, log, since);
    if (!here->holder || here->holder->pid != pid || note_of(*here, "url").empty())
      continue;
    reason = unready(*here);
    if (reason.empty())
      return started(c, *here, "started");
  }
  return {EX_TEMPFAIL,
          "",
          "tmux-orc: the daemon runs, pid " + std::to_string(pid)
              + ", but is not ready: " + printable(reason) + "\n"};
}

} // namespace

outcome monitor_start(const context& c, const std::string& config) {
  const auto here = installation_named(config);
  if (!here)
    return here.error();
  if (here->holder)
    return started(c, *here, "runs already");
  const auto log = here->log.empty() ? background_log(*here) : here->log;
  if (const auto made = files::make_folders(std::filesystem::path{log}.parent_path().string());
      !made)
    return refused(EX_CANTCREAT, made.error());
  const auto since = files::size_of(log);
  const auto pid = host::start_in_background(order_for(*here, log));
  if (!pid)
    return refused(EX_CANTCREAT, pid.error());
  return await(c, config, *pid, log, since);
}

command start_command() {
  return {.name = "monitor start",
          .summary = "start the daemon in the background",
          .options = {config_option()},
          .exits = {{EX_CANTCREAT, "its log cannot be written"},
                    {EX_TEMPFAIL, "it runs, but is not ready after half a minute"}},
          .run = [](const context& c, const arguments& a) {
            return monitor_start(c, a.text("--config"));
          }};
}

} // namespace orc::cli
