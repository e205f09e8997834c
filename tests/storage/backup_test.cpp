#include "storage/backup.hpp"

#include "storage/history_store.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace orc {
namespace {

using namespace std::chrono_literals;

class Backup : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string live_ = folder_ / "state.db";
  std::string copy_ = folder_ / "copy.db";
  history_store store_ = history_store::open({live_, durability::normal, 1s}).value();
  std::uint64_t epoch_ = store_.grant("idle_analyzer", test::at(1))->epoch;
  std::uint64_t next_ = 1;

  void record(int many) {
    for (int i = 0; i < many; ++i, ++next_)
      ASSERT_TRUE(store_.write(
          {epoch_, {test::becomes(next_, "a" + std::to_string(next_ % 7), agent_state::idle)}},
          test::at(2)));
  }
};

TEST_F(Backup, HoldsWhatTheDatabaseHolds) {
  record(150);
  ASSERT_TRUE(back_up(live_, copy_, 1s));
  const auto restored = prove_restored(copy_);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->contents.transitions, 150);
  EXPECT_EQ(restored->contents.agents, 7);
  EXPECT_EQ(restored->newest_read, 100u);
  EXPECT_FALSE(restored->migrated);

  struct stat file {};

  ASSERT_EQ(stat(copy_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600u);
}

TEST_F(Backup, IsWholeWhileTheWriterGoesOn) {
  record(50);
  std::atomic<bool> over{false};
  std::thread writer{[&] {
    while (!over)
      record(1);
  }};
  for (int i = 0; i < 20; ++i) {
    const auto to = copy_ + std::to_string(i);
    const auto before = contents_of(live_, 1s);
    const auto done = back_up(live_, to, 1s);
    const auto restored = done ? prove_restored(to) : tl::unexpected<error>(done.error());
    EXPECT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored && before && holds(restored->contents, *before));
  }
  over = true;
  writer.join();
}

TEST_F(Backup, OverwritesNothing) {
  std::ofstream{copy_} << "mine";
  const auto done = back_up(live_, copy_, 1s);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::invalid_input);
  EXPECT_EQ(std::filesystem::file_size(copy_), 4u);
}

TEST_F(Backup, ThatIsDamagedIsSaidToBeAndIsNotSetAside) {
  record(500);
  ASSERT_TRUE(back_up(live_, copy_, 1s));
  {
    std::fstream f{copy_, std::ios::in | std::ios::out};
    f.seekp(4096L * 5);
    f << std::string(4096L * 3, '#');
  }
  const auto restored = prove_restored(copy_);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, errc::storage);
  EXPECT_TRUE(std::filesystem::exists(copy_));
}

TEST(Contents, LessOfWhatIsNeverDeletedIsALoss) {
  const database_contents before{10, 5, 3, 4};
  EXPECT_TRUE(holds(before, before));
  EXPECT_TRUE(holds({10, 5, 3, 0}, before)); // agents leave
  EXPECT_TRUE(holds({11, 6, 4, 4}, before));
  EXPECT_FALSE(holds({9, 5, 3, 4}, before));
  EXPECT_FALSE(holds({10, 4, 3, 4}, before));
  EXPECT_FALSE(holds({10, 5, 2, 4}, before));
}

} // namespace
} // namespace orc
