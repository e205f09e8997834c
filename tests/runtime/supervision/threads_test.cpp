// The lines of the checklist that need real threads: a handler that never returns, what is left
// when all is over, load, and the threads of detached children.
#include "tests/runtime/supervision/worker.hpp"

#include <caf/scoped_actor.hpp>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

namespace orc {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t threads_now() {
  const std::filesystem::directory_iterator tasks{"/proc/self/task"};
  return std::distance(begin(tasks), end(tasks));
}

/// Looks again until it holds, for as long as a very slow machine may need.
bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds())
      return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

/// An actor system on real threads, and a supervisor in it.
class real_world {
public:
  real_world() {
    spec.name = "boss";
    spec.intensity = {1'000'000, 60s};
    spec.backoff = {0ms, 0ms, 0};
    spec.allow_faults = true;
    spec.observer = [this](const component_event& e) {
      const std::lock_guard lock{mutex_};
      events_.push_back(e.type + " " + e.facts.name);
    };
  }

  ~real_world() {
    for (auto& c : spec.children)
      name_behind(c.name).retire(caf::exit_reason::user_shutdown);
    spec.children.clear();
  }

  template <caf::spawn_options Options = caf::no_spawn_options>
  void add(const std::string& id) {
    child_spec c;
    c.id = id;
    c.name = make_untyped_name(system, id, {});
    c.start = [](const spawner& at) { return at.spawn<Options>(worker, worker_options{}); };
    spec.children.push_back(std::move(c));
  }

  worker_actor named(std::size_t i) { return caf::actor_cast<worker_actor>(spec.children[i].name); }

  bool has(const std::string& event) {
    const std::lock_guard lock{mutex_};
    return std::find(events_.begin(), events_.end(), event) != events_.end();
  }

  template <class Answer, class... Args>
  tl::expected<Answer, caf::error> ask(const supervisor_actor& boss, const Args&... args) {
    caf::scoped_actor self{system};
    tl::expected<Answer, caf::error> out = tl::unexpected<caf::error>(caf::error{});
    self->request(boss, 30s, args...)
        .receive([&](const Answer& a) { out = a; },
                 [&](const caf::error& e) { out = tl::unexpected<caf::error>(e); });
    return out;
  }

private:
  std::mutex mutex_;
  words events_;
  system_config config_;

public:
  supervisor_spec spec;
  caf::actor_system system{config_}; // ends first: its actors tell events to the last
};

TEST_F(Supervision, C46_AHandlerThatNeverReturnsIsLeftBehindAndTheRestGoesOn) {
  real_world world;
  world.spec.orphan_after = 10ms;
  world.add("a");
  world.add("b");
  for (auto& c : world.spec.children)
    c.shutdown = 10ms;
  auto boss = world.system.spawn(supervisor, world.spec);
  ASSERT_TRUE(world.ask<self_report>(boss, heartbeat_atom_v)); // both run
  const std::string b{"b"};
  ASSERT_TRUE(world.ask<component_facts>(boss, fault_atom_v, b, component_fault{fault_kind::hang}));
  const auto anew = world.ask<component_facts>(boss, restart_atom_v, b);
  ASSERT_TRUE(anew) << world.system.render(anew.error());
  EXPECT_TRUE(world.has("orphan b"));
  EXPECT_EQ(anew->incarnation, 2u);
  EXPECT_EQ(anew->orphans, 1u);
  ASSERT_TRUE(world.ask<component_facts>(boss, fault_atom_v, b, component_fault{}));
  EXPECT_TRUE(eventually([&] { // it comes to its end after all, and is counted out
    return world.ask<child_entries>(boss, which_atom_v)->at(1).facts.orphans == 0;
  }));

  ASSERT_TRUE(world.ask<component_facts>(boss, fault_atom_v, b, component_fault{fault_kind::hang}));
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
  EXPECT_TRUE(eventually([&] { return world.has("stopped a"); })); // it came behind b
}

TEST_F(Supervision, C52_AfterTheRootNothingIsLeft) {
  const auto threads_before = threads_now();
  {
    real_world world;
    const auto before = world.system.registry().running();
    world.add("a");
    world.add<caf::detached>("b");
    auto boss = world.system.spawn(supervisor, world.spec);
    ASSERT_TRUE(world.ask<self_report>(boss, heartbeat_atom_v));
    EXPECT_GT(world.system.registry().running(), before);
    tell_from_outside(world.named(0), std::string{"boom"});
    tell_from_outside(world.named(1), std::string{"boom"});
    ASSERT_TRUE(eventually([&] { return world.has("crashed a") && world.has("crashed b"); }));
    caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
    boss = nullptr;
    EXPECT_TRUE(eventually([&] { return world.system.registry().running() == before; }));
  }
  EXPECT_TRUE(eventually([&] { return threads_now() <= threads_before; })) << threads_now();
}

TEST_F(Supervision, C71_UnderLoadEveryRequestEndsWithinItsTimeout) {
  constexpr int requests = 20'000;
  constexpr auto patience = 20s;
  real_world world;
  world.add("a");
  auto boss = world.system.spawn(supervisor, world.spec);
  std::atomic<int> answered{0};
  std::atomic<int> refused{0};
  std::atomic<int> timed_out{0};
  auto client = world.system.spawn(
      [&](caf::event_based_actor* self, const worker_actor& to) {
        for (int i = 0; i < requests; ++i) {
          if (i % 500 == 250)
            self->send(to, std::string{"boom"});
          self->request(to, patience, i)
              .then([&](int) { ++answered; },
                    [&](const caf::error& why) {
                      ++(why == caf::sec::request_timeout ? timed_out : refused);
                    });
        }
      },
      world.named(0));
  client = nullptr;
  EXPECT_TRUE(eventually([&] { return answered + refused + timed_out == requests; }))
      << answered + refused + timed_out;
  EXPECT_EQ(timed_out, 0);
  EXPECT_GT(refused, 0); // the load met crashes
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
}

TEST_F(Supervision, C75_ACrashedDetachedChildGivesItsThreadBack) {
  real_world world;
  world.add<caf::detached>("a");
  auto boss = world.system.spawn(supervisor, world.spec);
  ASSERT_TRUE(world.ask<self_report>(boss, heartbeat_atom_v));
  const auto with_one = threads_now();
  for (std::uint64_t crashes = 1; crashes <= 20; ++crashes) {
    tell_from_outside(world.named(0), std::string{"boom"});
    ASSERT_TRUE(eventually([&] {
      const auto facts = world.ask<child_entries>(boss, which_atom_v)->at(0).facts;
      return facts.restarts == crashes && facts.state == component_state::running;
    }));
  }
  EXPECT_TRUE(eventually([&] { return threads_now() <= with_one; })) << threads_now();
  caf::anon_send_exit(boss, caf::exit_reason::user_shutdown);
}

} // namespace
} // namespace orc
