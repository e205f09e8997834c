#include "runtime/app/composition.hpp"

#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "runtime/supervision/system_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <future>
#include <map>
#include <mutex>
#include <type_traits>
#include <utility>

namespace orc {
namespace {

constexpr std::chrono::seconds time_to_restart{10};

/// Every stable name of the tree but those of children on demand, which their supervisor makes.
class name_book {
public:
  name_book(caf::actor_system& system, bool allow_faults)
      : system_(system), options_{0, allow_faults} {}

  /// Made at its first use: the links of one component name others that are started later.
  caf::strong_actor_ptr untyped(const std::string& name) {
    auto& entry = names_[name];
    if (!entry)
      entry = make_untyped_name(system_, name, options_);
    return entry;
  }

  template <class Handle>
  Handle of(const std::string& name) {
    return caf::actor_cast<Handle>(untyped(name));
  }

  caf::strong_actor_ptr find(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
  }

  void note_parent(const std::string& child, const std::string& supervisor) {
    parents_[child] = supervisor;
  }

  /// Empty where there is no such component.
  std::string parent_of(const std::string& child) const {
    const auto found = parents_.find(child);
    return found == parents_.end() ? std::string{} : found->second;
  }

  void retire_all() {
    for (auto& [name, handle] : names_)
      name_behind(handle).retire(caf::exit_reason::user_shutdown);
    names_.clear();
  }

  [[nodiscard]] const name_options& options() const { return options_; }

private:
  caf::actor_system& system_;
  name_options options_;
  std::map<std::string, caf::strong_actor_ptr> names_;
  std::map<std::string, std::string> parents_;
};

enum class weight : bool { ordinary, critical };

/// What components are started with; a reload exchanges it, from another thread than they start in.
class setup_in_force {
public:
  explicit setup_in_force(monitor_setup first) { set(std::move(first)); }

  void set(monitor_setup next) {
    auto fresh = std::make_shared<const monitor_setup>(std::move(next));
    const std::lock_guard lock{mutex_};
    now_ = std::move(fresh);
  }

  [[nodiscard]] std::shared_ptr<const monitor_setup> get() const {
    const std::lock_guard lock{mutex_};
    return now_;
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const monitor_setup> now_;
};

using shared_setup = std::shared_ptr<setup_in_force>;

/// &monitor_setup::keeper stands for what it is at that moment, everything else for itself.
template <class Arg>
const auto& resolved(const monitor_setup& now, const Arg& arg) {
  if constexpr (std::is_member_object_pointer_v<Arg>)
    return now.*arg;
  else
    return arg;
}

/// Spawns `function(args...)` anew at every start.
template <caf::spawn_options Options = caf::no_spawn_options, class Function, class... Args>
child_spec component(name_book& names,
                     const shared_setup& setup,
                     const char* id,
                     weight w,
                     Function function,
                     Args... args) {
  child_spec child;
  child.id = id;
  child.critical = w == weight::critical;
  child.name = names.untyped(id);
  child.drains = Options == caf::detached; // writers: what was handed over is written
  child.start = [setup, function, args...](caf::local_actor* parent) {
    const auto now = setup->get();
    return caf::actor_cast<caf::strong_actor_ptr>(
        parent->spawn<Options>(function, resolved(*now, args)...));
  };
  return child;
}

child_spec team(name_book& names, supervisor_spec spec) {
  child_spec child;
  child.id = spec.name;
  child.supervisor = true;
  child.critical = true;
  child.shutdown = std::chrono::seconds{30}; // its children's own deadlines end it sooner
  child.name = names.untyped(spec.name);
  child.start = [spec = std::move(spec)](caf::local_actor* parent) {
    return caf::actor_cast<caf::strong_actor_ptr>(parent->spawn(supervisor, spec));
  };
  return child;
}

/// The tree of ARCHITECTURE.md, branch by branch.
class tree {
public:
  tree(name_book& names, shared_setup setup)
      : names_(names), setup_(std::move(setup)),
        observer_([health = names.of<health_monitor_actor>("health_monitor"),
                   metrics = names.of<metrics_aggregator_actor>("metrics_aggregator"),
                   rollback = names.of<rollback_controller_actor>("rollback_controller")](
                      const auto& event) {
          tell_from_outside(health, event);
          tell_from_outside(metrics, event);
          tell_from_outside(rollback, event);
        }) {}

  supervisor_spec root() {
    return branch(
        "root",
        {team(names_, foundation()),
         team(names_, host()),
         team(names_, operations()),
         component(names_,
                   setup_,
                   "http_gateway",
                   weight::critical,
                   http_gateway,
                   http_gateway_links{names_.of<history_reader_actor>("history_reader"),
                                      names_.of<rollback_controller_actor>("rollback_controller"),
                                      supervisors()},
                   &monitor_setup::http),
         team(names_, engines())});
  }

private:
  supervisor_spec branch(const char* name, std::vector<child_spec> children) {
    supervisor_spec spec;
    spec.name = name;
    for (const auto& child : children)
      names_.note_parent(child.id, name);
    spec.children = std::move(children);
    spec.observer = observer_;
    return spec;
  }

  std::map<std::string, supervisor_actor> supervisors() {
    std::map<std::string, supervisor_actor> all;
    for (const auto* name :
         {"root", "foundation", "host", "operations", "engines", "modular", "sessions"})
      all.emplace(name, names_.of<supervisor_actor>(name));
    return all;
  }

  supervisor_spec foundation() {
    return branch(
        "foundation",
        {component<caf::detached>(
             names_,
             setup_,
             "state_keeper",
             weight::critical,
             state_keeper,
             state_keeper_links{names_.of<metrics_aggregator_actor>("metrics_aggregator")},
             &monitor_setup::keeper),
         component<caf::detached>(names_,
                                  setup_,
                                  "history_reader",
                                  weight::ordinary,
                                  history_reader,
                                  &monitor_setup::history),
         component(names_,
                   setup_,
                   "metrics_aggregator",
                   weight::critical,
                   metrics_aggregator,
                   metrics_aggregator_links{names_.of<http_gateway_actor>("http_gateway"),
                                            names_.of<health_monitor_actor>("health_monitor")},
                   &monitor_setup::metrics)});
  }

  /// The first server's gateway is always there, those of others come and go with them.
  supervisor_spec host() {
    auto spec = branch("host",
                       {component<caf::detached>(names_,
                                                 setup_,
                                                 "tmux_gateway",
                                                 weight::critical,
                                                 tmux_gateway,
                                                 &monitor_setup::tmux,
                                                 &monitor_setup::gateway)});
    spec.dynamic_child = [setup = setup_, names = names_.options()](caf::actor_system& system,
                                                                    const std::string& id) {
      const auto now = setup->get();
      auto options = now->gateway;
      options.server = server_in(id);
      const auto path = now->servers ? now->servers->path_of(options.server) : std::nullopt;
      auto client = std::make_shared<host::process_tmux_client>(
          host::tmux_socket{{}, path.value_or("/nonexistent")});
      child_spec child;
      child.id = id;
      child.name = make_untyped_name(system, id, names);
      child.start = [client, options](caf::local_actor* parent) {
        return caf::actor_cast<caf::strong_actor_ptr>(
            parent->spawn<caf::detached>(tmux_gateway, client, options));
      };
      return child;
    };
    return spec;
  }

  supervisor_spec operations() {
    const health_monitor_links links{names_.of<metrics_aggregator_actor>("metrics_aggregator"),
                                     names_.of<http_gateway_actor>("http_gateway"),
                                     names_.of<rollback_controller_actor>("rollback_controller"),
                                     supervisors(),
                                     names_.of<state_keeper_actor>("state_keeper")};
    auto watcher = component(names_,
                             setup_,
                             "health_monitor",
                             weight::critical,
                             health_monitor,
                             links,
                             &monitor_setup::health);
    watcher.drains = true; // the ends that were told before its own are recorded
    return branch("operations",
                  {watcher,
                   component(names_,
                             setup_,
                             "rollback_controller",
                             weight::ordinary,
                             rollback_controller,
                             rollback_controller_links{
                                 names_.of<state_keeper_actor>("state_keeper"),
                                 names_.of<history_reader_actor>("history_reader"),
                                 names_.of<metrics_aggregator_actor>("metrics_aggregator")},
                             &monitor_setup::rollback)});
  }

  /// The modular engine comes back for as long as the budget of its supervisor lasts; what follows
  /// its end otherwise is for the rollback controller to decide, once there is one.
  supervisor_spec engines() { return branch("engines", {team(names_, modular())}); }

  supervisor_spec modular() {
    const auto monitor_name = names_.of<agent_monitor_actor>("agent_monitor");
    return branch(
        "modular",
        {component(names_,
                   setup_,
                   "idle_analyzer",
                   weight::critical,
                   idle_analyzer,
                   idle_analyzer_links{names_.of<state_keeper_actor>("state_keeper"),
                                       names_.of<metrics_aggregator_actor>("metrics_aggregator"),
                                       monitor_name},
                   &monitor_setup::analyzer),
         component(
             names_,
             setup_,
             "crash_detector",
             weight::critical,
             crash_detector,
             crash_detector_links{names_.of<idle_analyzer_actor>("idle_analyzer"), monitor_name},
             &monitor_setup::life),
         team(names_, sessions()),
         component(names_,
                   setup_,
                   "agent_monitor",
                   weight::critical,
                   agent_monitor,
                   agent_monitor_links{names_.of<tmux_gateway_actor>("tmux_gateway"),
                                       names_.of<crash_detector_actor>("crash_detector"),
                                       names_.of<state_keeper_actor>("state_keeper"),
                                       names_.of<supervisor_actor>("sessions"),
                                       names_.of<supervisor_actor>("host"),
                                       names_.of<metrics_aggregator_actor>("metrics_aggregator")},
                   &monitor_setup::agents)});
  }

  supervisor_spec sessions() {
    auto spec = branch("sessions", {});
    spec.intensity = {50, std::chrono::seconds{30}}; // shared by the detectors of all sessions
    const session_detector_links links{names_.of<crash_detector_actor>("crash_detector"),
                                       names_.of<agent_monitor_actor>("agent_monitor")};
    spec.dynamic_child = [links, setup = setup_, options = names_.options()](
                             caf::actor_system& system, const std::string& id) {
      child_spec child;
      child.id = id;
      child.name = make_untyped_name(system, id, options);
      child.start =
          [links, rules = setup->get()->rules, key = session_key_in(id)](caf::local_actor* parent) {
            return caf::actor_cast<caf::strong_actor_ptr>(
                parent->spawn(session_detector, links, rules, key));
          };
      return child;
    };
    return spec;
  }

  name_book& names_;
  shared_setup setup_;
  component_observer observer_;
};

} // namespace

struct monitor::parts {
  explicit parts(monitor_setup first)
      : setup(std::make_shared<setup_in_force>(std::move(first))),
        names(system, setup->get()->fault_injection) {}

  shared_setup setup;

  system_config config;
  caf::actor_system system{config};
  name_book names;
  caf::strong_actor_ptr root;
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
};

monitor::monitor(monitor_setup setup) : parts_(std::make_unique<parts>(std::move(setup))) {
  auto& p = *parts_;
  auto spec = tree{p.names, p.setup}.root();
  p.root = caf::actor_cast<caf::strong_actor_ptr>(p.system.spawn(supervisor, std::move(spec)));
  name_behind(p.names.untyped("root")).aim(p.root);
  p.root->get()->attach_functor([&p, on_end = p.setup->get()->on_end](const caf::error& reason) {
    p.ended.set_value();
    if (on_end && reason && reason != caf::exit_reason::user_shutdown)
      on_end(p.system.render(reason));
  });
}

bool monitor::stop(std::chrono::milliseconds deadline) {
  auto& p = *parts_;
  if (p.root)
    stop_now(p.root, caf::exit_reason::user_shutdown);
  const bool in_time = p.end.wait_for(deadline) == std::future_status::ready;
  p.root = nullptr;
  return in_time;
}

std::shared_ptr<const monitor_setup> monitor::setup() const {
  return parts_->setup->get();
}

result<void> monitor::reload(monitor_setup setup, const std::vector<std::string>& components) {
  auto& p = *parts_;
  p.setup->set(std::move(setup));
  result<void> out;
  caf::scoped_actor self{p.system};
  for (const auto& id : components)
    self->request(p.names.of<supervisor_actor>(p.names.parent_of(id)),
                  time_to_restart,
                  restart_atom_v,
                  id)
        .receive([](const component_facts&) {},
                 [&](const caf::error& why) {
                   if (out)
                     out = fail(errc::unavailable,
                                id + " was not started anew: " + p.system.render(why));
                 });
  return out;
}

monitor::~monitor() {
  if (parts_->root)
    stop(std::chrono::seconds{30});
  parts_->names.retire_all(); // ~actor_system waits for ever while a name holds a detached actor
}

caf::actor monitor::component(const std::string& name) const {
  return caf::actor_cast<caf::actor>(parts_->names.find(name));
}

} // namespace orc
