// A small actor to be supervised, and a supervisor's world on virtual time.
#pragma once

#include "runtime/supervision/guard.hpp"
#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "tests/support/virtual_time.hpp"

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace orc {

using worker_actor = component_of<
    // Counts, from one.
    int(int),
    // Throws it.
    void(std::string),
    // Ends with it; the empty one is a normal end.
    void(caf::error)>;

struct worker_options {
  std::string id = {};
  bool ignores_exit = false;
  bool silent = false;                                   ///< never answers its heartbeat
  bool refuses = false;                                  ///< answers its heartbeat with an error
  std::function<void(caf::local_actor*)> body = nullptr; ///< run at its start
};

/// How many workers there are, and were at once.
struct worker_census {
  int alive = 0;
  std::map<std::string, int> by_id;
  int most_of_one = 0;
};

struct worker_state {
  static inline const char* name = "worker";
  static inline worker_census census;

  worker_state() { ++census.alive; }

  ~worker_state() {
    --census.alive;
    if (!id.empty())
      --census.by_id[id];
  }

  void is(const std::string& who) {
    id = who;
    census.most_of_one = std::max(census.most_of_one, ++census.by_id[id]);
  }

  int n = 0;
  std::string id;
};

inline worker_actor::behavior_type worker(worker_actor::stateful_pointer<worker_state> self,
                                          const worker_options& options) {
  guard(self);
  state_of(self).is(options.id);
  if (options.ignores_exit)
    self->set_exit_handler([](caf::exit_msg&) {});
  if (options.body)
    options.body(self);
  return {
      [self, silent = options.silent, refuses = options.refuses](
          heartbeat_atom) -> caf::result<self_report> {
        if (refuses)
          return caf::make_error(errc::storage, "no disk");
        if (silent)
          return self->make_response_promise<caf::typed_response_promise<self_report>>();
        return self_report{};
      },
      [self](int) { return ++state_of(self).n; },
      [](const std::string& word) { throw std::runtime_error(word); },
      [self](caf::error& reason) { self->quit(std::move(reason)); },
  };
}

using words = std::vector<std::string>;

/// What came back on a request that takes its time; null while nothing did.
template <class Answer>
using box = std::shared_ptr<std::optional<tl::expected<Answer, caf::error>>>;

/// How an actor ended.
struct ending {
  bool over = false;
  bool normal = false;
  std::string reason;
};

class Supervision : public virtual_time {
protected:
  words events; ///< "type name"
  std::vector<component_event> told;
  supervisor_spec spec;

  void SetUp() override {
    worker_state::census = {};
    spec.name = "boss";
    spec.intensity = {10, std::chrono::seconds{60}};
    spec.backoff = {std::chrono::milliseconds{100},
                    std::chrono::milliseconds{1000},
                    0,
                    std::chrono::seconds{30}};
    spec.allow_faults = true;
    spec.observer = [this](const component_event& e) {
      if (e.type != "backoff")
        events.push_back(e.type + " " + e.facts.name);
      told.push_back(e);
    };
  }

  child_spec special(worker_options options) {
    child_spec c;
    c.id = options.id;
    c.name = make_untyped_name(system(), c.id, {});
    c.start = [options](const spawner& at) { return at.spawn(worker, options); };
    return c;
  }

  child_spec child(const std::string& id) { return special({.id = id}); }

  child_spec stubborn(const std::string& id) { return special({.id = id, .ignores_exit = true}); }

  /// Its start throws while `failures` is more than zero, counting down.
  child_spec reluctant(const std::string& id, int* failures) {
    auto c = child(id);
    c.start = [failures, inner = c.start](const spawner& at) {
      if ((*failures)-- > 0)
        throw std::runtime_error("no port");
      return inner(at);
    };
    return c;
  }

  /// A supervisor as a child.
  child_spec team(supervisor_spec inner) {
    child_spec c;
    c.id = inner.name;
    c.supervisor = true;
    c.name = make_untyped_name(system(), inner.name, {});
    c.start = [inner](const spawner& at) { return at.spawn(supervisor, inner); };
    return c;
  }

  void on_demand() {
    spec.dynamic_child = [this](caf::actor_system&, const std::string& id) { return child(id); };
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

  void end_with(const worker_actor& who, caf::error reason) {
    tell_from_outside(who, std::move(reason));
    run();
  }

  void shut_down(const supervisor_actor& boss) {
    caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
    run();
  }

  std::shared_ptr<ending> end_of(const supervisor_actor& boss) {
    auto out = std::make_shared<ending>();
    caf::actor_cast<caf::abstract_actor*>(boss)->attach_functor(
        [out, this](const caf::error& reason) {
          out->over = true;
          out->normal = !reason || reason == caf::exit_reason::user_shutdown;
          out->reason = reason ? system().render(reason) : "";
        });
    return out;
  }

  std::vector<component_facts> which(const supervisor_actor& boss) {
    std::vector<component_facts> out;
    const auto entries = ask_now<child_entries>(boss, which_atom_v);
    for (const auto& entry : entries.value())
      out.push_back(entry.facts);
    return out;
  }

  component_facts first(const supervisor_actor& boss) { return which(boss).at(0); }

  /// "a=running b=backoff"
  std::string states(const supervisor_actor& boss) {
    std::string out;
    for (const auto& f : which(boss))
      out += (out.empty() ? "" : " ") + f.name + "=" + std::string{to_string(f.state)};
    return out;
  }

  template <class Answer, class Handle, class... Args>
  box<Answer> ask_later(const Handle& to, Args... args) {
    auto out = std::make_shared<std::optional<tl::expected<Answer, caf::error>>>();
    // With an argument: CAF's factory binds a null reference for actors without.
    spawn(
        [=](caf::event_based_actor* self, Handle callee) {
          self->request(callee, caf::infinite, args...)
              .then([out](const Answer& value) { *out = value; },
                    [out](const caf::error& why) { *out = tl::unexpected<caf::error>(why); });
        },
        to);
    run();
    return out;
  }

  static bool failed_with(const tl::expected<component_facts, caf::error>& got, errc code) {
    return !got && is(got.error(), code);
  }
};

} // namespace orc
