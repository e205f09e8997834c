// J. Significant children: whose end is the end of the whole.
#include "tests/runtime/supervision/worker.hpp"

namespace orc {
namespace {

using namespace std::chrono_literals;

TEST_F(Supervision, C64_AnySignificantTheFirstThatEndsByItselfEndsAll) {
  spec.ends = auto_shutdown::any_significant;
  for (const auto type : {restart_type::transient, restart_type::temporary}) {
    spec.children = {child("a"), child("b")};
    spec.children[0].type = type;
    spec.children[0].significant = true;
    auto boss = begin();
    const auto end = end_of(boss);
    end_with(named(0), {});
    EXPECT_TRUE(end->over && end->normal) << end->reason;
    EXPECT_EQ(worker_state::census.alive, 0);
  }
  spec.children = {child("a"), child("b")};
  for (auto& c : spec.children)
    c.significant = true;
  spec.children[0].type = restart_type::transient;
  spec.children[1].type = restart_type::temporary;
  const auto end = end_of(begin());
  crash(named(0)); // a transient one is restarted
  EXPECT_FALSE(end->over);
  advance(100ms);
  crash(named(1)); // a temporary one has ended, whatever the way
  EXPECT_TRUE(end->over && end->normal);
}

TEST_F(Supervision, C65_AllSignificantTheLastOneDoesAndTheParentSeesACleanExit) {
  auto inner = spec;
  inner.name = "team";
  inner.ends = auto_shutdown::all_significant;
  inner.children = {child("a"), child("b"), child("c")};
  for (const auto i : {0u, 1u}) {
    inner.children[i].type = restart_type::transient;
    inner.children[i].significant = true;
  }
  spec.children = {team(inner)};
  spec.children[0].type = restart_type::transient;
  auto boss = begin();
  end_with(caf::actor_cast<worker_actor>(inner.children[0].name), {});
  EXPECT_EQ(states(boss), "team=running");
  end_with(caf::actor_cast<worker_actor>(inner.children[1].name), {});
  EXPECT_EQ(states(boss), "team=stopped");
  advance(1h);
  EXPECT_EQ(states(boss), "team=stopped");
  EXPECT_EQ(first(boss).restarts, 0u);
}

TEST_F(Supervision, C66_AStopByHandOrByStrategyTriggersNothing) {
  spec.ends = auto_shutdown::any_significant;
  spec.children = {child("a"), child("b")};
  spec.children[1].type = restart_type::transient;
  spec.children[1].significant = true;
  auto boss = begin();
  auto end = end_of(boss);
  ASSERT_TRUE(ask_now<component_facts>(boss, stop_atom_v, std::string{"b"}));
  EXPECT_FALSE(end->over);
  end_with(named(0), {}); // not significant, and permanent
  EXPECT_FALSE(end->over);
  shut_down(boss);

  spec.how = strategy::one_for_all;
  spec.children = {child("a"), child("b"), child("c")};
  spec.children[1].type = restart_type::transient;
  spec.children[2].type = restart_type::temporary;
  spec.children[1].significant = spec.children[2].significant = true;
  boss = begin();
  end = end_of(boss);
  crash(named(0)); // takes b and c down
  advance(100ms);
  EXPECT_FALSE(end->over);
  EXPECT_EQ(states(boss), "a=running b=running");
}

TEST_F(Supervision, C64_OneThatEndsDuringItsStartLetsNobodyElseStart) {
  spec.ends = auto_shutdown::any_significant;
  spec.children = {special({.id = "a",
                            .body =
                                [](caf::local_actor* self) {
                                  static_cast<caf::scheduled_actor*>(self)->quit();
                                }}),
                   child("b")};
  spec.children[0].type = restart_type::transient;
  spec.children[0].significant = true;
  const auto end = end_of(begin());
  EXPECT_TRUE(end->over && end->normal);
  EXPECT_EQ(worker_state::census.most_of_one, 1);
  EXPECT_FALSE(worker_state::census.by_id.contains("b"));
}

} // namespace
} // namespace orc
