// What stable names and supervision cost beside plain CAF handles.
//
// Lines are to be read against one another in one run: a message to a plain actor by its own
// handle, to a metered one (what a supervisor spawns), and to a metered one through its stable
// name, with and without a limit. Then a request and its answer the same ways, and how the cost of
// starting and stopping children grows with their number.
#include "runtime/supervision/stable_name.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "runtime/supervision/system_config.hpp"

#include <benchmark/benchmark.h>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>

namespace orc {
namespace {

constexpr int burst = 10'000;

using counter_actor = component_of<int(int)>;

counter_actor::behavior_type counter(counter_actor::pointer, std::atomic<int>* seen) {
  return {
      [](heartbeat_atom) { return self_report{}; },
      [seen](int n) {
        seen->fetch_add(1, std::memory_order_relaxed);
        return n;
      },
  };
}

/// One actor, reached in one of these ways.
enum class way { plain, metered, named, bounded };

system_config config_for(const char* policy) {
  system_config config;
  config.set("scheduler.policy", caf::atom_from_string(policy));
  return config;
}

class world {
public:
  /// `policy` as CAF calls it; "testing" runs everything in the caller's thread.
  world(way how, const char* policy) : config_(config_for(policy)) {
    caf::scoped_actor self{system};
    if (how == way::plain)
      actor_ = caf::actor_cast<caf::strong_actor_ptr>(system.spawn(counter, &seen));
    else
      actor_ = spawner{self.ptr(), std::make_shared<component_meter>()}.spawn(counter, &seen);
    target = caf::actor_cast<counter_actor>(actor_);
    if (how == way::plain || how == way::metered)
      return;
    name_ = make_untyped_name(system, "counter", {how == way::bounded ? 10 * burst : 0});
    name_behind(name_).aim(actor_);
    target = caf::actor_cast<counter_actor>(name_);
  }

  ~world() {
    stop_now(actor_, caf::exit_reason::user_shutdown);
    if (name_)
      name_behind(name_).retire(caf::exit_reason::user_shutdown);
    if (auto* here = dynamic_cast<caf::scheduler::test_coordinator*>(&system.scheduler()))
      here->run();
  }

  world(const world&) = delete;
  world& operator=(const world&) = delete;

private:
  system_config config_;

public:
  std::atomic<int> seen{0};
  caf::actor_system system{config_};
  counter_actor target;

private:
  caf::strong_actor_ptr actor_;
  caf::strong_actor_ptr name_;
};

/// Sent and handled in one thread, so that the processor's time is that of the way alone. CAF's
/// test scheduler resumes an actor for each message, which is the worst case of the meter: it looks
/// at the processor's clock once a resume, and the daemon's scheduler handles up to 300 messages in
/// one.
void message(benchmark::State& state) {
  world w{static_cast<way>(state.range(0)), "testing"};
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(w.system.scheduler());
  for (auto _ : state) {
    for (int i = 0; i < burst; ++i)
      caf::anon_send(w.target, i);
    scheduler.run();
  }
  if (w.seen < burst)
    state.SkipWithError("messages are missing");
  state.SetItemsProcessed(state.iterations() * burst);
}

/// Between two threads, as in the daemon.
void request(benchmark::State& state) {
  world w{static_cast<way>(state.range(0)), "sharing"};
  for (auto _ : state) {
    caf::scoped_actor self{w.system};
    self->request(w.target, std::chrono::seconds{5}, 1)
        .receive([](int) {}, [&](const caf::error&) { state.SkipWithError("no answer"); });
  }
}

/// So many children on demand come and go, on virtual time.
void children(benchmark::State& state) {
  for (auto _ : state) {
    system_config config;
    config.set("scheduler.policy", caf::atom("testing"));
    caf::actor_system system{config};
    auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
    supervisor_spec spec;
    spec.name = "boss";
    spec.how = strategy::simple_one_for_one;
    std::atomic<int> seen{0};
    spec.dynamic_child = [&seen](caf::actor_system& where, const std::string& id) {
      child_spec child;
      child.id = id;
      child.name = make_untyped_name(where, id, {});
      child.start = [&seen](const spawner& at) { return at.spawn(counter, &seen); };
      return child;
    };
    auto boss = system.spawn(supervisor, std::move(spec));
    for (int i = 0; i < state.range(0); ++i)
      caf::anon_send(boss, start_atom_v, std::to_string(i));
    scheduler.run();
    caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
    boss = nullptr;
    scheduler.run();
  }
  state.SetComplexityN(state.range(0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(message)->ArgName("way")->DenseRange(0, 3);
BENCHMARK(request)->ArgName("way")->DenseRange(0, 3)->UseRealTime();
BENCHMARK(children)
    ->Arg(1000)
    ->Arg(10'000)
    ->Arg(40'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

} // namespace
} // namespace orc

BENCHMARK_MAIN();
