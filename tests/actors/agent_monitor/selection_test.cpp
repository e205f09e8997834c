#include "actors/agent_monitor/selection.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// Panes that nobody writes to, a second a cycle.
struct desk {
  selection_policy policy{1000};
  selection_memory memory;
  wall_time now{1000h};
  std::vector<seat> seats;
  std::vector<pane_row> rows;
  process_facts front{42, 1, "agent", {}};

  explicit desk(std::size_t panes = 1) : seats(panes), rows(panes) {
    for (std::size_t i = 0; i < panes; ++i) {
      seats[i].agent_id = "a" + std::to_string(i);
      rows[i].pane = static_cast<int>(i) + 600; // far from its turn in the sweep
    }
  }

  std::int64_t second() const {
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  }

  std::vector<std::size_t> cycle() {
    std::vector<selection_input> in;
    for (std::size_t i = 0; i < seats.size(); ++i)
      in.push_back({&seats[i], &rows[i], &front});
    auto step = select(memory, in, now, policy);
    memory = std::move(step.next);
    now += 1s;
    return step.chosen;
  }
};

using chosen = std::vector<std::size_t>;

TEST(Selection, EveryPaneIsTakenAtFirstAndNoneThatIsQuietLater) {
  desk d{3};
  EXPECT_EQ(d.cycle(), (chosen{0, 1, 2}));
  EXPECT_EQ(d.cycle(), chosen{});
}

TEST(Selection, ActivityOfTheSecondBeforeTheCaptureMayHideAWrite) {
  desk d;
  d.cycle();
  d.rows[0].activity = d.memory.panes["a0"].wall_second - 1;
  EXPECT_EQ(d.cycle(), chosen{0});
}

TEST(Selection, ActivityOfTwoSecondsBeforeTheCaptureHidesNone) {
  desk d;
  d.cycle();
  d.rows[0].activity = d.memory.panes["a0"].wall_second - 2;
  EXPECT_EQ(d.cycle(), chosen{});
}

TEST(Selection, AnythingThatTheListingShowsIsAReason) {
  const std::vector<void (*)(desk&)> reasons{[](desk& d) { d.rows[0].history = 5; },
                                             [](desk& d) { d.rows[0].cursor_x = 5; },
                                             [](desk& d) { d.rows[0].title = "x"; },
                                             [](desk& d) { d.rows[0].alternate = true; },
                                             [](desk& d) { d.rows[0].dead = true; },
                                             [](desk& d) { d.rows[0].in_mode = true; },
                                             [](desk& d) { d.rows[0].height = 3; },
                                             [](desk& d) { d.front.pid = 43; },
                                             [](desk& d) { d.rows[0].mouse = true; },
                                             [](desk& d) { d.rows[0].cursor_visible = false; }};
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    desk d;
    d.cycle();
    reasons[i](d);
    EXPECT_EQ(d.cycle(), chosen{0}) << "reason " << i;
    EXPECT_EQ(d.cycle(), chosen{}) << "reason " << i;
  }
}

TEST(Selection, ANewNameIsNoReason) {
  desk d;
  d.cycle();
  d.rows[0].window_name = "x";
  d.rows[0].session_name = "y";
  EXPECT_EQ(d.cycle(), chosen{});
}

TEST(Selection, AStageThatLostItsMemoryGetsEverythingOnce) {
  desk d{2};
  d.cycle();
  d.memory.everything = true;
  EXPECT_EQ(d.cycle(), (chosen{0, 1}));
  EXPECT_EQ(d.cycle(), chosen{});
}

TEST(Selection, TheSweepTakesEveryPaneOnceInItsCyclesAndNotAllAtOnce) {
  desk d{6};
  d.policy.sweep_cycles = 3;
  d.cycle();
  std::vector<int> taken(6);
  for (int i = 0; i < 3; ++i) {
    const auto now = d.cycle();
    EXPECT_EQ(now.size(), 2u);
    for (const auto pane : now)
      ++taken[pane];
  }
  EXPECT_EQ(taken, std::vector<int>(6, 1));
}

TEST(Selection, ForgetsPanesThatAreGone) {
  desk d{2};
  d.cycle();
  d.seats.pop_back();
  d.rows.pop_back();
  d.cycle();
  EXPECT_EQ(d.memory.panes.size(), 1u);
}

} // namespace
} // namespace orc
