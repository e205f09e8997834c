// kill -9 of the whole daemon at random moments, while agents change their states: the database is
// sound each time, and what was acknowledged is in it.
//
// ORC_SEED gives the seed of an earlier run; with ORC_LONG it is done a hundred times, with 200
// agents.
#include "storage/sqlite.hpp"
#include "tests/e2e/crew.hpp"
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <thread>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;

bool is_long() {
  return std::getenv("ORC_LONG") != nullptr;
}

std::uint64_t seed_of_this_run() {
  const auto* given = std::getenv("ORC_SEED");
  return given ? std::stoull(given) : std::random_device{}();
}

/// What a daemon said before it was killed.
struct promises {
  std::map<std::string, double> acknowledged; ///< records, by producer
  boost::json::array history;                 ///< of one agent, as the API showed it
};

class Kill : public testing::Test {
protected:
  test::scratch_folder folder;
  std::string database = folder / "state.db";
  tmux_server server{folder.path().string()};
  crew agents{server, is_long() ? 200U : 12U};
  std::uint64_t seed = seed_of_this_run();
  std::mt19937_64 dice{seed};
  std::int64_t newest_epoch = 0; ///< of all lives so far
  std::int64_t acknowledged = 0; ///< in all lives

  std::int64_t number(const std::string& sql) const {
    auto db = sqlite::connection::open(database, sqlite::access::read_only, 5s);
    return db ? db->number_of(sql).value_or(-1) : -1;
  }

  static promises said_by(const api& http, const scripted_agent& witness) {
    promises said;
    for (const auto* producer : {"idle_analyzer", "agent_monitor", "health_monitor"})
      said.acknowledged[producer] =
          http.metric("tmux_orchestrator_records_acknowledged_total{producer=\""
                      + std::string{producer} + "\"}");
    if (const auto agent = http.agent_in(witness.pane)) {
      const std::string id{agent->at("id").as_string()};
      const auto page = http.get("/api/v1/agents/" + id + "/history");
      if (page.status == 200)
        said.history = boost::json::parse(page.body).at("items").as_array();
    }
    return said;
  }

  /// Starts a daemon, kills it at a moment that nobody knows, and says what it had said.
  promises live_and_die() {
    std::optional<daemon_program> daemon;
    daemon.emplace(folder.path().string(), watching(server.socket()));
    std::this_thread::sleep_for(
        std::chrono::milliseconds{std::uniform_int_distribution<int>{300, 2500}(dice)});
    const auto& all = agents.agents();
    auto said = said_by(daemon->http(),
                        all[std::uniform_int_distribution<std::size_t>{0, all.size() - 1}(dice)]);
    std::this_thread::sleep_for(
        std::chrono::microseconds{std::uniform_int_distribution<int>{0, 300000}(dice)});
    daemon.reset(); // SIGKILL
    return said;
  }

  void expect_sound() const {
    const auto looked = run_program(
        {"env", "TMUX_ORC_STORAGE_PATH=" + database, ORC_CLI, "monitor", "--validate-state"});
    EXPECT_EQ(looked.status, 0) << looked.out;
  }

  /// A life's epochs are those after the newest of all lives before.
  void expect_kept(const promises& said) {
    for (const auto& [producer, records] : said.acknowledged) {
      const auto kept =
          number("SELECT coalesce(sum(last_sequence), 0) FROM epochs WHERE producer = '" + producer
                 + "' AND epoch > " + std::to_string(newest_epoch));
      EXPECT_GE(kept, records) << producer;
      acknowledged += records > 0 ? static_cast<std::int64_t>(records) : 0;
    }
    for (const auto& item : said.history) {
      const auto& o = item.as_object();
      const auto id = std::to_string(o.at("id").to_number<std::int64_t>());
      EXPECT_EQ(number("SELECT count(*) FROM transitions WHERE id = " + id + " AND state = '"
                       + std::string{o.at("to").as_string()} + "'"),
                1)
          << boost::json::serialize(item);
    }
  }

  /// Every record of an epoch up to its last is there, and every epoch is a later one.
  void expect_whole() {
    EXPECT_EQ(number("SELECT count(*) FROM epochs e WHERE last_sequence !="
                     " (SELECT count(*) FROM transitions t WHERE t.epoch = e.epoch)"
                     " + (SELECT count(*) FROM events v WHERE v.epoch = e.epoch)"
                     " + (SELECT count(*) FROM component_events c WHERE c.epoch = e.epoch)"),
              0);
    EXPECT_EQ(number("SELECT count(*) FROM (SELECT 1 FROM transitions"
                     " GROUP BY agent_id, at, state HAVING count(*) > 1)"),
              0);
    const auto newest = number("SELECT max(epoch) FROM epochs");
    EXPECT_GT(newest, newest_epoch);
    newest_epoch = newest;
  }
};

TEST_F(Kill, AtAnyMomentLosesNothingThatWasAcknowledged) {
  const int kills = is_long() ? 100 : 5;
  std::cout << "seed " << seed << ", " << kills << " kills" << std::endl;
  agents.work_on(seed, 700ms); // more than three cycles of a fifth of a second
  for (int i = 0; i < kills && !HasFailure(); ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", kill " + std::to_string(i));
    const auto said = live_and_die();
    expect_sound();
    expect_kept(said);
    expect_whole();
  }
  agents.rest();
  EXPECT_GT(acknowledged, 0);
  daemon_program last{folder.path().string(), watching(server.socket())};
  ASSERT_TRUE(last.let_pass(15));
  for (const auto& agent : agents.agents()) {
    const auto id = last.http().agent_in(agent.pane).value().at("id").as_string();
    const auto past = last.history(std::string{id});
    EXPECT_EQ(flaw_in(past), "");
    EXPECT_TRUE(is_part(told_of(past), truth_of(agent))) << agent.pane;
    EXPECT_EQ(told_of(past).back(), truth_of(agent).back()) << agent.pane;
  }
  std::cout << acknowledged << " records acknowledged before kills, "
            << number("SELECT count(*) FROM transitions") << " transitions, "
            << number("SELECT count(*) FROM epochs") << " epochs" << std::endl;
}

} // namespace
} // namespace orc::e2e
