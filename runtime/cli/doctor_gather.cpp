#include "runtime/cli/doctor_gather.hpp"

#include "runtime/cli/command.hpp"
#include "runtime/cli/http_client.hpp"
#include "runtime/cli/installation.hpp"
#include "runtime/config/rules_file.hpp"
#include "runtime/host/background.hpp"
#include "runtime/host/clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>

#include <filesystem>
#include <unistd.h>

namespace orc::cli {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
namespace fs = std::filesystem;
using tcp = boost::asio::ip::tcp;

configuration_facts
look_at_configuration(const tl::expected<installation, std::vector<file_fault>>& here,
                      const std::string& config,
                      const environment& env) {
  configuration_facts out;
  out.notices = notices_of(env);
  if (!here) {
    out.file = config;
    out.faults = here.error();
    return out;
  }
  out.file = here->config;
  const auto& agents = here->chosen.agents;
  const auto rules =
      load_rules(agents.rules.empty() ? ORC_RULES_DIR : agents.rules,
                 agents.user_rules.empty() ? paths_here(env).rules : agents.user_rules);
  if (rules)
    out.kinds = rules->size();
  else
    out.faults = rules.error();
  return out;
}

/// Why nobody could listen there now; empty: somebody could.
std::string listening_refused(const settings& s) {
  boost::asio::io_context io;
  boost::system::error_code failed;
  const auto address = boost::asio::ip::make_address(
      s.http.address == "localhost" ? "127.0.0.1" : s.http.address, failed);
  if (failed)
    return failed.message();
  tcp::acceptor acceptor{io};
  acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), failed);
  if (!failed)
    acceptor.set_option(boost::asio::socket_base::reuse_address{true}, failed);
  if (!failed)
    acceptor.bind({address, static_cast<std::uint16_t>(s.http.port)}, failed);
  return failed ? failed.message() : "";
}

/// The version in `tmux_orchestrator_build_info{version="0.1.0"} 1`.
std::string version_in(const std::string& metrics) {
  const std::string mark = "tmux_orchestrator_build_info{version=\"";
  const auto at = metrics.find(mark);
  if (at == std::string::npos)
    return "";
  const auto rest = metrics.substr(at + mark.size(), 64);
  return rest.substr(0, rest.find('"'));
}

void ask_daemon(daemon_facts& d) {
  context c;
  c.url = d.url;
  c.timeout = 2s;
  const auto health = fetch(c, "/health", true);
  if (!health) {
    d.refusal = health.error().err.substr(0, health.error().err.find('\n'));
    return;
  }
  d.color = text_of(*health, "color");
  d.answers = d.color == "green" || d.color == "yellow" || d.color == "red";
  if (!d.answers)
    d.refusal = "what answers there is another program";
  if (const auto reason = text_of(*health, "reason"); reason != "-")
    d.reason = reason;
  if (const auto metrics = fetch_text(c, "/metrics"); metrics)
    d.version = version_in(*metrics);
}

daemon_facts look_at_daemon(const installation& here) {
  daemon_facts out;
  out.url = address_of(here);
  if (out.url.empty())
    out.url = configured_url(here.chosen);
  if (here.holder) {
    out.pid = here.holder->pid;
    out.process = host::command_of(out.pid);
  }
  ask_daemon(out);
  out.control = note_of(here, "control");
  if (out.answers && !out.control.empty())
    if (const auto alive = http_get("unix:" + out.control, "/livez", 2s); !alive)
      out.control_refusal = alive.error().message;
  if (!out.answers && !here.holder)
    out.port_taken = listening_refused(here.chosen);
  return out;
}

} // namespace

doctor_facts gather(const std::string& config, const environment& env) {
  const auto here = installation_here(config, env);
  const auto in_force = here.value_or(installation{});
  const auto uid = geteuid();
  doctor_facts out;
  out.tmux = gather_tmux(in_force.chosen, env);
  out.user = host::user_name(uid);
  out.uid = uid;
  out.version = ORC_VERSION;
  out.now = host::wall_now();
  out.configuration = look_at_configuration(here, config, env);
  out.machine = host::look_at_machine();
  if (!here)
    return out; // where the rest is, nobody can say
  out.places_known = true;
  out.database_path = here->database;
  out.database = look_at_database(here->database, 500ms);
  out.database_folder = host::look_at_folder(fs::path{here->database}.parent_path().string());
  out.lock_path = here->lock;
  out.log = here->holder ? note_of(*here, "log") : here->log;
  if (!out.log.empty())
    out.log_folder = host::look_at_folder(fs::path{out.log}.parent_path().string());
  out.daemon = look_at_daemon(*here);
  return out;
}

} // namespace orc::cli
