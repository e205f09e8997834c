// A small actor to be supervised, and a supervisor's world on virtual time.
#pragma once

#include "runtime/supervision/guard.hpp"
#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "tests/support/virtual_time.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace orc {

using worker_actor = component_of<
    // Counts, from one.
    int(int),
    // "quit" ends it in order, anything else throws it.
    void(std::string)>;

struct worker_state {
  static inline const char* name = "worker";
  static inline int alive = 0;

  worker_state() { ++alive; }

  ~worker_state() { --alive; }

  int n = 0;
};

inline worker_actor::behavior_type worker(worker_actor::stateful_pointer<worker_state> self,
                                          bool ignores_exit) {
  guard(self);
  if (ignores_exit)
    self->set_exit_handler([](caf::exit_msg&) {});
  return {
      [](heartbeat_atom) { return self_report{}; },
      [self](int) { return ++state_of(self).n; },
      [self](const std::string& word) {
        if (word != "quit")
          throw std::runtime_error(word);
        self->quit();
      },
  };
}

class Supervision : public virtual_time {
protected:
  std::vector<std::string> events; ///< "type name"
  supervisor_spec spec;

  void SetUp() override {
    spec.name = "boss";
    spec.intensity = {10, std::chrono::seconds{60}};
    spec.backoff = {std::chrono::milliseconds{100},
                    std::chrono::milliseconds{1000},
                    0,
                    std::chrono::seconds{30}};
    spec.observer = [this](const component_event& e) {
      events.push_back(e.type + " " + e.facts.name);
    };
  }

  child_spec child(const std::string& id, bool ignores_exit = false) {
    child_spec c;
    c.id = id;
    c.name = make_untyped_name(system(), id, {0, true});
    c.start = [ignores_exit](caf::local_actor* parent) {
      return caf::actor_cast<caf::strong_actor_ptr>(parent->spawn(worker, ignores_exit));
    };
    return c;
  }

  supervisor_actor begin() {
    auto boss = spawn(supervisor, spec);
    run();
    return boss;
  }

  worker_actor named(std::size_t index) {
    return caf::actor_cast<worker_actor>(spec.children.at(index).name);
  }

  void crash(const worker_actor& who, const std::string& why = "boom") {
    tell_from_outside(who, why);
    run();
  }

  std::vector<component_facts> which(const supervisor_actor& boss) {
    std::vector<component_facts> out;
    const auto entries = ask_now<child_entries>(boss, which_atom_v);
    for (const auto& entry : entries.value())
      out.push_back(entry.facts);
    return out;
  }

  component_facts first(const supervisor_actor& boss) { return which(boss).at(0); }
};

} // namespace orc
