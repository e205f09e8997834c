#include "storage/history_store.hpp"

#include "storage/files.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::becomes;
using test::happens;
using test::leaves;
using test::same;

class HistoryStore : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  database_options options_{folder_ / "state.db", durability::normal, 0ms};

  history_store open() {
    auto store = history_store::open(options_);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  std::int64_t count(const std::string& sql) {
    auto db = sqlite::connection::open(options_.path, sqlite::access::read_only, 0ms);
    const auto n = db->number_of(sql);
    EXPECT_TRUE(n) << n.error().message;
    return n.value_or(-1);
  }
};

record_batch batch(std::uint64_t epoch, std::vector<record> records) {
  return {epoch, std::move(records), 0};
}

TEST_F(HistoryStore, GivesEveryEpochOnceOverReopening) {
  std::set<std::uint64_t> given;
  for (int i = 0; i < 3; ++i) {
    auto store = open();
    given.insert(store.grant("idle_analyzer", at(1))->epoch);
    given.insert(store.grant("agent_monitor", at(1))->epoch);
  }
  EXPECT_EQ(given.size(), 6u);
}

TEST_F(HistoryStore, ANewDatabaseDoesNotRepeatTheEpochsOfTheOneBefore) {
  const auto before = open().grant("a", at(1))->epoch;
  std::filesystem::remove(options_.path);
  EXPECT_GT(open().grant("a", at(1))->epoch, before);
}

TEST_F(HistoryStore, GivesBackEveryFieldOfAnAgentAsItWasWritten) {
  const auto agent = test::hostile_agent();
  {
    auto store = open();
    transition t;
    t.agent = agent;
    ASSERT_TRUE(store.write(batch(1, {{1, t}}), at(1)));
  }
  const auto granted = open().grant("idle_analyzer", at(1));
  ASSERT_TRUE(granted) << granted.error().message;
  ASSERT_EQ(granted->agents.size(), 1u);
  EXPECT_TRUE(same(granted->agents[0], agent));
}

TEST_F(HistoryStore, KeepsNothingSaidApartFromZero) {
  const auto agent = test::agent("x-1");
  auto store = open();
  transition t;
  t.agent = agent;
  t.agent.where.process.argv.clear();
  ASSERT_TRUE(store.write(batch(1, {{1, t}}), at(1)));
  const auto granted = store.grant("a", at(1));
  ASSERT_EQ(granted->agents.size(), 1u);
  EXPECT_TRUE(same(granted->agents[0], t.agent));
}

TEST_F(HistoryStore, EveryStateAndForegroundSurvives) {
  auto store = open();
  std::vector<record> all;
  for (std::uint64_t i = 0; i < agent_state_count; ++i) {
    transition t;
    t.agent = test::agent("x-" + std::to_string(i), static_cast<agent_state>(i));
    t.agent.where.front = static_cast<foreground>(i % 5);
    all.push_back({i + 1, t});
  }
  ASSERT_TRUE(store.write(batch(1, all), at(1)));
  const auto granted = store.grant("a", at(1));
  ASSERT_EQ(granted->agents.size(), agent_state_count);
  for (std::size_t i = 0; i < agent_state_count; ++i)
    EXPECT_TRUE(same(granted->agents[i], std::get<transition>(all[i].what).agent)) << i;
}

TEST_F(HistoryStore, KnowsOnlyTheLastStateOfAnAgentThatIsPresent) {
  auto store = open();
  ASSERT_TRUE(store.write(batch(1,
                                {becomes(1, "x-1", agent_state::working),
                                 becomes(2, "x-2", agent_state::working),
                                 becomes(3, "x-1", agent_state::idle)}),
                          at(1)));
  auto present = store.grant("a", at(1))->agents;
  ASSERT_EQ(present.size(), 2u);
  EXPECT_EQ(present[0].says.state, agent_state::idle);
  ASSERT_TRUE(store.write(batch(1, {leaves(4, "x-1")}), at(1)));
  present = store.grant("a", at(1))->agents;
  ASSERT_EQ(present.size(), 1u);
  EXPECT_EQ(present[0].where.agent_id, "x-2");
  EXPECT_EQ(count("SELECT count(*) FROM transitions"), 4);
}

TEST_F(HistoryStore, WritingTwiceChangesNothing) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  const auto first = batch(epoch,
                           {becomes(1, "x-1", agent_state::working),
                            happens(2, "session_opened"),
                            becomes(3, "x-1", agent_state::idle)});
  ASSERT_EQ(store.write(first, at(1))->sequence, 3u);
  ASSERT_EQ(store.write(batch(epoch, {leaves(4, "x-1")}), at(1))->sequence, 4u);
  // an old batch that comes again must not bring the agent back either
  EXPECT_EQ(store.write(first, at(1))->sequence, 4u);
  EXPECT_EQ(count("SELECT count(*) FROM transitions"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 1);
  EXPECT_TRUE(store.grant("a", at(1))->agents.empty());
}

TEST_F(HistoryStore, ABatchThatOverlapsIsWrittenFromWhereItIsNew) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  ASSERT_TRUE(store.write(batch(epoch, {happens(1, "a"), happens(2, "b")}), at(1)));
  const auto ack = store.write(batch(epoch, {happens(2, "b"), happens(3, "c")}), at(1));
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->epoch, epoch);
  EXPECT_EQ(ack->sequence, 3u);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
}

TEST_F(HistoryStore, RefusesABatchWhosePredecessorIsMissing) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  const auto early = store.write(batch(epoch, {happens(2, "b")}), at(1));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, errc::invalid_input);
  EXPECT_EQ(early.error().message,
            "epoch " + std::to_string(epoch) + ": record 2 came, but only those up to 0 are here");
  EXPECT_EQ(count("SELECT count(*) FROM events"), 0);
  EXPECT_TRUE(store.write(batch(epoch, {happens(1, "a"), happens(2, "b")}), at(1)));
  EXPECT_FALSE(store.write(batch(epoch, {happens(4, "d")}), at(1)));
  EXPECT_TRUE(store.write(batch(epoch, {happens(3, "c")}), at(1)));
}

TEST_F(HistoryStore, RefusesSequencesThatDoNotAscendByOne) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  EXPECT_FALSE(store.write(batch(epoch, {happens(1, "a"), happens(3, "b")}), at(1)));
  EXPECT_FALSE(store.write(batch(epoch, {happens(1, "a"), happens(1, "b")}), at(1)));
  EXPECT_FALSE(store.write(batch(epoch, {happens(0, "a")}), at(1)));
  EXPECT_FALSE(store.write(batch(0, {happens(1, "a")}), at(1)));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 0);
}

TEST_F(HistoryStore, AnEmptyBatchAsksHowFarItIs) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  EXPECT_EQ(store.write(batch(epoch, {}), at(1))->sequence, 0u);
  ASSERT_TRUE(store.write(batch(epoch, {happens(1, "a")}), at(1)));
  EXPECT_EQ(store.write(batch(epoch, {}), at(1))->sequence, 1u);
}

TEST_F(HistoryStore, TakesUpAnEpochOfTheDatabaseThatWasSetAside) {
  auto store = open();
  const std::uint64_t foreign = 9'000'000'000'000;
  ASSERT_EQ(store.write(batch(foreign, {happens(4711, "a")}), at(1))->sequence, 4711u);
  EXPECT_FALSE(store.write(batch(foreign, {happens(4713, "c")}), at(1)));
  EXPECT_TRUE(store.write(batch(foreign, {happens(4712, "b")}), at(1)));
  EXPECT_GT(store.grant("a", at(1))->epoch, foreign);
}

TEST_F(HistoryStore, DoesNotWaitForWhatItsProducerGaveUp) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  ASSERT_TRUE(store.write(batch(epoch, {happens(1, "a")}), at(1)));
  EXPECT_FALSE(store.write({epoch, {happens(5, "e")}, 3}, at(1))); // 4 is missing
  EXPECT_TRUE(store.write({epoch, {happens(5, "e")}, 4}, at(1)));
  EXPECT_TRUE(store.write({epoch, {happens(6, "f")}, 4}, at(1)));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
}

TEST_F(HistoryStore, EpochsDoNotMix) {
  auto store = open();
  const auto one = store.grant("a", at(1))->epoch;
  const auto two = store.grant("b", at(1))->epoch;
  ASSERT_TRUE(store.write(batch(one, {happens(1, "a")}), at(1)));
  ASSERT_TRUE(store.write(batch(two, {happens(1, "a")}), at(1)));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 2);
}

TEST_F(HistoryStore, WhatComesLateFromAPredecessorIsHistoryAndNotThePresent) {
  auto store = open();
  const auto old = store.grant("idle_analyzer", at(1))->epoch;
  ASSERT_TRUE(store.write(
      batch(old, {becomes(1, "x-1", agent_state::idle), becomes(2, "x-2", agent_state::idle)}),
      at(1)));
  const auto young = store.grant("idle_analyzer", at(2))->epoch;
  ASSERT_TRUE(store.grant("agent_monitor", at(3))); // another's is no successor
  ASSERT_TRUE(store.write(batch(young, {becomes(1, "x-1", agent_state::waiting_input)}), at(3)));

  ASSERT_TRUE(
      store.write(batch(old, {becomes(3, "x-1", agent_state::working), leaves(4, "x-2")}), at(4)));
  EXPECT_EQ(count("SELECT count(*) FROM transitions"), 5);
  auto present = store.grant("agent_monitor", at(5))->agents;
  ASSERT_EQ(present.size(), 2u);
  EXPECT_EQ(present[0].says.state, agent_state::waiting_input);

  ASSERT_TRUE(store.write(batch(young, {becomes(2, "x-1", agent_state::working)}), at(6)));
  present = store.grant("agent_monitor", at(7))->agents;
  EXPECT_EQ(present[0].says.state, agent_state::working);
}

TEST_F(HistoryStore, WritesWhatHappenedToComponents) {
  auto store = open();
  const auto epoch = store.grant("health_monitor", at(1))->epoch;
  component_event e;
  e.type = "crashed";
  e.facts.name = "crash_detector";
  e.facts.parent = "modular";
  e.facts.incarnation = 2;
  e.facts.restarts = 1;
  e.facts.last_reason = test::all_bytes();
  const auto both = batch(epoch, {{1, component_entry{at(5), e}}, {2, component_entry{at(6), e}}});
  ASSERT_TRUE(store.write(both, at(1)));
  ASSERT_TRUE(store.write(both, at(1))); // its answer was lost
  EXPECT_EQ(count("SELECT count(*) FROM component_events WHERE type = 'crashed' AND at IN (5, 6)"
                  " AND component = 'crash_detector' AND parent = 'modular'"
                  " AND incarnation = 2 AND epoch > 0 AND sequence = at - 4 AND restarts = 1 AND "
                  "length(CAST(reason AS BLOB)) = 255"),
            2);
}

TEST_F(HistoryStore, AFullDiskRefusesTheWholeBatchAndIsGotOver) {
  options_.max_bytes = 60 * 4096;
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  ASSERT_TRUE(store.write(batch(epoch, {happens(1, "a")}), at(1)));
  std::vector<record> large;
  for (std::uint64_t i = 2; i < 200; ++i)
    large.push_back({i, fleet_event{"big", std::string(4000, 'x'), "", "", at(1)}});
  const auto refused = store.write(batch(epoch, large), at(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::storage);
  EXPECT_TRUE(store.sound());
  EXPECT_EQ(count("SELECT count(*) FROM events"), 1);
  large.resize(5);
  EXPECT_EQ(store.write(batch(epoch, large), at(1))->sequence, 6u);
}

TEST_F(HistoryStore, AHeldLockIsBusyAndIsGotOver) {
  auto store = open();
  const auto epoch = store.grant("a", at(1))->epoch;
  auto other = sqlite::connection::open(options_.path, sqlite::access::read_write, 0ms);
  {
    auto held = sqlite::transaction::begin(*other);
    ASSERT_TRUE(held);
    const auto refused = store.write(batch(epoch, {happens(1, "a")}), at(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::busy);
    EXPECT_FALSE(store.grant("a", at(1)));
    EXPECT_TRUE(store.sound());
  }
  EXPECT_TRUE(store.write(batch(epoch, {happens(1, "a")}), at(1)));
}

TEST_F(HistoryStore, IsNoLongerSoundWhenItsFileIsTakenAway) {
  auto store = open();
  EXPECT_TRUE(store.sound());
  std::filesystem::rename(options_.path, folder_ / "elsewhere.db");
  EXPECT_FALSE(store.sound());
}

TEST_F(HistoryStore, TellsOfDamage) {
  EXPECT_EQ(open().notice(), "");
  {
    std::FILE* f = std::fopen(options_.path.c_str(), "r+");
    std::fputs(std::string(100, '#').c_str(), f);
    std::fclose(f);
  }
  EXPECT_NE(open().notice().find("file is not a database"), std::string::npos);
}

TEST_F(HistoryStore, AFileThatIsKnownToBeSoundIsNotReadThroughAgainAndAnotherIs) {
  options_.known_sound = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::vector<record> many;
  for (std::uint64_t n = 1; n <= 500; ++n)
    many.push_back(happens(n, "a"));
  ASSERT_TRUE(open().write(batch(1, many), at(1)));
  EXPECT_NE(*options_.known_sound, 0u);
  {
    std::fstream f{options_.path, std::ios::in | std::ios::out};
    f.seekp(-3 * 4096, std::ios::end); // not the first pages, which opening reads anyhow
    f << std::string(4096, '#');
  }
  EXPECT_EQ(open().notice(), "");
  std::filesystem::copy_file(options_.path, folder_ / "copy.db");
  std::filesystem::rename(folder_ / "copy.db", options_.path);
  EXPECT_NE(open().notice(), "");
  EXPECT_EQ(*options_.known_sound, files::identity_of(options_.path).inode); // the new one
}

TEST_F(HistoryStore, ACheckpointEmptiesTheLog) {
  auto store = open();
  ASSERT_TRUE(store.write(batch(1, {happens(1, "a")}), at(1)));
  EXPECT_GT(files::size_of(options_.path + "-wal"), 0u);
  const auto before = store.bytes_on_disk();
  store.checkpoint();
  EXPECT_EQ(files::size_of(options_.path + "-wal"), 0u);
  EXPECT_LT(store.bytes_on_disk(), before);
  EXPECT_EQ(store.bytes_on_disk(), files::size_of(options_.path));
}

} // namespace
} // namespace orc
