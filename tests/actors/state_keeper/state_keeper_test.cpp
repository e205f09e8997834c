#include "actors/state_keeper/state_keeper.hpp"

#include "messages/types/outbox.hpp"
#include "storage/history_reading.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/no_descriptors.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/virtual_time.hpp"

#include <fstream>
#include <iterator>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::becomes;
using test::happens;

class StateKeeper : public virtual_time {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "state.db";
  notebook<operations_done> told_;
  metrics_aggregator_actor metrics_ = spawn_probe<metrics_aggregator_actor>(system(), told_);

  std::shared_ptr<std::atomic<std::uint64_t>> known_sound_ =
      std::make_shared<std::atomic<std::uint64_t>>(0);

  ~StateKeeper() override { caf::anon_send_exit(metrics_, caf::exit_reason::kill); }

  state_keeper_actor keeper(std::uint64_t max_bytes = 0, std::size_t spool_after = 3) {
    state_keeper_options options;
    options.database = {file_, durability::normal, 0ms, max_bytes, known_sound_};
    options.spool_after = spool_after;
    options.wall_clock = [] { return at(1234); };
    auto started = spawn(state_keeper, state_keeper_links{metrics_}, options);
    run();
    return started;
  }

  std::uint64_t epoch_from(const state_keeper_actor& k) {
    const auto granted = ask_now<producer_grant>(k, open_atom_v, std::string{"producer"});
    EXPECT_TRUE(granted);
    return granted ? granted->epoch : 0;
  }

  auto write(const state_keeper_actor& k, std::uint64_t epoch, std::vector<record> records) {
    return ask_now<record_ack>(k, record_batch{epoch, std::move(records)});
  }

  color color_of(const state_keeper_actor& k) {
    const auto said = ask_now<self_report>(k, heartbeat_atom_v);
    EXPECT_TRUE(said);
    return said->own;
  }

  /// Another program that holds the database's write lock.
  struct lock {
    explicit lock(const std::string& file)
        : db{std::move(*sqlite::connection::open(file, sqlite::access::read_write, 0ms))},
          held{std::move(*sqlite::transaction::begin(db))} {}

    sqlite::connection db;
    sqlite::transaction held;
  };

  static std::vector<record> numbered(std::uint64_t from, std::uint64_t to) {
    std::vector<record> out;
    for (auto n = from; n <= to; ++n)
      out.push_back(happens(n, "e" + std::to_string(n)));
    return out;
  }

  std::uint64_t spooled() const {
    const auto look = look_at_spool(file_ + ".spool");
    return look ? look->records : 0;
  }

  std::int64_t count(const std::string& sql) {
    auto db = sqlite::connection::open(file_, sqlite::access::read_only, 0ms);
    return db ? db->number_of(sql).value_or(-1) : -1;
  }
};

bool is_code(const caf::error& e, errc code) {
  return e == caf::make_error(code);
}

TEST_F(StateKeeper, AnswersABatchWhenItIsCommittedAndCountsIt) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  const auto ack =
      write(k, epoch, {becomes(1, "x-1", agent_state::idle), happens(2, "session_opened")});
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->epoch, epoch);
  EXPECT_EQ(ack->sequence, 2u);
  EXPECT_EQ(count("SELECT count(*) FROM transitions"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 1);
  const auto& last = told_.of<operations_done>().back();
  EXPECT_EQ(last.kind, "write");
  EXPECT_EQ(last.count.attempted, 2u);
  EXPECT_EQ(last.count.failed, 0u);
  EXPECT_GT(last.state_file_bytes, 0u);
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, ARestartedProducerGetsItsAgentsBackWithANewEpoch) {
  const auto first = keeper();
  const auto epoch = epoch_from(first);
  ASSERT_TRUE(write(first, epoch, {becomes(1, "x-1", agent_state::waiting_input)}));
  caf::anon_send_exit(first, caf::exit_reason::kill);
  run();
  const auto granted = ask_now<producer_grant>(keeper(), open_atom_v, std::string{"idle_analyzer"});
  ASSERT_TRUE(granted);
  EXPECT_GT(granted->epoch, epoch);
  ASSERT_EQ(granted->agents.size(), 1u);
  EXPECT_EQ(granted->agents[0].says.state, agent_state::waiting_input);
}

TEST_F(StateKeeper, AMissingPredecessorIsTheProducersMatterAndNoFailureOfStorage) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  const auto told_before = told_.of<operations_done>().size();
  const auto refused = write(k, epoch, {happens(2, "b")});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_code(refused.error(), errc::invalid_input));
  EXPECT_EQ(told_.of<operations_done>().size(), told_before);
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, AFullDatabaseIsRedUntilThereIsRoomAgain) {
  const auto k = keeper(60 * 4096, 1000);
  const auto epoch = epoch_from(k);
  std::vector<record> large;
  for (std::uint64_t i = 1; i < 100; ++i)
    large.push_back({i, fleet_event{"big", std::string(4000, 'x'), "", "", at(1)}});
  const auto refused = write(k, epoch, large);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_code(refused.error(), errc::storage));
  EXPECT_EQ(told_.of<operations_done>().back().count.failed, 99u);
  EXPECT_EQ(color_of(k), color::red);
  large.resize(2);
  EXPECT_TRUE(write(k, epoch, large));
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, ALockedDatabaseIsYellowAndIsGotOver) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  auto other = sqlite::connection::open(file_, sqlite::access::read_write, 0ms);
  {
    auto held = sqlite::transaction::begin(*other);
    const auto refused = write(k, epoch, {happens(1, "a")});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is_code(refused.error(), errc::busy));
    EXPECT_EQ(color_of(k), color::yellow);
  }
  EXPECT_TRUE(write(k, epoch, {happens(1, "a")}));
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, StaysUpWithoutADatabaseAndTriesAgainAfterAPause) {
  std::ofstream{folder_ / "in_the_way"} << "x";
  file_ = folder_ / "in_the_way/state.db";
  const auto k = keeper();
  EXPECT_EQ(color_of(k), color::red);
  const auto refused = ask_now<producer_grant>(k, open_atom_v, std::string{"p"});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_code(refused.error(), errc::io));
  std::filesystem::remove(folder_ / "in_the_way");
  EXPECT_FALSE(ask_now<producer_grant>(k, open_atom_v, std::string{"p"})); // the pause lasts
  advance(1s);
  EXPECT_TRUE(ask_now<producer_grant>(k, open_atom_v, std::string{"p"}));
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, ANewerDatabaseIsRefusedWithItsOwnCode) {
  ASSERT_TRUE(history_store::open({file_}));
  {
    auto db = sqlite::connection::open(file_, sqlite::access::read_write, 0ms);
    ASSERT_TRUE(db->execute("PRAGMA user_version=999"));
  }
  const auto k = keeper();
  const auto refused = ask_now<producer_grant>(k, open_atom_v, std::string{"p"});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_code(refused.error(), errc::storage_newer));
  EXPECT_EQ(color_of(k), color::red);
}

TEST_F(StateKeeper, ADamagedDatabaseIsSetAsideAndSaidForAnHour) {
  std::ofstream{file_} << std::string(5000, '#');
  const auto k = keeper();
  EXPECT_EQ(color_of(k), color::yellow);
  EXPECT_TRUE(write(k, epoch_from(k), {happens(1, "a")}));
  EXPECT_EQ(color_of(k), color::yellow);
  advance(1h);
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, AProducerGoesOnWhenTheFileIsTakenAway) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  ASSERT_TRUE(write(k, epoch, {happens(1, "a")}));
  std::filesystem::rename(file_, folder_ / "away.db");
  const auto ack = write(k, epoch, {happens(2, "b")});
  ASSERT_TRUE(ack);
  EXPECT_EQ(ack->sequence, 2u);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE type = 'b'"), 1);
  EXPECT_GT(epoch_from(k), epoch);
}

TEST_F(StateKeeper, WhatStandsInItsPlaceIsReadThrough) {
  const std::string other = folder_ / "other.db";
  std::filesystem::create_directories(folder_ / "old");
  {
    auto store = history_store::open({other, durability::normal, 0ms});
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->write({1, numbered(1, 500)}, at(1)));
  }
  {
    std::fstream f{other, std::ios::in | std::ios::out};
    f.seekp(-3 * 4096, std::ios::end);
    f << std::string(4096, '#');
  }
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  ASSERT_TRUE(write(k, epoch, {happens(1, "a")}));
  EXPECT_NE(*known_sound_, 0u);
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::rename(file_ + suffix, std::string{folder_ / "old/state.db"} + suffix);
  std::filesystem::rename(other, file_);
  EXPECT_TRUE(write(k, epoch, {happens(2, "b")}));
  EXPECT_EQ(color_of(k), color::yellow); // set aside
}

TEST_F(StateKeeper, PutsALargeBatchIntoTheSpoolWhileTheDatabaseIsAway) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  {
    const lock other{file_};
    EXPECT_FALSE(write(k, epoch, numbered(1, 2)));
    EXPECT_EQ(spooled(), 0u);
    const auto ack = write(k, epoch, numbered(1, 3));
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->sequence, 3u);
    EXPECT_EQ(spooled(), 3u);
    EXPECT_FALSE(write(k, epoch, numbered(4, 4))); // few may wait where they are
    ASSERT_TRUE(write(k, epoch, numbered(4, 6)));
    EXPECT_EQ(spooled(), 6u);
    const auto& told = told_.of<operations_done>().back();
    EXPECT_EQ(told.count.failed, 0u);
    EXPECT_EQ(told.spool->records, 6u);
    EXPECT_EQ(told.spool->bytes, std::filesystem::file_size(file_ + ".spool"));
    EXPECT_EQ(color_of(k), color::red);
    EXPECT_EQ(count("SELECT count(*) FROM events"), 0);
  }
  advance(1s);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 6);
  EXPECT_EQ(count("SELECT last_sequence FROM epochs WHERE epoch = " + std::to_string(epoch)), 6);
  EXPECT_FALSE(std::filesystem::exists(file_ + ".spool"));
  EXPECT_EQ(told_.of<operations_done>().back().spool->records, 0u);
  EXPECT_EQ(color_of(k), color::green);
  EXPECT_TRUE(write(k, epoch, numbered(7, 7)));
}

TEST_F(StateKeeper, PutsEvenASmallBatchIntoTheSpoolWhenTheDatabaseIsAwayForLong) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  const lock other{file_};
  EXPECT_FALSE(write(k, epoch, numbered(1, 1)));
  advance(30s - 1ms);
  EXPECT_FALSE(write(k, epoch, numbered(1, 1)));
  advance(1ms);
  EXPECT_TRUE(write(k, epoch, numbered(1, 1)));
  EXPECT_EQ(spooled(), 1u);
}

TEST_F(StateKeeper, PutsByAtOnceWhatNobodyWouldSendAgain) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  const auto orphan = [&](std::uint64_t n) { return record_batch{epoch, numbered(n, n), 0, true}; };
  {
    const lock other{file_};
    EXPECT_TRUE(ask_now<record_ack>(k, orphan(1)));
    EXPECT_TRUE(ask_now<record_ack>(k, orphan(2)));
    EXPECT_EQ(spooled(), 2u);
  }
  EXPECT_TRUE(ask_now<record_ack>(k, orphan(3))); // while it is caught up with: nothing fails now
  EXPECT_EQ(spooled(), 3u);
  advance(1s);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
  const auto senseless = ask_now<record_ack>(k, orphan(9)); // those before it are nowhere
  EXPECT_TRUE(is_code(senseless.error(), errc::invalid_input));
  EXPECT_EQ(spooled(), 0u);
}

TEST_F(StateKeeper, WritesNothingBeforeWhatAnotherAddedToTheSpool) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  {
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    spool another{file_ + ".spool"};
    ASSERT_TRUE(another.append({epoch, numbered(4, 6)}));
  }
  for (int tries = 0; tries < 4 && !write(k, epoch, numbered(7, 7)); ++tries)
    run();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 7);
  EXPECT_EQ(spooled(), 0u);
}

TEST_F(StateKeeper, ABatchThatIsInTheSpoolAlreadyIsAcknowledgedAndNotKeptTwice) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  const lock other{file_};
  ASSERT_TRUE(write(k, epoch, numbered(1, 4)));
  ASSERT_TRUE(write(k, epoch, numbered(1, 4)));
  EXPECT_EQ(spooled(), 4u);
}

TEST_F(StateKeeper, WritesTheSpoolBackBeforeWhatComesAfterIt) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  {
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    ASSERT_TRUE(write(k, epoch, numbered(4, 6)));
  }
  const auto early = write(k, epoch, numbered(7, 7)); // two batches of the spool are before it
  ASSERT_FALSE(early);
  EXPECT_TRUE(is_code(early.error(), errc::busy));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
  EXPECT_EQ(color_of(k), color::yellow);
  EXPECT_TRUE(write(k, epoch, numbered(7, 7)));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 7);
}

TEST_F(StateKeeper, ANewOneWritesTheSpoolBackBeforeItGrantsAnEpoch) {
  std::uint64_t epoch = 0;
  {
    const auto k = keeper();
    epoch = epoch_from(k);
    const lock other{file_};
    ASSERT_TRUE(write(k,
                      epoch,
                      {becomes(1, "x-1", agent_state::idle),
                       becomes(2, "x-1", agent_state::error),
                       becomes(3, "x-2", agent_state::idle)}));
    caf::anon_send_exit(k, caf::exit_reason::kill);
    run();
    const auto second = keeper(); // while the database is still away
    EXPECT_NE(color_of(second), color::green);
    EXPECT_FALSE(ask_now<producer_grant>(second, open_atom_v, std::string{"p"}));
    caf::anon_send_exit(second, caf::exit_reason::kill);
    run();
  }
  const auto granted = ask_now<producer_grant>(keeper(), open_atom_v, std::string{"p"});
  ASSERT_TRUE(granted);
  EXPECT_GT(granted->epoch, epoch);
  ASSERT_EQ(granted->agents.size(), 2u);
  EXPECT_EQ(granted->agents[0].says.state, agent_state::error);
  EXPECT_EQ(count("SELECT count(*) FROM transitions"), 3);
}

TEST_F(StateKeeper, AsksAProducerForPatienceWhileTheSpoolIsWrittenBack) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  {
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    ASSERT_TRUE(write(k, epoch, numbered(4, 6)));
  }
  EXPECT_EQ(epoch_from(k), 0u);
  EXPECT_GT(epoch_from(k), epoch);
}

TEST_F(StateKeeper, GoesOnWithTheSpoolWhereAnEarlierOneStopped) {
  const auto first = keeper();
  const auto epoch = epoch_from(first);
  {
    const lock other{file_};
    ASSERT_TRUE(write(first, epoch, numbered(1, 3)));
    ASSERT_TRUE(write(first, epoch, numbered(4, 6)));
  }
  ASSERT_FALSE(write(first, epoch, numbered(7, 7))); // half of it is written back
  caf::anon_send_exit(first, caf::exit_reason::kill);
  const auto k = keeper();
  run();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 6);
  EXPECT_EQ(spooled(), 0u);
  EXPECT_TRUE(write(k, epoch, numbered(7, 7)));
}

TEST_F(StateKeeper, RefusesWhereTheSpoolCannotBeWrittenEither) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  std::filesystem::create_directory(file_ + ".spool"); // stands in the way
  const lock other{file_};
  const auto refused = write(k, epoch, numbered(1, 3));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_code(refused.error(), errc::busy));
}

TEST_F(StateKeeper, ASpoolThatCannotBeReadForNowIsNotGivenUp) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  std::string whole;
  {
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    std::ifstream in{file_ + ".spool", std::ios::binary};
    whole.assign(std::istreambuf_iterator<char>{in}, {});
    std::filesystem::resize_file(file_ + ".spool", whole.size() - 1);
  }
  advance(5s);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 0);
  EXPECT_EQ(color_of(k), color::red);
  EXPECT_FALSE(write(k, epoch, numbered(4, 4)));
  std::ofstream{file_ + ".spool", std::ios::binary} << whole;
  advance(1s);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 3);
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, ASpoolThatCannotBeOpenedAtFirstIsStillWrittenBeforeAllElse) {
  if (test::sanitized)
    GTEST_SKIP() << "a sanitizer needs descriptors";
  std::uint64_t epoch = 0;
  {
    const auto k = keeper();
    epoch = epoch_from(k);
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    ASSERT_TRUE(write(k, epoch, numbered(4, 6)));
    caf::anon_send_exit(k, caf::exit_reason::kill);
    run();
  }
  state_keeper_actor k;
  {
    const test::no_descriptors left;
    k = keeper();
    EXPECT_EQ(color_of(k), color::red);
  }
  advance(1s);
  static_cast<void>(ask_now<producer_grant>(k, open_atom_v, std::string{"producer"}));
  run();
  EXPECT_EQ(count("SELECT count(*) FROM events"), 6);
  EXPECT_GT(epoch_from(k), epoch);
  EXPECT_EQ(color_of(k), color::green);
}

TEST_F(StateKeeper, AProducerGoesOnBehindABatchThatTheDamagedSpoolLost) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  outbox box;
  box.open(epoch);
  for (int n = 0; n < 3; ++n)
    box.add(fleet_event{"x", "s", "", "", {}});
  {
    const lock other{file_};
    const auto ack = ask_now<record_ack>(k, *box.next());
    ASSERT_TRUE(ack);
    box.acknowledge(*ack);
    const auto size = std::filesystem::file_size(file_ + ".spool");
    std::ofstream{file_ + ".spool", std::ios::binary} << std::string(size, '#');
  }
  advance(1s);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 0);
  box.add(fleet_event{"x", "s", "", "", {}});
  EXPECT_TRUE(ask_now<record_ack>(k, *box.next()));
  EXPECT_EQ(count("SELECT count(*) FROM events"), 1);
}

TEST_F(StateKeeper, ADamagedSpoolIsKeptAndSaidAndTheRestOfItIsWritten) {
  {
    const auto k = keeper();
    const auto epoch = epoch_from(k);
    const lock other{file_};
    ASSERT_TRUE(write(k, epoch, numbered(1, 3)));
    const auto half = std::filesystem::file_size(file_ + ".spool");
    ASSERT_TRUE(write(k, epoch, numbered(4, 6)));
    caf::anon_send_exit(k, caf::exit_reason::kill);
    run();
    std::fstream damage{file_ + ".spool", std::ios::in | std::ios::out | std::ios::binary};
    damage.seekp(static_cast<std::streamoff>(half) - 1);
    damage << "####";
  }
  const auto k = keeper();
  EXPECT_EQ(color_of(k), color::yellow);
  EXPECT_EQ(count("SELECT count(*) FROM events"), 0); // both batches are touched
  EXPECT_TRUE(epoch_from(k) > 0);
  EXPECT_FALSE(std::filesystem::exists(file_ + ".spool"));
}

TEST_F(StateKeeper, ToldToLeaveItDoesWhatCameBeforeAndCloses) {
  const auto k = keeper();
  const auto epoch = epoch_from(k);
  tell_from_outside(k, record_batch{epoch, {happens(1, "a")}});
  tell_from_outside(k, record_batch{epoch, {happens(2, "b")}});
  caf::anon_send_exit(k, caf::exit_reason::user_shutdown); // as to a child that drains
  run();
  EXPECT_FALSE(ask_now<self_report>(k, heartbeat_atom_v)); // it has left
  EXPECT_FALSE(std::filesystem::exists(file_ + "-wal"));   // folded and closed
  EXPECT_EQ(count("SELECT count(*) FROM events"), 2);
}

} // namespace
} // namespace orc
