// K. Trees and escalation.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C67_ASupervisorThatGivesUpIsOneFailureOfItsParent) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {child("a")};
  inner.dynamic_child = [this](caf::actor_system&, const std::string& id) { return child(id); };
  inner.intensity = {0, 60s};
  const auto a = caf::actor_cast<worker_actor>(inner.children[0].name);
  spec.intensity = {1, 60s};
  spec.children = {team(inner), child("b")};
  auto boss = begin();
  const auto inside = caf::actor_cast<supervisor_actor>(spec.children[0].name);
  ask_now<child_entry>(inside, start_atom_v, std::string{"s1"});
  EXPECT_EQ(states(inside), "a=running s1=running");
  crash(a, "disk on fire");
  EXPECT_NE(first(boss).last_reason.find("disk on fire"), std::string::npos);
  EXPECT_EQ(worker_state::census.by_id["s1"], 0);
  advance(100ms);
  EXPECT_EQ(states(boss), "team=running b=running");
  EXPECT_EQ(states(inside), "a=running"); // the static ones are back, those on demand are not
  EXPECT_EQ(*ask_now<int>(a, 0), 1);
}

TEST_F(Supervision, C68_TheRootsEndCarriesTheWholeChain) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {child("a")};
  auto middle = spec;
  middle.name = "department";
  inner.intensity = middle.intensity = spec.intensity = {0, 60s};
  middle.children = {team(inner)};
  spec.name = "root";
  spec.children = {team(middle)};
  const auto end = end_of(begin());
  crash(caf::actor_cast<worker_actor>(inner.children[0].name), "disk on fire");
  EXPECT_TRUE(end->over);
  EXPECT_FALSE(end->normal); // what makes the daemon exit with 70
  std::size_t at = 0;
  for (const auto* link : {"root gave up, since department",
                           "department gave up, since team",
                           "team gave up, since a",
                           "disk on fire"}) {
    at = end->reason.find(link, at);
    ASSERT_NE(at, std::string::npos) << link << " in " << end->reason;
  }
}

TEST_F(Supervision, C69_AKilledSupervisorLeavesNoWorkers) {
  auto inner = spec;
  inner.name = "team";
  inner.children = {child("x"), stubborn("y")};
  spec.children = {child("a"), team(inner)};
  auto boss = begin();
  EXPECT_EQ(worker_state::census.alive, 3);
  caf::anon_send_exit(boss, caf::exit_reason::kill);
  run();
  EXPECT_EQ(worker_state::census.alive, 0);
}

} // namespace
} // namespace orc
