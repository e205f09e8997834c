#include "actors/idle_analyzer/idle_analyzer.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// A state_keeper that can be out of order.
struct fake_keeper {
  bool answers = true;
  caf::error refusal = caf::make_error(errc::storage);
  std::size_t refused = 0; // batches
  producer_grant grant{5, {}};
  std::vector<record_batch> batches;

  state_keeper_actor spawn(caf::actor_system& system, notebook<component_event>& book) {
    return spawn_probe<state_keeper_actor>(
        system,
        book,
        [this](open_atom, const std::string&) -> caf::result<producer_grant> {
          if (!answers)
            return caf::make_error(errc::storage);
          return grant;
        },
        [this](const record_batch& batch) -> caf::result<record_ack> {
          if (!answers) {
            ++refused;
            return refusal;
          }
          batches.push_back(batch);
          return record_ack{batch.epoch, batch.records.back().sequence};
        });
  }
};

struct IdleAnalyzer : virtual_time {
  notebook<shared<fleet>, recording_figures> published;
  notebook<sweep_atom> asked;
  notebook<component_event> ignored;
  fake_keeper keeper;
  idle_analyzer_actor analyzer;
  cycle_stamp cycle{steady_time{1h}, wall_time{1h}};

  void start() {
    analyzer = spawn(idle_analyzer,
                     idle_analyzer_links{keeper.spawn(system(), ignored),
                                         spawn_probe<metrics_aggregator_actor>(system(), published),
                                         spawn_probe<agent_monitor_actor>(system(), asked)},
                     idle_analyzer_options{});
    run();
  }

  static vital of(const char* id, agent_state state) {
    vital v;
    v.where.agent_id = id;
    v.seen = sighting{id, {state, "rule", "", true, {}}, false, true, false, "", ""};
    return v;
  }

  void look(std::vector<vital> agents) {
    tell_from_outside(analyzer, std::make_shared<const vitals>(vitals{cycle, std::move(agents)}));
    figures();
  }

  void figures() {
    cycle_stats s;
    s.cycle = cycle;
    tell_from_outside(analyzer, std::make_shared<const cycle_stats>(s));
    run();
    cycle.steady += 1s;
    cycle.wall += 1s;
    advance(1s);
  }

  const fleet& last() { return *published.of<shared<fleet>>().back(); }

  const transition& recorded(std::size_t batch, std::size_t index = 0) {
    return std::get<transition>(keeper.batches.at(batch).records.at(index).what);
  }
};

TEST_F(IdleAnalyzer, PublishesTheFleetAndRecordsTheChange) {
  start();
  look({of("a", agent_state::idle)});
  ASSERT_EQ(last().agents.size(), 1u);
  EXPECT_EQ(last().agents[0].says.state, agent_state::idle);
  ASSERT_EQ(keeper.batches.size(), 1u);
  EXPECT_EQ(keeper.batches[0].epoch, 5u);
  EXPECT_TRUE(recorded(0).first);
}

TEST_F(IdleAnalyzer, TellsWhoeverAsksWhatItLastPublished) {
  start();
  EXPECT_FALSE(ask_now<shared<fleet>>(analyzer, which_atom_v));
  look({of("a", agent_state::idle)});
  const auto told = ask_now<shared<fleet>>(analyzer, which_atom_v);
  ASSERT_TRUE(told);
  EXPECT_EQ(*told, published.of<shared<fleet>>().back());
}

TEST_F(IdleAnalyzer, RecordsNothingWhereNothingChanged) {
  start();
  look({of("a", agent_state::idle)});
  look({of("a", agent_state::idle)});
  EXPECT_EQ(keeper.batches.size(), 1u);
}

TEST_F(IdleAnalyzer, WhateverEndsItHandsOverWhatWasNotAcknowledged) {
  start();
  keeper.answers = false;
  look({of("a", agent_state::idle)});
  look({of("a", agent_state::waiting_input)});
  EXPECT_TRUE(keeper.batches.empty());
  keeper.answers = true;
  caf::anon_send_exit(analyzer, caf::exit_reason::kill);
  run();
  ASSERT_EQ(keeper.batches.size(), 1u);
  EXPECT_EQ(keeper.batches[0].records.size(), 2u);
  EXPECT_EQ(recorded(0, 1).agent.says.state, agent_state::waiting_input);
}

TEST_F(IdleAnalyzer, AsksForEveryScreenWhenItStarts) {
  start();
  EXPECT_EQ(asked.of<sweep_atom>().size(), 1u);
}

TEST_F(IdleAnalyzer, TakesItsStatesBackBeforeItJudges) {
  agent_view known;
  known.where.agent_id = "a";
  known.says.state = agent_state::crashed;
  keeper.grant.agents = {known};
  start();
  auto over = of("a", agent_state::unknown);
  over.alive = life::exited;
  look({over});
  EXPECT_EQ(last().agents[0].says.state, agent_state::crashed);
  EXPECT_TRUE(keeper.batches.empty());
}

TEST_F(IdleAnalyzer, JudgesNothingWhileItWaitsForItsStates) {
  keeper.answers = false;
  start();
  look({of("a", agent_state::idle)});
  EXPECT_TRUE(published.of<shared<fleet>>().empty());
}

TEST_F(IdleAnalyzer, WaitsForThemAsLongAsTheyAreOnTheirWay) {
  keeper.grant.epoch = 0;
  start();
  for (int second = 0; second < 20; ++second)
    look({of("a", agent_state::idle)});
  EXPECT_TRUE(published.of<shared<fleet>>().empty());
  keeper.grant.epoch = 5;
  look({of("a", agent_state::idle)});
  look({of("a", agent_state::idle)});
  EXPECT_FALSE(published.of<shared<fleet>>().empty());
}

TEST_F(IdleAnalyzer, DoesNotStopAgainWhenItIsAskedForPatienceTooLate) {
  keeper.answers = false;
  start();
  advance(5s);
  look({of("a", agent_state::idle)});
  ASSERT_EQ(published.of<shared<fleet>>().size(), 1u);
  keeper.answers = true;
  keeper.grant.epoch = 0;
  look({of("a", agent_state::idle)});
  look({of("a", agent_state::idle)});
  EXPECT_EQ(published.of<shared<fleet>>().size(), 3u);
}

TEST_F(IdleAnalyzer, SendsABatchAgainLaterEachTimeWhereNoAnswerComesAtAll) {
  start();
  keeper.answers = false;
  keeper.refusal = caf::make_error(caf::sec::request_timeout);
  look({of("a", agent_state::idle)});
  for (int second = 1; second < 15; ++second)
    look({of("a", agent_state::idle)});
  EXPECT_EQ(keeper.refused, 4u);                   // at once, after 2 s, 4 s more, 8 s more
  keeper.refusal = caf::make_error(errc::storage); // an answer, if no good one
  for (int second = 15; second < 35; ++second)
    look({of("a", agent_state::idle)});
  EXPECT_EQ(keeper.refused, 9u); // from second 30 on each second
  keeper.answers = true;
  look({of("a", agent_state::idle)});
  EXPECT_EQ(keeper.batches.size(), 1u);
}

TEST_F(IdleAnalyzer, NeverWaitsLongerThanAMinuteForTheNextTry) {
  start();
  keeper.answers = false;
  keeper.refusal = caf::make_error(caf::sec::request_timeout);
  for (int second = 0; second < 200; ++second)
    look({of("a", agent_state::idle)});
  keeper.answers = true;
  for (int second = 0; second < 60; ++second)
    look({of("a", agent_state::idle)});
  EXPECT_EQ(keeper.batches.size(), 1u);
}

TEST_F(IdleAnalyzer, GoesOnWithoutThemWhenTheyDoNotComeAndLosesNothing) {
  keeper.answers = false;
  start();
  advance(5s);
  look({of("a", agent_state::idle)});
  ASSERT_EQ(published.of<shared<fleet>>().size(), 1u);
  keeper.answers = true;
  look({of("a", agent_state::working)});
  look({of("a", agent_state::working)});
  ASSERT_EQ(keeper.batches.size(), 1u);
  ASSERT_EQ(keeper.batches[0].records.size(), 2u);
  EXPECT_EQ(recorded(0, 0).agent.says.state, agent_state::idle);
  EXPECT_EQ(recorded(0, 1).agent.says.state, agent_state::working);
}

TEST_F(IdleAnalyzer, HandsOverAgainWhatWasNotAcknowledged) {
  start();
  keeper.answers = false;
  look({of("a", agent_state::idle)});
  look({of("a", agent_state::working)});
  keeper.answers = true;
  look({of("a", agent_state::working)});
  ASSERT_EQ(keeper.batches.size(), 1u);
  EXPECT_EQ(keeper.batches[0].records.size(), 2u);
}

TEST_F(IdleAnalyzer, AnAgentThatIsMissingHasLostItsPane) {
  start();
  look({of("a", agent_state::idle)});
  look({});
  EXPECT_TRUE(last().agents.empty());
  EXPECT_TRUE(recorded(1).closed);
  EXPECT_EQ(recorded(1).agent.says.state, agent_state::exited);
}

TEST_F(IdleAnalyzer, ACycleWithoutVitalsChangesNobodyAndIsPublished) {
  start();
  look({of("a", agent_state::idle)});
  figures();
  EXPECT_EQ(published.of<shared<fleet>>().size(), 2u);
  EXPECT_EQ(last().agents.size(), 1u);
}

} // namespace
} // namespace orc
