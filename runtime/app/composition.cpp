#include "runtime/app/composition.hpp"

#include "runtime/host/faulty_tmux.hpp"

#include <type_traits>
#include <utility>

namespace orc {
namespace {

constexpr std::size_t most_kept = 1000; // messages for one that is down
constexpr std::chrono::seconds time_to_stop{2};

enum class weight : bool { ordinary, critical };

/// &monitor_setup::keeper stands for what it is at that moment, everything else for itself.
template <class Arg>
const auto& resolved(const monitor_setup& now, const Arg& arg) {
  if constexpr (std::is_member_object_pointer_v<Arg>)
    return now.*arg;
  else
    return arg;
}

std::shared_ptr<host::tmux_client> client_of(const monitor_setup& now, const std::string& server) {
  const auto path = now.servers ? now.servers->path_of(server) : std::nullopt;
  auto real = std::make_shared<host::process_tmux_client>(
      host::tmux_socket{{}, path.value_or("/nonexistent")});
  if (!now.http.faults.tmux)
    return real;
  return std::make_shared<host::faulty_tmux_client>(std::move(real), now.http.faults.tmux);
}

/// The tree of ARCHITECTURE.md, a row for each component, in the order in which they start.
class table {
public:
  table(tree_builder& tree, shared_setup setup) : tree_(tree), setup_(std::move(setup)) {}

  /// The modular engine comes back for as long as the budget of its supervisor lasts; what follows
  /// its end otherwise is for the rollback controller to decide.
  void write() {
    team("", "root");
    team("root", "foundation");
    foundation();
    team("root", "host", gateways_on_demand());
    // The first server's gateway is always there, those of others come and go with them.
    detached("host",
             "tmux_gateway",
             weight::critical,
             tmux_gateway,
             &monitor_setup::tmux,
             &monitor_setup::gateway);
    tree_.links("tmux_gateway").later("session_detector"); // handles come with the orders
    team("root", "operations");
    operations();
    pool(
        "root",
        "http_gateway",
        weight::critical,
        http_gateway,
        [](const links& to) {
          return http_gateway_links{
              to("history_reader"), to("rollback_controller"), to.supervisors()};
        },
        &monitor_setup::http);
    tree_.links("http_gateway").later("session_detector"); // asked for at the sessions supervisor
    team("root", "engines");
    team("engines", "modular");
    modular();
    keep_history();
  }

private:
  using links = tree_builder::links_of;

  /// What is told to one of these and becomes history outlasts its end.
  void keep_history() {
    name_behind(tree_.name("health_monitor"))
        .keep(most_kept, [](const caf::type_erased_tuple& told) {
          return told.match_elements<component_event>();
        });
    name_behind(tree_.name("state_keeper")).keep(most_kept, [](const caf::type_erased_tuple& told) {
      return told.match_elements<record_batch>();
    });
  }

  void foundation() {
    detached(
        "foundation",
        "state_keeper",
        weight::critical,
        state_keeper,
        [](const links& to) { return state_keeper_links{to("metrics_aggregator")}; },
        &monitor_setup::keeper);
    detached(
        "foundation", "history_reader", weight::ordinary, history_reader, &monitor_setup::history);
    pool(
        "foundation",
        "metrics_aggregator",
        weight::critical,
        metrics_aggregator,
        [](const links& to) {
          return metrics_aggregator_links{to("http_gateway"), to("health_monitor")};
        },
        &monitor_setup::metrics);
  }

  void operations() {
    pool_that_drains( // the ends that were told before its own are recorded
        "operations",
        "health_monitor",
        weight::critical,
        health_monitor,
        [](const links& to) {
          return health_monitor_links{to("metrics_aggregator"),
                                      to("http_gateway"),
                                      to("rollback_controller"),
                                      to.supervisors(),
                                      to("state_keeper")};
        },
        &monitor_setup::health);
    pool(
        "operations",
        "rollback_controller",
        weight::ordinary,
        rollback_controller,
        [](const links& to) {
          return rollback_controller_links{
              to("state_keeper"), to("history_reader"), to("metrics_aggregator")};
        },
        &monitor_setup::rollback);
    detached(
        "operations",
        "agent_census",
        weight::ordinary,
        agent_census,
        [](const links& to) {
          return agent_census_links{
              to("idle_analyzer"), to("metrics_aggregator"), to("rollback_controller")};
        },
        &monitor_setup::census);
  }

  void modular() {
    pool(
        "modular",
        "idle_analyzer",
        weight::critical,
        idle_analyzer,
        [](const links& to) {
          return idle_analyzer_links{
              to("state_keeper"), to("metrics_aggregator"), to("agent_monitor")};
        },
        &monitor_setup::analyzer);
    pool(
        "modular",
        "crash_detector",
        weight::critical,
        crash_detector,
        [](const links& to) {
          return crash_detector_links{to("idle_analyzer"), to("agent_monitor")};
        },
        &monitor_setup::life);
    team("modular", "sessions", detectors_on_demand());
    pool(
        "modular",
        "agent_monitor",
        weight::critical,
        agent_monitor,
        [](const links& to) {
          return agent_monitor_links{to("tmux_gateway"),
                                     to("crash_detector"),
                                     to("state_keeper"),
                                     to("sessions"),
                                     to("host"),
                                     to("metrics_aggregator")};
        },
        &monitor_setup::agents);
  }

  supervisor_spec gateways_on_demand() {
    auto spec = usual();
    spec.dynamic_child =
        on_demand([](const monitor_setup& now, const std::string& id, const spawner& at) {
          auto options = now.gateway;
          options.server = server_in(id);
          return at.spawn<caf::detached>(tmux_gateway, client_of(now, options.server), options);
        });
    return spec;
  }

  supervisor_spec detectors_on_demand() {
    const auto to = tree_.links("session_detector");
    const session_detector_links own{to("crash_detector"), to("agent_monitor")};
    supervisor_spec spec;
    spec.how = strategy::simple_one_for_one;
    spec.intensity = {50, std::chrono::seconds{30}}; // shared by the detectors of all sessions
    spec.dynamic_child =
        on_demand([own](const monitor_setup& now, const std::string& id, const spawner& at) {
          return at.spawn(session_detector, own, now.rules, session_key_in(id));
        });
    return spec;
  }

  /// Everything that happens to the children of a team is told to these.
  component_observer observer_of(const std::string& team) {
    const auto to = tree_.links(team);
    const health_monitor_actor health = to("health_monitor");
    const metrics_aggregator_actor metrics = to("metrics_aggregator");
    const rollback_controller_actor rollback = to("rollback_controller");
    return [health, metrics, rollback](const component_event& event) {
      tell_from_outside(health, event);
      tell_from_outside(metrics, event);
      tell_from_outside(rollback, event);
    };
  }

  /// `spec` says what is not usual about it.
  void team(const std::string& parent, const char* name, supervisor_spec spec = usual()) {
    spec.name = name;
    spec.observer = observer_of(name);
    spec.allow_faults = setup_->get()->fault_injection;
    tree_.team(parent, std::move(spec));
  }

  static supervisor_spec usual() {
    supervisor_spec spec;
    spec.intensity = {5, std::chrono::seconds{30}};
    return spec;
  }

  template <class... Args>
  void pool(const char* parent, const char* id, weight w, Args... args) {
    row<caf::no_spawn_options>(false, parent, id, w, args...);
  }

  /// What was handed over to it is done before it ends.
  template <class... Args>
  void pool_that_drains(const char* parent, const char* id, weight w, Args... args) {
    row<caf::no_spawn_options>(true, parent, id, w, args...);
  }

  /// With a thread of its own, since it blocks; drains, too.
  template <class... Args>
  void detached(const char* parent, const char* id, weight w, Args... args) {
    row<caf::detached>(true, parent, id, w, args...);
  }

  template <caf::spawn_options Options, class Function, class... Args>
  void
  row(bool drains, const char* parent, const char* id, weight w, Function function, Args... args) {
    tree_.child(parent, id, [this, drains, id, w, function, args...] {
      auto child = worker(w, starter<Options>(function, taken(id, args)...));
      child.drains = drains;
      return child;
    });
  }

  using start_function = std::function<caf::strong_actor_ptr(const spawner&)>;

  static child_spec worker(weight w, start_function start) {
    child_spec child;
    child.critical = w == weight::critical;
    child.shutdown = time_to_stop;
    child.start = std::move(start);
    return child;
  }

  /// Links are what they are at the start of the whole, members of the setup what they are at each
  /// start of the component.
  template <class Arg>
  auto taken(const char* id, const Arg& arg) {
    if constexpr (std::is_invocable_v<const Arg&, const links&>)
      return arg(tree_.links(id));
    else
      return arg;
  }

  template <caf::spawn_options Options, class Function, class... Args>
  start_function starter(Function function, Args... args) {
    return [setup = setup_, function, args...](const spawner& at) {
      const auto now = setup->get();
      return at.spawn<Options>(function, resolved(*now, args)...);
    };
  }

  /// A template of children that come and go; each takes the setup of its own start.
  template <class Spawn>
  std::function<child_spec(caf::actor_system&, const std::string&)> on_demand(Spawn spawn) {
    return [setup = setup_, spawn](caf::actor_system& system, const std::string& id) {
      auto child = worker(weight::ordinary, [setup, spawn, id](const spawner& at) {
        return spawn(*setup->get(), id, at);
      });
      child.name = make_untyped_name(system, id, {});
      return child;
    };
  }

  tree_builder& tree_;
  shared_setup setup_;
};

} // namespace

supervisor_spec compose(tree_builder& tree, const shared_setup& setup) {
  table rows{tree, setup};
  rows.write();
  return tree.root();
}

} // namespace orc
