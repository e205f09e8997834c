#include "tests/e2e/monitor_in_test.hpp"

#include "runtime/config/rules_file.hpp"
#include "runtime/host/clock.hpp"
#include "runtime/host/self_usage.hpp"

#include <caf/scoped_actor.hpp>

#include <stdexcept>

namespace orc::e2e {
namespace {

monitor_setup setup_of(const std::string& socket, const std::string& database, std::uint16_t port) {
  auto rules = load_rules(ORC_SOURCE_DIR "/config/agents");
  if (!rules)
    throw std::runtime_error(to_string(rules.error().front()));
  monitor_setup s;
  s.tmux = std::make_shared<host::process_tmux_client>(host::tmux_socket{{}, socket});
  s.agents.seating.kinds = identities_of(*rules);
  s.agents.wall = host::wall_now;
  s.agents.processes = std::make_shared<host::proc_process_table>();
  s.agents.deadline = std::chrono::milliseconds{1500};
  s.rules = std::make_shared<const rule_sets>(std::move(*rules));
  s.keeper.database.path = database;
  s.history.path = database;
  s.metrics.usage = [] { return host::self_usage().value_or(resource_usage{}); };
  s.health.wall = host::wall_now;
  s.rollback.wall = host::wall_now;
  s.http.server.port = port;
  s.fault_injection = true;
  return s;
}

} // namespace

monitor_in_test::monitor_in_test(const std::string& tmux_socket, const std::string& database)
    : port_(a_free_port()), api_(port_),
      monitor_(std::make_unique<monitor>(setup_of(tmux_socket, database, port_))) {}

void monitor_in_test::crash(const std::string& component) const {
  caf::scoped_actor self{monitor_->component("root")->home_system()};
  for (const auto* supervisor :
       {"root", "foundation", "host", "operations", "engines", "modular", "sessions"}) {
    bool done = false;
    self->request(caf::actor_cast<supervisor_actor>(monitor_->component(supervisor)),
                  std::chrono::seconds{5},
                  fault_atom_v,
                  component,
                  component_fault{fault_kind::crash})
        .receive([&](const component_facts&) { done = true; }, [](const caf::error&) {});
    if (done)
      return;
  }
  throw std::runtime_error("no component " + component);
}

} // namespace orc::e2e
