#include "actors/agent_census/agent_census.hpp"

#include "tests/support/probe.hpp"
#include "tests/support/virtual_time.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct fake_terminals final : host::terminal_watcher {
  result<terminal_look> answer = terminal_look{{"s"}, {}, {}, {}};
  int looks = 0;

  result<terminal_look> look() override {
    ++looks;
    return answer;
  }
};

struct AgentCensus : virtual_time {
  notebook<shared<census_report>> told;
  notebook<shared<census_report>> to_rollback;
  notebook<int> none;
  std::shared_ptr<fake_terminals> terminals = std::make_shared<fake_terminals>();
  bool analyzer_answers = true;
  fleet tracked;
  agent_census_options options;
  agent_census_actor census;

  void begin() {
    tracked.stats.servers_read = {"s"};
    options.rules.kinds = {{"claude", {"claude"}, {}, {}}};
    options.terminals = terminals;
    options.wall = [this] { return wall_time{now().time_since_epoch() / 1ms * 1ms}; };
    const auto analyzer = spawn_probe<idle_analyzer_actor>(
        system(), none, [this](which_atom) -> caf::result<shared<fleet>> {
          if (!analyzer_answers)
            return to_caf({errc::unavailable, "no cycle has been judged yet"});
          return std::make_shared<const fleet>(tracked);
        });
    census =
        spawn(agent_census,
              agent_census_links{analyzer,
                                 spawn_probe<metrics_aggregator_actor>(system(), told),
                                 spawn_probe<rollback_controller_actor>(system(), to_rollback)},
              options);
    run();
  }

  void an_agent_runs() {
    const terminal_number tty{136, 1};
    terminals->answer = terminal_look{
        {"s"}, {{"s", "%1", "a", "b", tty}}, {{{10, 1, "claude", {"claude"}}, tty, true}}, {}};
  }

  void it_is_tracked() {
    agent_view a;
    a.where.server = "s";
    a.where.pane = "%1";
    a.where.kind = "claude";
    tracked.agents = {a};
  }

  const std::vector<shared<census_report>>& reports() { return told.of<shared<census_report>>(); }

  self_report word() { return *ask_now<self_report>(census, heartbeat_atom_v); }
};

TEST_F(AgentCensus, IsMadeAfterAMinuteAndThenAtItsInterval) {
  begin();
  advance(60s - 1ms);
  EXPECT_EQ(terminals->looks, 0);
  advance(1ms);
  EXPECT_EQ(terminals->looks, 1);
  EXPECT_EQ(reports().size(), 1u);
  EXPECT_EQ(reports()[0]->good_until, now() + 3 * 300s);
  advance(300s - 1ms);
  EXPECT_EQ(reports().size(), 1u);
  advance(1ms);
  EXPECT_EQ(reports().size(), 2u);
}

TEST_F(AgentCensus, WithoutADifferenceLooksOnce) {
  an_agent_runs();
  it_is_tracked();
  begin();
  advance(60s);
  ASSERT_EQ(reports().size(), 1u);
  EXPECT_EQ(reports()[0]->right, 1u);
  EXPECT_TRUE(reports()[0]->differences.empty());
  advance(10s);
  EXPECT_EQ(terminals->looks, 1);
}

TEST_F(AgentCensus, TellsADifferenceThatItSeesTwice) {
  an_agent_runs();
  begin();
  advance(60s);
  EXPECT_TRUE(reports().empty());
  advance(5s - 1ms);
  EXPECT_TRUE(reports().empty());
  advance(1ms);
  ASSERT_EQ(reports().size(), 1u);
  ASSERT_EQ(reports()[0]->differences.size(), 1u);
  EXPECT_EQ(reports()[0]->differences[0].what, census_fault::missed);
  EXPECT_EQ(to_rollback.of<shared<census_report>>(), reports());
}

TEST_F(AgentCensus, DoesNotTellADifferenceThatIsGoneAtTheSecondLook) {
  an_agent_runs();
  begin();
  advance(60s);
  it_is_tracked();
  advance(5s);
  ASSERT_EQ(reports().size(), 1u);
  EXPECT_TRUE(reports()[0]->differences.empty());
  EXPECT_EQ(reports()[0]->right, 1u);
}

TEST_F(AgentCensus, ASecondLookThatTakesLongerThanTheIntervalIsNotOvertaken) {
  an_agent_runs();
  options.interval = 1s;
  begin();
  advance(1s);
  for (int second = 0; second < 4; ++second)
    advance(1s);
  EXPECT_EQ(terminals->looks, 1);
  advance(1s);
  EXPECT_EQ(reports().size(), 1u);
}

TEST_F(AgentCensus, OneThatCannotBeMadeIsToldAndTheNextComesAllTheSame) {
  begin();
  EXPECT_EQ(word().own, color::green);
  terminals->answer = fail(errc::unavailable, "no tmux server could be read");
  advance(60s);
  ASSERT_EQ(reports().size(), 1u);
  EXPECT_EQ(reports()[0]->error, "no tmux server could be read");
  EXPECT_EQ(word().own, color::yellow);
  terminals->answer = terminal_look{{"s"}, {}, {}, {}};
  analyzer_answers = false;
  advance(300s);
  ASSERT_EQ(reports().size(), 2u);
  EXPECT_NE(reports()[1]->error.find("no fleet from idle_analyzer"), std::string::npos);
  analyzer_answers = true;
  advance(300s);
  ASSERT_EQ(reports().size(), 3u);
  EXPECT_EQ(reports()[2]->error, "");
  EXPECT_EQ(word().own, color::green);
}

TEST_F(AgentCensus, ASecondLookThatFailsLeavesNothingOfTheFirst) {
  an_agent_runs();
  begin();
  advance(60s);
  terminals->answer = fail(errc::unavailable, "no");
  advance(5s);
  ASSERT_EQ(reports().size(), 1u);
  EXPECT_NE(reports()[0]->error, "");
  EXPECT_TRUE(reports()[0]->differences.empty());
  advance(10s);
  EXPECT_EQ(reports().size(), 1u);
}

} // namespace
} // namespace orc
