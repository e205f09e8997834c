#include "runtime/app/daemon.hpp"

#include "runtime/app/setup.hpp"
#include "runtime/app/signals.hpp"
#include "runtime/config/settings_table.hpp"
#include "runtime/telemetry/log.hpp"

#include <CLI/CLI.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <sysexits.h>

namespace orc {
namespace {

constexpr std::chrono::milliseconds time_to_stop{1800}; // a service manager is told two seconds

struct arguments {
  std::string config;
  bool check = false;
  bool defaults = false;
};

int complain(const std::vector<file_fault>& faults) {
  for (const auto& fault : faults)
    std::fprintf(stderr, "%s\n", to_string(fault).c_str());
  return EX_CONFIG;
}

int complain(int status, const std::string& why) {
  std::fprintf(stderr, "tmux-orchestrator-monitor: %s\n", why.c_str());
  return status;
}

/// The file that was named, or the default one where it is there.
std::string config_path(const arguments& args, const default_paths& paths) {
  std::error_code absent;
  if (!args.config.empty())
    return args.config;
  return std::filesystem::exists(paths.config, absent) ? paths.config : "";
}

/// A port that is taken should be said at once, not after the gateway's restarts are spent.
result<void> check_port(const http_server_options& options) {
  http_server probe;
  const auto port = probe.start(options, [](const api_exchange&) {});
  if (!port)
    return tl::unexpected<error>(port.error());
  return {};
}

void say_where_to_look(const std::string& address, std::uint16_t port, const std::string& log) {
  const auto host = address == "::1" ? "[::1]" : address;
  std::printf("page    http://%s:%u/\n", host.c_str(), static_cast<unsigned>(port));
  std::printf(
      "states  tmux-orc agents --url http://%s:%u\n", host.c_str(), static_cast<unsigned>(port));
  std::printf("log     %s\n", log.empty() ? "standard error" : log.c_str());
  std::fflush(stdout);
}

/// Runs until a signal or until the root gives up.
int run(monitor_setup setup, const settings& s, signal_inbox& signals) {
  std::atomic<bool> draining{false};
  std::once_flag said;
  std::mutex reason_mutex;
  std::string reason;
  setup.http.draining = [&draining] { return draining.load(); };
  setup.http.listening = [&said, &s](std::uint16_t port) {
    std::call_once(said, say_where_to_look, s.http.address, port, s.log.file);
  };
  setup.on_end = [&](const std::string& why) {
    const std::lock_guard lock{reason_mutex};
    reason = why;
    signals.wake();
  };
  monitor whole{std::move(setup)};
  int number = SIGHUP;
  while ((number = signals.wait()) == SIGHUP)
    log_of("main").info("SIGHUP: this version has nothing to reload");
  draining = true;
  log_of("main").info("stops ({})", number == 0 ? "the root gave up" : strsignal(number));
  if (!whole.stop(time_to_stop)) {
    log_of("main").error("a component does not end; left without it");
    stop_logging();
    std::_Exit(number == 0 ? EX_SOFTWARE : EXIT_SUCCESS);
  }
  const std::lock_guard lock{reason_mutex};
  return reason.empty() ? EXIT_SUCCESS : complain(EX_SOFTWARE, reason);
}

int start(const arguments& args) {
  signal_inbox signals;
  const auto env = this_environment();
  const auto paths = paths_here(env);
  const auto s = load_settings(config_path(args, paths), env);
  if (!s)
    return complain(s.error());
  auto rules = load_rules(rules_folder(*s),
                          s->agents.user_rules.empty() ? paths.rules : s->agents.user_rules);
  if (!rules)
    return complain(rules.error());
  if (args.check)
    return EXIT_SUCCESS;
  if (const auto log = start_logging({s->log.file, s->log.level, s->log.format == "json"}); !log)
    return complain(EX_CANTCREAT, log.error().message);
  for (const auto& notice : notices_of(env))
    log_of("main").warn("{}", notice);
  auto setup = setup_from(*s, paths, std::move(*rules));
  if (const auto port = check_port(setup.http.server); !port)
    return complain(EX_UNAVAILABLE, port.error().message);
  log_of("main").info("initialize version {}", ORC_VERSION);
  const int status = run(std::move(setup), *s, signals);
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
      "73 the log cannot be written, 78 the configuration is wrong.",
      "tmux-orchestrator-monitor"};
  app.add_option("--config", args.config, "configuration file instead of the default one");
  app.add_flag("--check-config", args.check, "only check the configuration and the rules");
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
