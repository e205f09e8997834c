#include "runtime/cli/control.hpp"

#include "runtime/cli/monitor.hpp"
#include "runtime/host/background.hpp"

#include <boost/json.hpp>

#include <csignal>
#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view process_name = "tmux-orchestrat"; // proc_pid_comm(5): 15 characters

/// The daemon that holds the lock, sure to be it: still the holder after it was taken hold of, and
/// a program of that name.
result<host::known_process> holding_process(const std::string& lock, std::int64_t pid) {
  auto process = host::known_process::open(pid);
  if (!process)
    return process;
  const auto still = host::holder_of(lock);
  if (!still || !*still || (*still)->pid != pid)
    return fail(errc::not_found, "the daemon has just ended");
  if (const auto name = host::command_of(pid); name != process_name)
    return fail(errc::invalid_input,
                "the process " + std::to_string(pid) + " that " + lock + " names is " + name
                    + ", and not the daemon");
  return process;
}

outcome stopped(const context& c, std::int64_t pid, const std::string& words) {
  const auto told = pid > 0 ? json::value(pid) : json::value(nullptr);
  if (c.json)
    return {EX_OK, json::serialize(json::object{{"running", false}, {"pid", told}}) + "\n", ""};
  return {EX_OK, words + "\n", ""};
}

outcome end(const context& c,
            const host::known_process& daemon,
            std::int64_t pid,
            const stop_arguments& a) {
  const auto who = "the daemon, pid " + std::to_string(pid);
  if (const auto told = daemon.signal(SIGTERM); !told)
    return refused(told.error().code == errc::permission ? EX_NOPERM : EX_OSERR, told.error());
  if (daemon.wait(a.patience))
    return stopped(c, pid, "stopped, pid " + std::to_string(pid));
  if (!a.force)
    return refused(EX_TEMPFAIL,
                   {errc::timed_out,
                    who
                        + ", does not end; --force would kill it, and lose nothing "
                          "that it has recorded"});
  (void)daemon.signal(SIGKILL); // it may have ended just now
  if (!daemon.wait(a.patience))
    return refused(EX_TEMPFAIL, {errc::timed_out, who + ", cannot even be killed"});
  return stopped(c, pid, "killed, pid " + std::to_string(pid));
}

std::string places(const installation& here) {
  return "config    " + printable(here.config.empty() ? "none, the defaults" : here.config)
         + "\ndatabase  " + printable(here.database) + "\nlock      " + printable(here.lock)
         + "\nlog       " + printable(log_in_words(here.holder ? note_of(here, "log") : here.log))
         + "\n";
}

} // namespace

tl::expected<installation, outcome> installation_named(const std::string& config) {
  const auto env = this_environment();
  auto here = installation_here(config, env);
  if (here)
    return std::move(*here);
  if (auto running = default_installation(env); running.holder && config.empty())
    return running;
  std::string text;
  for (const auto& fault : here.error())
    text += printable(to_string(fault)) + "\n";
  return tl::unexpected<outcome>({EX_CONFIG, "", text});
}

option config_option() {
  return {.name = "--config",
          .value = "FILE",
          .meaning = "the daemon's configuration, instead of the default one"};
}

json::object facts_of(const installation& here) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  json::object out{{"running", here.holder.has_value()},
                   {"pid", nullptr},
                   {"uptime", nullptr},
                   {"url", text_or_null(note_of(here, "url"))},
                   {"config", text_or_null(here.config)},
                   {"database", here.database},
                   {"lock", here.lock},
                   {"log", text_or_null(here.holder ? note_of(here, "log") : here.log)}};
  if (here.holder && here.holder->pid > 0) {
    out["pid"] = here.holder->pid;
    if (const auto up = host::uptime_of(here.holder->pid))
      out["uptime"] = *up;
  }
  return out;
}

std::string log_in_words(const std::string& file) {
  return file.empty() ? "standard error, or the service's journal" : file;
}

outcome monitor_stop(const context& c, const stop_arguments& a) {
  const auto here = installation_named(a.config);
  if (!here)
    return here.error();
  if (!here->holder)
    return stopped(c, 0, "no daemon runs");
  const auto pid = here->holder->pid;
  const auto daemon = holding_process(here->lock, pid);
  if (daemon)
    return end(c, *daemon, pid, a);
  if (daemon.error().code == errc::not_found)
    return stopped(c, pid, "stopped, pid " + std::to_string(pid));
  return refused(EX_SOFTWARE, daemon.error());
}

outcome daemon_status(const context& c, const std::string& config) {
  const auto here = installation_named(config);
  if (!here)
    return here.error();
  const int status = here->holder ? EX_OK : EX_UNAVAILABLE;
  auto to = c;
  if (const auto address = address_of(*here); !address.empty())
    to.url = address;
  auto facts = facts_of(*here);
  if (c.json) {
    const auto health = here->holder ? fetch(to, "/health", true) : json::value(nullptr);
    facts["health"] = health.value_or(nullptr);
    return {status, json::serialize(facts) + "\n", ""};
  }
  if (!here->holder)
    return {
        status, "daemon    does not run; tmux-orc monitor start starts it\n" + places(*here), ""};
  std::string out = "daemon    runs, pid " + std::to_string(here->holder->pid);
  if (const auto* up = facts["uptime"].if_double())
    out += ", for " + short_duration(*up);
  out += "\npage      " + printable(note_of(*here, "url")) + "/\n" + places(*here);
  const auto health = monitor_status(to);
  return {health.status, out + health.out, health.err};
}

command stop_command() {
  return {.name = "monitor stop",
          .summary = "end the daemon, with everything recorded",
          .options = {config_option(),
                      {.name = "--timeout",
                       .value = "SECONDS",
                       .meaning = "how long it may take, 10 by default",
                       .range = {1, 600}},
                      {.name = "--force", .meaning = "kill it where it takes longer"}},
          .exits = {{EX_TEMPFAIL, "it does not end"}},
          .run = [](const context& c, const arguments& a) {
            return monitor_stop(c,
                                {a.text("--config"),
                                 a.has("--force"),
                                 std::chrono::seconds{a.number("--timeout", 10)}});
          }};
}

command status_command() {
  return {.name = "monitor status",
          .summary = "whether the daemon runs, where its things are, and how it is",
          .options = {config_option()},
          .run = [](const context& c, const arguments& a) {
            return daemon_status(c, a.text("--config"));
          }};
}

} // namespace orc::cli
