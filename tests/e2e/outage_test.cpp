// The database cannot be written for a while, though agents go on changing: nothing that was
// acknowledged is lost, and nothing is there twice.
#include "storage/spool.hpp"
#include "storage/sqlite.hpp"
#include "tests/e2e/crew.hpp"
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <thread>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;

class Outage : public testing::Test {
protected:
  test::scratch_folder folder;
  std::string database = folder / "state.db";
  tmux_server server{folder.path().string()};
  crew agents{server, 8};
  std::optional<daemon_program> daemon;

  void SetUp() override {
    start();
    ASSERT_TRUE(eventually([&] { return metric("agents_idle") == 8; }));
  }

  void start() {
    auto sections = watching(server.socket());
    sections["storage"] = {{"spool_after", 4}};
    sections["health"] = {{"heartbeat_interval", 5}};
    daemon.emplace(folder.path().string(), sections);
  }

  double metric(const std::string& series) const { return daemon->http().metric(series); }

  double acknowledged() const {
    return metric("tmux_orchestrator_records_acknowledged_total{producer=\"idle_analyzer\"}");
  }

  /// Another program that keeps the database to itself.
  sqlite::connection locked() const {
    auto db = sqlite::connection::open(database, sqlite::access::read_write, 5s);
    EXPECT_TRUE(db->execute("BEGIN EXCLUSIVE"));
    return std::move(*db);
  }

  /// Agents change until something of it was put into the spool.
  void fill_the_spool() {
    agents.work_on(1, 900ms);
    EXPECT_TRUE(eventually([&] { return metric("tmux_orchestrator_spool_records") >= 8; }, 60s));
    agents.rest();
  }

  std::string id_of(const scripted_agent& agent) const {
    return std::string{daemon->http().agent_in(agent.pane).value().at("id").as_string()};
  }

  /// Everything that the API says is in the database, and no spool is left.
  bool caught_up() const {
    for (const auto& agent : agents.agents()) {
      const auto now = daemon->http().agent_in(agent.pane);
      const auto past = now ? daemon->states(id_of(agent)) : std::vector<std::string>{};
      if (past.empty() || past.back() != std::string{now->at("state").as_string()}
          || past.back() != truth_of(agent).back())
        return false;
    }
    return !std::filesystem::exists(spool_of(database));
  }

  std::int64_t count(const std::string& sql) const {
    auto db = sqlite::connection::open(database, sqlite::access::read_only, 5s);
    return db ? db->number_of(sql).value_or(-1) : -1;
  }
};

TEST_F(Outage, WhatHappenedMeanwhileIsInTheHistoryOnceAndTheSpoolIsGone) {
  {
    const auto other = locked();
    const auto before = acknowledged();
    fill_the_spool();
    EXPECT_GE(acknowledged(), before + 8);
    EXPECT_LT(daemon->cycles_until("red", "records wait in the spool", now_text()), 99);
    EXPECT_TRUE(eventually([&] { // the figure follows the file by a cycle
      return metric("tmux_orchestrator_spool_bytes")
             == static_cast<double>(std::filesystem::file_size(spool_of(database)));
    }));
    agents.work_on(2, 900ms);
    std::this_thread::sleep_for(2s);
  }
  std::this_thread::sleep_for(2s);
  agents.rest();
  ASSERT_TRUE(eventually([&] { return caught_up(); }));
  for (const auto& agent : agents.agents()) {
    const auto past = daemon->history(id_of(agent));
    EXPECT_EQ(flaw_in(past), "");
    EXPECT_EQ(told_of(past), truth_of(agent)) << agent.pane;
  }
  EXPECT_EQ(metric("tmux_orchestrator_records_dropped_total{producer=\"idle_analyzer\"}"), 0);
  EXPECT_EQ(metric("tmux_orchestrator_spool_records"), 0);
  EXPECT_LT(daemon->cycles_until("green", "", now_text()), 99);
}

TEST_F(Outage, ADaemonThatIsKilledWithItsSpoolFullWritesItBackBeforeAnythingElse) {
  double promised = 0;
  {
    const auto other = locked();
    fill_the_spool();
    promised = acknowledged();
    daemon.reset(); // SIGKILL
    ASSERT_GE(look_at_spool(spool_of(database))->records, 8u);
  }
  const auto last_epoch = count("SELECT max(epoch) FROM epochs");
  start();
  ASSERT_TRUE(eventually([&] { return caught_up(); }));
  EXPECT_GE(count("SELECT count(*) FROM transitions WHERE epoch <= " + std::to_string(last_epoch)),
            promised);
  for (const auto& agent : agents.agents()) {
    const auto past = daemon->history(id_of(agent));
    EXPECT_EQ(flaw_in(past), "");
    EXPECT_TRUE(is_part(told_of(past), truth_of(agent))) << agent.pane;
  }
}

} // namespace
} // namespace orc::e2e
