// Keeps a list of children alive: one_for_one, with restart types, intensity, backoff, ordered
// shutdown, and dynamic children made from a template.
//
// Used by the composition file, which writes the tree as nested specs; everybody else speaks to a
// supervisor by its contract (messages/component_actor.hpp).
//
// Lifecycle of a child:
//  1. started: spawned, monitored, its name aimed at it.
//  2. When it ends against its restart type, it waits out its backoff and is started again; more
//     restarts than the intensity allows end the supervisor, with the reasons as a chain.
//  3. stopped: asked at high priority, after its time killed, after another left behind as orphan.
// Children start in order and stop in reverse; dynamic ones stop all at once. A supervisor that is
// killed takes its children with it.
// Threading: pool. A start function runs in the supervisor and may throw: a start that fails counts
// as a crash.
#pragma once

#include "messages/component_actor.hpp"
#include "runtime/supervision/restart_policy.hpp"

#include <caf/local_actor.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace orc {

struct child_spec {
  std::string id; ///< the component's name
  restart_type type = restart_type::permanent;
  std::chrono::milliseconds shutdown{2000}; ///< to stop in; as much again after the kill
  bool critical = false;
  bool supervisor = false;
  bool drains = false; ///< handles what is in its mailbox before it stops
  std::function<caf::strong_actor_ptr(caf::local_actor* parent)> start;
  caf::strong_actor_ptr name; ///< the stable name that others hold
};

using component_observer = std::function<void(const component_event&)>;

struct supervisor_spec {
  std::string name;
  intensity_policy intensity;
  backoff_policy backoff;
  std::vector<child_spec> children;
  /// The template of children on demand; it makes the child's name, too.
  std::function<child_spec(caf::actor_system& system, const std::string& id)> dynamic_child;
  component_observer observer;
  std::uint32_t seed = 0; ///< of the jitter; 0: random
};

/// A child as its supervisor keeps it.
struct supervised_child {
  /// What is to happen when it is down.
  enum class intent : std::uint8_t { keep, restart, forget };

  child_spec spec;
  component_facts facts;
  caf::strong_actor_ptr ref; ///< null while it is down: a detached one gives its thread back
  caf::actor_addr address;
  intent wanted = intent::keep;
  bool killed = false;
  std::uint64_t failures = 0; ///< in a row, for the backoff
  std::vector<caf::typed_response_promise<component_facts>> until_stopped;
  std::vector<caf::typed_response_promise<component_facts>> until_restarted;
  std::vector<caf::typed_response_promise<child_entry>> until_started;
};

struct supervisor_state {
  static inline const char* name = "supervisor";

  supervisor_state() = default;

  ~supervisor_state();
  supervisor_state(const supervisor_state&) = delete;
  supervisor_state& operator=(const supervisor_state&) = delete;

  using promise = caf::typed_response_promise<component_facts>;
  using start_promise = caf::typed_response_promise<child_entry>;

  void begin(supervisor_spec what);
  supervised_child& adopt(child_spec what, bool dynamic);
  void start(supervised_child& child);
  void stop(supervised_child& child);
  void take_down(const caf::down_msg& message);
  void take_failure(supervised_child& child, const std::string& why);
  void take_retry(const std::string& id, std::uint64_t incarnation);
  void take_overdue(const std::string& id, std::uint64_t incarnation);
  void end_for_good(supervised_child& child, const std::string& why, bool abnormal);
  void after_stop(supervised_child& child);
  void shut_down(caf::error why);
  void stop_next();
  void forget(const std::string& id);
  void answer_started(supervised_child& child);
  void answer_stopped(supervised_child& child);
  void refuse_waiting(supervised_child& child, const std::string& why);
  void tell_observer(const std::string& type, const supervised_child& child);
  [[nodiscard]] supervised_child* find(const std::string& id);
  [[nodiscard]] child_entries which() const;

  caf::result<component_facts> restart_child(const std::string& id);
  caf::result<child_entry> start_child(const std::string& id);
  caf::result<component_facts> stop_child(const std::string& id);

  supervisor_actor::stateful_pointer<supervisor_state> self = nullptr;
  supervisor_spec spec;
  std::list<supervised_child> children; ///< in start order; addresses stay good
  restart_budget budget;
  std::mt19937 luck;
  bool stopping = false;
  caf::error reason;
};

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, supervisor_spec spec);

/// Asks an actor to leave ahead of what is in its mailbox: CAF's own send_exit queues behind it.
void stop_now(const caf::strong_actor_ptr& actor, caf::exit_reason reason);

} // namespace orc
