#include "runtime/cli/cli.hpp"

#include "runtime/cli/agents.hpp"
#include "runtime/cli/config.hpp"
#include "runtime/cli/explain.hpp"
#include "runtime/cli/history.hpp"
#include "runtime/cli/monitor.hpp"
#include "runtime/config/settings_file.hpp"

#include <CLI/CLI.hpp>

#include <clocale>
#include <cstdio>
#include <functional>
#include <sysexits.h>

namespace orc::cli {
namespace {

/// Everything that a command line can hold, and the command that it chose.
struct choice {
  context c;
  agents_arguments agents;
  history_arguments history;
  explain_arguments explain;
  std::string config_file;
  bool status = false;
  bool metrics = false;
  bool health_check = false;
  bool component_status = false;
  bool validate = false;
  std::function<outcome()> run;
};

void add_monitor(CLI::App& app, choice& x) {
  auto* monitor = app.add_subcommand("monitor", "how the monitor itself is");
  auto* one = monitor->add_option_group("what", "exactly one of");
  one->add_flag("--status", x.status, "the whole, with agents by state");
  one->add_flag("--metrics", x.metrics, "the figures that matter, one a line");
  one->add_flag("--health-check",
                x.health_check,
                "one line and the exit status of a Nagios plugin: 0, 1, 2, 3");
  one->add_flag("--component-status", x.component_status, "every component");
  one->require_option(1);
  monitor->final_callback([&x] {
    x.run = [&x] {
      if (x.status)
        return monitor_status(x.c);
      if (x.metrics)
        return monitor_metrics(x.c);
      return x.health_check ? monitor_health_check(x.c) : monitor_component_status(x.c);
    };
  });
}

void add_agents(CLI::App& app, choice& x) {
  auto* agents_command = app.add_subcommand("agents", "every agent, the most urgent first");
  agents_command->add_option("--state", x.agents.state, "only those in this state");
  agents_command->add_option("--session", x.agents.session, "only those of this session");
  agents_command->add_option("--kind", x.agents.kind, "only those of this kind");
  agents_command->final_callback([&x] { x.run = [&x] { return agents(x.c, x.agents); }; });
}

void add_history(CLI::App& app, choice& x) {
  auto* command = app.add_subcommand("history", "what happened, the newest first");
  command->add_option("AGENT_ID", x.history.agent, "an agent; without, sessions and windows");
  command->add_option("--limit", x.history.limit, "so many at most")->check(CLI::Range(1, 1000));
  command->final_callback([&x] { x.run = [&x] { return history(x.c, x.history); }; });
}

void add_explain(CLI::App& app, choice& x) {
  auto* command = app.add_subcommand("explain", "why an agent is said to be in its state");
  auto& e = x.explain;
  auto* id = command->add_option("AGENT_ID", e.agent, "a live agent");
  auto* kind = command->add_option("--agent", e.kind, "the kind whose rules judge --file");
  auto* file = command->add_option("--file", e.file, "a captured screen; - is standard input");
  kind->needs(file)->excludes(id);
  file->needs(kind);
  command->add_option("--title", e.title, "the pane's title");
  command->add_option("--command", e.command, "what runs in the foreground");
  command->add_option("--argv", e.argv, "its words, divided by blanks");
  command->add_option("--size", e.size, "WxH");
  command->add_option("--cursor", e.cursor, "X,Y");
  command->add_option("--cursor-visible", e.cursor_visible, "0 or 1");
  command->add_option("--mouse", e.mouse, "0 or 1");
  command->add_option("--alternate", e.alternate, "0 or 1");
  command->add_option("--rules", e.rules, "folder of the rules")
      ->envname("TMUX_ORC_AGENTS_RULES")
      ->default_val(ORC_RULES_DIR);
  command->add_option("--user-rules", e.user_rules, "folder whose rules replace a kind or add one")
      ->envname("TMUX_ORC_AGENTS_USER_RULES")
      ->default_val(paths_here(this_environment()).rules);
  command->final_callback([&x] {
    if (x.explain.agent.empty() && x.explain.file.empty())
      throw CLI::RequiredError("AGENT_ID, or --agent and --file");
    x.run = [&x] { return explain(x.c, x.explain); };
  });
}

void add_config(CLI::App& app, choice& x) {
  auto* command = app.add_subcommand("config", "the configuration");
  command->add_flag("--validate", x.validate, "check a file, and the environment")->required();
  command->add_option("FILE", x.config_file, "instead of the default one");
  command->final_callback([&x] { x.run = [&x] { return validate_config(x.c, x.config_file); }; });
}

int print(const outcome& o) {
  std::fputs(o.out.c_str(), stdout);
  std::fputs(o.err.c_str(), stderr);
  return o.status;
}

} // namespace

int run(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8"); // wcwidth(3) knows wide characters only in such a locale
  choice x;
  x.c.screen = this_terminal();
  CLI::App app{"Asks tmux-orchestrator-monitor about its agents and about itself.\n"
               "Exit status: 0, 64 usage, 66 unknown to the daemon, 69 no daemon, 70 it failed,\n"
               "78 wrong configuration; monitor --health-check: 0, 1, 2, 3.",
               "tmux-orc"};
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--url", x.c.url, "where the daemon listens")
      ->envname("TMUX_ORC_URL")
      ->capture_default_str();
  app.add_flag("--json", x.c.json, "JSON instead of text");
  app.set_version_flag("--version", ORC_VERSION);
  add_monitor(app, x);
  add_agents(app, x);
  add_history(app, x);
  add_explain(app, x);
  add_config(app, x);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? EX_OK : EX_USAGE;
  }
  return print(understood(x.run));
}

} // namespace orc::cli
