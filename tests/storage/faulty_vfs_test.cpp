// SQLite in a world that fails, as the drills make it: what it says, and what is left.
#include "storage/faulty_vfs.hpp"

#include "storage/history_store.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

class FaultyVfs : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::shared_ptr<fault_switch> faults_ = install_faulty_vfs();
  history_store store_ = history_store::open({folder_ / "state.db", durability::full, 0ms}).value();
  std::uint64_t epoch_ = store_.grant("a", test::at(1))->epoch;
  std::uint64_t next_ = 1;

  ~FaultyVfs() override { faults_->release(); }

  /// The next record; it is the same one again where the last try failed.
  result<record_ack> write() {
    auto done = store_.write({epoch_, {test::happens(next_, "opened")}}, test::at(2));
    next_ += done ? 1 : 0;
    return done;
  }

  std::int64_t written() {
    auto db = sqlite::connection::open(folder_ / "state.db", sqlite::access::read_only, 0ms);
    return db->number_of("SELECT count(*) FROM events").value_or(-1);
  }

  /// Fails once with these words, and afterwards nothing is missing and nothing there twice.
  void fails_and_goes_on(world_fault fault, errc code, const std::string& words) {
    ASSERT_TRUE(write());
    faults_->arm(fault, 1min);
    const auto refused = write();
    ASSERT_FALSE(refused) << to_string(fault);
    EXPECT_EQ(refused.error().code, code);
    EXPECT_NE(refused.error().message.find(words), std::string::npos) << refused.error().message;
    faults_->release();
    EXPECT_TRUE(store_.sound());
    ASSERT_TRUE(write());
    EXPECT_EQ(written(), 2);
  }

  /// Fails once with these words and leaves a connection that is of no more use.
  void fails_for_good(world_fault fault, const std::string& words) {
    ASSERT_TRUE(write());
    faults_->arm(fault, 1min, 1);
    const auto refused = write();
    ASSERT_FALSE(refused) << to_string(fault);
    EXPECT_EQ(refused.error().code, errc::storage);
    EXPECT_NE(refused.error().message.find(words), std::string::npos) << refused.error().message;
    EXPECT_FALSE(store_.sound());
    auto again = history_store::open({folder_ / "state.db", durability::full, 0ms});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->notice(), ""); // it is the same database
    store_ = std::move(*again);
    ASSERT_TRUE(write());
    EXPECT_EQ(written(), 2);
  }
};

TEST_F(FaultyVfs, WithoutAFaultNothingIsDifferent) {
  ASSERT_TRUE(write());
  ASSERT_TRUE(write());
  EXPECT_EQ(written(), 2);
}

TEST_F(FaultyVfs, ALockThatSomebodyHoldsIsBusy) {
  fails_and_goes_on(world_fault::storage_busy, errc::busy, "database is locked");
}

TEST_F(FaultyVfs, ALockThatSomebodyHoldsLeavesReadersAlone) {
  ASSERT_TRUE(write());
  faults_->arm(world_fault::storage_busy, 1min);
  EXPECT_EQ(written(), 1);
}

TEST_F(FaultyVfs, AFullDiskIsSaidToBeFull) {
  fails_and_goes_on(world_fault::storage_full, errc::storage, "database or disk is full");
}

TEST_F(FaultyVfs, DamageThatIsMetOnceIsNotBelieved) {
  fails_for_good(world_fault::storage_corrupt, "database disk image is malformed");
}

TEST_F(FaultyVfs, ADiskThatFailsOnceNeedsAnotherConnection) {
  fails_for_good(world_fault::storage_io, "disk I/O error");
}

TEST_F(FaultyVfs, DamageThatStaysHasTheDatabaseSetAside) {
  ASSERT_TRUE(write());
  faults_->arm(world_fault::storage_corrupt, 1min);
  EXPECT_FALSE(write());
  const auto refused = history_store::open({folder_ / "state.db", durability::full, 0ms});
  EXPECT_EQ(refused.error().code, errc::storage);
  faults_->release();
  auto again = history_store::open({folder_ / "state.db", durability::full, 0ms});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(written(), 0); // what was there is beside it: storage/README.md
}

TEST(FaultSwitch, AFaultEndsWithItsTimeAndWithItsNumber) {
  fault_switch faults;
  faults.arm(world_fault::tmux_fail, 0ms);
  EXPECT_FALSE(faults.strikes(world_fault::tmux_fail));
  faults.arm(world_fault::tmux_fail, 1min, 2);
  EXPECT_FALSE(faults.strikes(world_fault::tmux_hang));
  EXPECT_TRUE(faults.strikes(world_fault::tmux_fail));
  EXPECT_EQ(faults.now().fault, world_fault::tmux_fail);
  EXPECT_GT(faults.now().left, 50s);
  EXPECT_TRUE(faults.strikes(world_fault::tmux_fail));
  EXPECT_FALSE(faults.strikes(world_fault::tmux_fail));
  EXPECT_EQ(faults.now().fault, world_fault::none);
}

TEST(FaultSwitch, WithoutANumberItStrikesUntilItIsReleased) {
  fault_switch faults;
  faults.arm(world_fault::storage_full, 1min);
  for (int i = 0; i < 1000; ++i)
    ASSERT_TRUE(faults.strikes(world_fault::storage_full));
  faults.release();
  EXPECT_FALSE(faults.strikes(world_fault::storage_full));
}

TEST(FaultSwitch, EveryFaultBelongsToOneSwitch) {
  const fault_switches all{std::make_shared<fault_switch>(), std::make_shared<fault_switch>()};
  for (const auto fault : world_faults)
    EXPECT_EQ(all.of(fault),
              to_string(fault).starts_with("tmux_") ? all.tmux.get() : all.storage.get())
        << to_string(fault);
  EXPECT_EQ(all.of(world_fault::none), nullptr);
}

} // namespace
} // namespace orc
