#include "runtime/app/daemon.hpp"

#include "runtime/app/end_reason.hpp"
#include "runtime/app/pulse.hpp"
#include "runtime/app/reload.hpp"
#include "runtime/app/service_watch.hpp"
#include "runtime/app/setup.hpp"
#include "runtime/app/signals.hpp"
#include "runtime/config/settings_check.hpp"
#include "runtime/config/settings_table.hpp"
#include "runtime/host/lock_file.hpp"
#include "runtime/telemetry/log.hpp"
#include "storage/files.hpp"

#include <CLI/CLI.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>
#include <sysexits.h>

namespace orc {
namespace {

constexpr std::chrono::milliseconds time_to_stop{1800}; // a service manager is told two seconds

struct arguments {
  std::string config;
  bool check = false;
  bool defaults = false;
  bool faults = false;
};

constexpr const char* faults_allowed =
    "fault injection is on: whoever may control this daemon can make its parts fail";

int complain(const std::vector<file_fault>& faults) {
  for (const auto& fault : faults)
    std::fprintf(stderr, "%s\n", to_string(fault).c_str());
  return EX_CONFIG;
}

int complain(int status, const std::string& why) {
  std::fprintf(stderr, "tmux-orchestrator-monitor: %s\n", why.c_str());
  return status;
}

/// A port that is taken should be said at once, not after the gateway's restarts are spent.
result<void> check_port(const http_server_options& options) {
  http_server probe;
  const auto port = probe.start(options, [](const api_exchange&) {});
  if (!port)
    return tl::unexpected<error>(port.error());
  return {};
}

/// Two daemons must never write one database. Where there can be no lock for another reason than
/// that, there can be no database either: that is said, and the states are told all the same.
result<std::optional<host::lock_file>> lock_database(const std::string& database) {
  const auto path = lock_path(database);
  (void)files::make_folders(std::filesystem::path{path}.parent_path().string()); // take() tells
  auto lock = host::lock_file::take(path);
  if (lock)
    return std::optional{std::move(*lock)};
  if (lock.error().code == errc::busy)
    return fail(errc::busy, "another daemon writes this database: " + lock.error().message);
  log_of("main").warn("a second daemon would not be noticed: {}", lock.error().message);
  return std::nullopt;
}

void say_where_to_look(const std::string& url, const std::string& log) {
  std::printf("page    %s/\n", url.c_str());
  std::printf("states  tmux-orc agents --url %s\n", url.c_str());
  std::printf("log     %s\n", log.empty() ? "standard error" : log.c_str());
  std::fflush(stdout);
}

/// For whoever looks at the lock: `tmux-orc monitor`.
void note_where_to_look(host::lock_file& lock,
                        const std::string& url,
                        const std::string& control,
                        const std::string& log) {
  std::error_code ignored;
  lock.note("url", url);
  lock.note("control",
            control.empty() ? control : std::filesystem::absolute(control, ignored).string());
  lock.note("log", log.empty() ? log : std::filesystem::absolute(log, ignored).string());
}

std::string url_of(const settings& s, std::uint16_t port) {
  const bool v6 = s.http.address.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + s.http.address + "]" : s.http.address) + ":"
         + std::to_string(port);
}

/// Runs until a signal, or until the monitor gives up or does not answer any more.
int run(monitor_setup setup,
        const settings& s,
        reloader& reloading,
        signal_inbox& signals,
        std::optional<host::lock_file>& held) {
  std::atomic<bool> draining{false};
  std::once_flag said;
  end_reason reason{signals};
  service_watch watch{watch_policy_for(wanted_watchdog(), s.health.unresponsive_exit)};
  setup.http.draining = [&draining] { return draining.load(); };
  setup.http.listening =
      [&said, &s, &held, &reloading, &watch, control = setup.http.control_socket](
          std::uint16_t port) {
        reloading.note_port(port);
        watch.note_listening();
        if (held)
          note_where_to_look(*held, url_of(s, port), control, reloading.log_file());
        std::call_once(said, say_where_to_look, url_of(s, port), reloading.log_file());
      };
  setup.health.fault = [&reloading, faults = setup.fault_injection] {
    const auto refused = reloading.fault();
    return refused.empty() && faults ? std::string{faults_allowed} : refused;
  };
  setup.rollback.changed = [&reloading] { return reloading.changed(); };
  setup.health.told = [&watch](const health_report& report, std::uint64_t agents) {
    watch.note_check(status_line(report.shade, report.reason, agents));
  };
  setup.on_end = [&reason](const std::string& why) { reason.give(why); };
  monitor whole{std::move(setup)};
  watch.start(question_to(whole), [&reason](const std::string& why) { reason.give(why); });
  int number = SIGHUP;
  while ((number = signals.wait()) == SIGHUP) {
    watch.reloading();
    reloading.reload(whole);
    watch.reloaded();
  }
  draining = true;
  watch.stop();
  if (number == 0)
    log_of("main").critical("stops: {}", reason.get());
  else
    log_of("main").info("stops ({})", strsignal(number));
  const bool ended = whole.stop(time_to_stop);
  if (!ended)
    log_of("main").error("a component does not end; left without it");
  const int status = number == 0 ? complain(EX_SOFTWARE, reason.get()) : EXIT_SUCCESS;
  if (!ended) {
    stop_logging();
    std::_Exit(status);
  }
  watch.join();
  return status;
}

/// What should be known of the configuration, though it is right.
void log_notices(const environment& env, const settings& s) {
  for (const auto& notice : notices_of(env))
    log_of("main").warn("{}", notice);
  for (const auto& doubt : doubts_about(s))
    log_of("main").warn("{}", doubt);
}

int start(const arguments& args) {
  signal_inbox signals;
  const auto env = this_environment();
  const sources from{args.config, env, paths_here(env)};
  auto found = load_configuration(from);
  if (!found)
    return complain(found.error());
  if (args.check)
    return EXIT_SUCCESS;
  const auto& s = found->chosen;
  if (const auto log = start_logging(log_options_of(s)); !log)
    return complain(EX_CANTCREAT, log.error().message);
  log_notices(env, s);
  auto setup = setup_from(s, from.paths, std::move(found->rules));
  if (const auto token = add_token(s, setup); !token)
    return complain(EX_CONFIG, token.error().message);
  if (args.faults) {
    log_of("main").warn("{}", faults_allowed);
    allow_faults(setup);
  }
  auto lock = lock_database(setup.keeper.database.path);
  if (!lock)
    return complain(EX_TEMPFAIL, lock.error().message);
  if (const auto port = check_port(setup.http.server); !port)
    return complain(port.error().code == errc::invalid_input ? EX_CONFIG : EX_UNAVAILABLE,
                    port.error().message);
  log_of("main").info("initialize version {}", ORC_VERSION);
  reloader reloading{from, s, found->rules_text};
  const int status = run(std::move(setup), s, reloading, signals, *lock);
  stop_logging();
  return status;
}

} // namespace

int run_daemon(int argc, char** argv) {
  arguments args;
  CLI::App app{
      "Watches AI coding agents in tmux panes: their states, history, health and metrics.\n"
      "Runs in the foreground until SIGTERM or SIGINT.\n"
      "Exit status: 0 ended by a signal, 64 usage, 69 the port is taken, 70 gave up,\n"
      "73 the log cannot be written, 75 another daemon writes the same database,\n"
      "78 the configuration is wrong.",
      "tmux-orchestrator-monitor"};
  app.add_option("--config", args.config, "configuration file instead of the default one");
  app.add_flag("--check-config", args.check, "only check the configuration and the rules");
  app.add_flag(
      "--fault-injection",
      args.faults,
      "let tmux-orc drill make its parts, SQLite and tmux fail; for tests and drills alone");
  app.add_flag("--print-defaults", args.defaults, "print a configuration file with every key");
  app.set_version_flag("--version", ORC_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? EXIT_SUCCESS : EX_USAGE;
  }
  if (args.defaults) {
    std::fputs(commented_defaults().c_str(), stdout);
    return EXIT_SUCCESS;
  }
  return start(args);
}

} // namespace orc
