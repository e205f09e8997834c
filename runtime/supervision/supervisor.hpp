// Keeps a list of children alive, by one of OTP's strategies (README.md).
//
// Used by the composition file, which writes the tree as nested specs; everybody else speaks to a
// supervisor by its contract (messages/component_actor.hpp).
//
// What is decided, and when, is supervisor_logic's; this is the actor around it: it spawns and
// stops children, watches them, moves their names, and holds the promises of those who wait.
// A supervisor that is killed takes its children with it.
// Threading: pool. A start function runs in the supervisor; it may throw, which is a failed start,
// or give null, which declines without fault.
#pragma once

#include "messages/component_actor.hpp"
#include "runtime/supervision/spawner.hpp"
#include "runtime/supervision/supervisor_logic.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orc {

struct child_spec : child_rules {
  std::function<caf::strong_actor_ptr(const spawner& at)> start;
  caf::strong_actor_ptr name; ///< the stable name that others hold
};

using component_observer = std::function<void(const component_event&)>;

struct supervisor_spec : supervisor_rules {
  std::vector<child_spec> children;
  /// The template of children on demand; it makes the child's name, too.
  std::function<child_spec(caf::actor_system& system, const std::string& id)> dynamic_child;
  component_observer observer;
};

/// One sentence for each mistake, without starting anything.
[[nodiscard]] std::vector<std::string> faults_in(const supervisor_spec& spec);

struct supervisor_state {
  static inline const char* name = "supervisor";

  supervisor_state() = default;

  ~supervisor_state();
  supervisor_state(const supervisor_state&) = delete;
  supervisor_state& operator=(const supervisor_state&) = delete;

  /// What there is of a child beside what the logic knows.
  struct actor_of_child {
    child_spec spec;           ///< a temporary child's start function is dropped once it was used
    caf::strong_actor_ptr ref; ///< null while it is down: a detached one gives its thread back
    caf::actor_addr address;
    std::shared_ptr<component_meter> meter;
    component_usage before; ///< of its earlier incarnations
  };

  using answerer = std::function<void(const result<component_facts>& what)>;

  // supervisor.cpp: what happens, and what the logic makes of it
  void begin(supervisor_spec what);
  void take_down(const caf::down_msg& message);
  /// Does what the logic wants, until it wants nothing more.
  void settle();
  void perform(const effect::spawn& wish);
  void perform(const effect::stop& wish);
  void perform(const effect::abandon& wish);
  void perform(const effect::forget& wish);
  void perform(const effect::remind& wish);
  void perform(const effect::answer& wish);
  void perform(effect::tell& wish);
  void perform(const effect::ready& wish);
  void perform(const effect::end& wish);
  void await_first_answer(const std::string& id, std::uint64_t life);
  void take_first_error(const std::string& id, std::uint64_t life, const caf::error& why);
  void release(actor_of_child& child);
  [[nodiscard]] component_facts with_usage(component_facts facts) const;
  [[nodiscard]] child_entry entry_of(component_facts facts) const;
  [[nodiscard]] child_entries which() const;

  // supervisor_requests.cpp: what is asked for
  ticket note_waiting(answerer waits);
  caf::result<component_facts> take_order(const std::function<void(ticket)>& order);
  caf::result<child_entry> start_child(const std::string& id);
  caf::result<component_facts> stop_child(const std::string& id);
  caf::result<component_facts> stop_child(const component_actor& handle);
  caf::result<component_facts> revive_child(const std::string& id);
  caf::result<component_facts> delete_child(const std::string& id);
  caf::result<component_facts> restart_child(const std::string& id);
  caf::result<component_facts> arm(const std::string& id, component_fault fault);
  caf::result<self_report> heartbeat();
  void take_reminder(const child_reminder& of);
  void take_exit(const caf::error& why);

  supervisor_actor::stateful_pointer<supervisor_state> self = nullptr;
  supervisor_spec spec; ///< without its children
  std::optional<supervisor_logic> logic;
  std::map<std::string, actor_of_child> actors;
  std::map<caf::actor_addr, std::string> ids;     ///< of those that are not down
  std::map<caf::actor_addr, std::string> orphans; ///< who is still there though given up
  std::multimap<std::string, std::weak_ptr<component_meter>> hanging; ///< by id; to be let go
  std::map<ticket, answerer> waiting;
  std::vector<caf::typed_response_promise<self_report>> until_ready;
  ticket last_ticket = 0;
  bool ready = false;
  bool settling = false;
};

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self, supervisor_spec spec);

/// Asks an actor to leave ahead of what is in its mailbox: CAF's own send_exit queues behind it.
void stop_now(const caf::strong_actor_ptr& actor, caf::exit_reason reason);

} // namespace orc
