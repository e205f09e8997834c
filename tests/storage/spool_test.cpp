#include "storage/spool.hpp"

#include "tests/storage/records.hpp"
#include "tests/support/no_descriptors.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/file.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace orc {
namespace {

using test::happens;

class Spool : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "state.db.spool";

  static record_batch batch(std::uint64_t from, std::uint64_t to, const char* type = "x") {
    record_batch b{7, {}, 0};
    for (auto n = from; n <= to; ++n)
      b.records.push_back(happens(n, type));
    return b;
  }

  std::string bytes() const {
    std::ostringstream all;
    all << std::ifstream{file_, std::ios::binary}.rdbuf();
    return all.str();
  }

  void overwrite(const std::string& with) const {
    std::ofstream{file_, std::ios::binary | std::ios::trunc} << with;
  }

  /// The first sequence of every batch that a new spool finds there.
  std::vector<std::uint64_t> all_of(spool& s) const {
    std::vector<std::uint64_t> out;
    while (!s.empty()) {
      const auto oldest = s.front();
      EXPECT_TRUE(oldest) << oldest.error().message;
      out.push_back(oldest ? oldest->records.front().sequence : 0);
      s.pop();
    }
    return out;
  }

  std::size_t set_aside() const {
    std::size_t n = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder_ / ""})
      n += entry.path().string().find(".damaged-") != std::string::npos ? 1 : 0;
    return n;
  }
};

using numbers = std::vector<std::uint64_t>;

TEST_F(Spool, MakesNoFileBeforeItIsNeeded) {
  spool s{file_};
  ASSERT_TRUE(s.load());
  EXPECT_TRUE(s.empty());
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(Spool, GivesBackWhatWasPutInInOrderAndTakesItsFileAway) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 3)));
  ASSERT_TRUE(s.append(batch(4, 4)));
  EXPECT_EQ(s.records(), 4u);
  EXPECT_EQ(s.bytes(), std::filesystem::file_size(file_));
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(file_).permissions()), 0600u);
  EXPECT_EQ(all_of(s), (numbers{1, 4}));
  EXPECT_EQ(s.records(), 0u);
  EXPECT_EQ(s.bytes(), 0u);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

/// One that hung was replaced, and comes back.
TEST_F(Spool, TwoOnOneFileLoseNothingOfEachOther) {
  spool old_one{file_};
  ASSERT_TRUE(old_one.append(batch(1, 1)));
  spool new_one{file_};
  ASSERT_TRUE(new_one.append(batch(2, 2)));
  EXPECT_EQ(old_one.append(batch(3, 3)).error().code,
            errc::busy); // it would have cut off the other's
  ASSERT_TRUE(old_one.append(batch(3, 3)));
  EXPECT_EQ(old_one.records(), 3u);
  EXPECT_EQ(all_of(new_one), (numbers{1, 2})); // and now it finds the third
  ASSERT_TRUE(new_one.load());
  EXPECT_EQ(all_of(new_one), (numbers{1, 2, 3}));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(Spool, WhatAnotherAddedStaysWhenItsLastBatchIsTaken) {
  spool old_one{file_};
  ASSERT_TRUE(old_one.append(batch(1, 1)));
  spool new_one{file_};
  ASSERT_TRUE(new_one.append(batch(2, 2)));
  old_one.pop();
  ASSERT_TRUE(old_one.load());
  EXPECT_EQ(all_of(old_one), (numbers{1, 2}));
}

TEST_F(Spool, WhatAnotherBeganMeanwhileIsTakenUp) {
  spool old_one{file_};
  ASSERT_TRUE(old_one.load());
  spool new_one{file_};
  ASSERT_TRUE(new_one.append(batch(1, 1)));
  EXPECT_EQ(old_one.append(batch(2, 2)).error().code, errc::busy);
  ASSERT_TRUE(old_one.append(batch(2, 2)));
  EXPECT_EQ(all_of(old_one), (numbers{1, 2}));
}

TEST_F(Spool, TakesNoFileAwayThatAnotherIsWriting) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 1)));
  const int other = ::open(file_.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  s.pop();
  EXPECT_FALSE(s.is_loaded());
  ::close(other);
  ASSERT_TRUE(s.load());
  EXPECT_EQ(all_of(s), numbers{1});
}

TEST_F(Spool, TwoThatFillAndEmptyItAtOnceLoseNothing) {
  constexpr std::uint64_t each = 60;
  std::array<std::set<std::uint64_t>, 2> taken;
  const auto fill_and_empty = [&](std::size_t who) {
    spool s{file_};
    const auto take_all = [&] {
      for (; !s.empty(); s.pop())
        if (const auto oldest = s.front())
          taken[who].insert(oldest->records.front().sequence);
    };
    for (std::uint64_t n = 1; n <= each; ++n) {
      const auto number = who * 1000 + n;
      while (!s.append(batch(number, number)))
        take_all(); // as state_keeper does: to one whose file the other took away nothing is added
      if (n % 3 == 0)
        take_all();
    }
  };
  {
    std::thread other{fill_and_empty, 1};
    fill_and_empty(0);
    other.join();
  }
  spool rest{file_};
  ASSERT_TRUE(rest.load());
  for (const auto n : all_of(rest))
    taken[0].insert(n);
  taken[0].merge(taken[1]);
  EXPECT_EQ(taken[0].size(), 2 * each);
}

TEST_F(Spool, IsLeftAloneWhileAnotherWritesIt) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 1)));
  const int other = ::open(file_.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  EXPECT_EQ(s.append(batch(2, 2)).error().code, errc::busy);
  spool late{file_};
  EXPECT_EQ(late.load().error().code, errc::busy);
  EXPECT_FALSE(late.is_loaded());
  ::close(other);
  ASSERT_TRUE(s.append(batch(2, 2)));
  ASSERT_TRUE(late.load());
  EXPECT_EQ(all_of(late), (numbers{1, 2}));
}

TEST_F(Spool, CanBeFilledAgainWhileItIsEmptiedAndAfterIt) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 1)));
  ASSERT_TRUE(s.append(batch(2, 2)));
  s.pop();
  ASSERT_TRUE(s.append(batch(3, 3)));
  EXPECT_EQ(all_of(s), (numbers{2, 3}));
  ASSERT_TRUE(s.append(batch(4, 4)));
  EXPECT_EQ(all_of(s), (numbers{4}));
}

TEST_F(Spool, AnotherOneFindsEverythingThatWasNotTakenToTheEnd) {
  {
    spool s{file_};
    ASSERT_TRUE(s.append(batch(1, 2)));
    ASSERT_TRUE(s.append(batch(3, 3)));
    s.pop();
  }
  spool s{file_};
  ASSERT_TRUE(s.load());
  EXPECT_EQ(s.records(), 3u);
  EXPECT_EQ(s.notice(), "");
  EXPECT_EQ(all_of(s), (numbers{1, 3}));
}

TEST_F(Spool, CutsOffATornTailAndGoesOnBehindWhatIsWhole) {
  {
    spool s{file_};
    ASSERT_TRUE(s.append(batch(1, 1)));
  }
  const auto whole = bytes();
  for (const std::size_t torn : {1U, 23U, 24U, 60U}) {
    overwrite(whole + whole.substr(0, torn));
    {
      spool s{file_};
      ASSERT_TRUE(s.load());
      EXPECT_EQ(s.notice(), "");
      ASSERT_TRUE(s.append(batch(2, 2)));
    }
    spool again{file_};
    ASSERT_TRUE(again.load());
    EXPECT_EQ(all_of(again), (numbers{1, 2})) << torn;
    EXPECT_EQ(set_aside(), 0u);
  }
}

TEST_F(Spool, KeepsADamagedFileAndGivesWhatCanBeRead) {
  std::size_t first = 0;
  {
    spool s{file_};
    ASSERT_TRUE(s.append(batch(1, 1)));
    first = bytes().size();
    ASSERT_TRUE(s.append(batch(2, 2)));
    ASSERT_TRUE(s.append(batch(3, 3)));
  }
  auto damaged = bytes();
  damaged[first + 30] = '#';
  overwrite(damaged);
  spool s{file_};
  ASSERT_TRUE(s.load());
  EXPECT_NE(s.notice().find(std::to_string(first) + " bytes at " + std::to_string(first)),
            std::string::npos)
      << s.notice();
  EXPECT_EQ(all_of(s), (numbers{1, 3}));
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_EQ(set_aside(), 1u);
}

TEST_F(Spool, WhatIsNoFileIsSetAsideAtOnce) {
  std::filesystem::create_directory(file_);
  spool s{file_};
  ASSERT_TRUE(s.load());
  EXPECT_NE(s.notice(), "");
  EXPECT_EQ(set_aside(), 1u);
  EXPECT_TRUE(s.append(batch(1, 1)));
}

TEST_F(Spool, ALinkIsSetAsideWhereverItLeads) {
  {
    spool s{folder_ / "elsewhere"};
    ASSERT_TRUE(s.append(batch(1, 1)));
  }
  std::filesystem::create_symlink(folder_ / "elsewhere", file_);
  spool s{file_};
  ASSERT_TRUE(s.load());
  EXPECT_TRUE(s.empty());
  EXPECT_EQ(set_aside(), 1u);
}

TEST_F(Spool, AFileThatCannotBeOpenedNowStaysAndIsTakenUpLater) {
  {
    spool s{file_};
    ASSERT_TRUE(s.append(batch(1, 1)));
  }
  spool s{file_};
  {
    const test::no_descriptors left;
    EXPECT_FALSE(s.load());
    EXPECT_FALSE(s.append(batch(2, 2)));
    EXPECT_FALSE(s.is_loaded());
  }
  EXPECT_EQ(set_aside(), 0u);
  ASSERT_TRUE(s.append(batch(2, 2)));
  EXPECT_TRUE(s.is_loaded());
  EXPECT_EQ(all_of(s), (numbers{1, 2}));
}

TEST_F(Spool, TellsWhatCannotBeReadNowFromWhatIsNoBatch) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 1)));
  const auto whole = bytes();
  overwrite(whole.substr(0, whole.size() - 1));
  EXPECT_EQ(s.front().error().code, errc::io);
  overwrite(whole.substr(0, 24) + std::string(whole.size() - 24, '#'));
  EXPECT_NE(s.front().error().code, errc::io);
  overwrite(whole);
  EXPECT_EQ(all_of(s), numbers{1});
}

TEST_F(Spool, FollowsNoLink) {
  spool s{file_};
  ASSERT_TRUE(s.load());
  std::filesystem::create_symlink(folder_ / "elsewhere", file_);
  EXPECT_FALSE(s.append(batch(1, 1)));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
}

TEST_F(Spool, NothingIsThereWhereItsFolderIsNone) {
  std::ofstream{folder_ / "file"} << "x";
  spool s{folder_ / "file/state.db.spool"};
  EXPECT_TRUE(s.load());
  EXPECT_EQ(s.notice(), "");
}

TEST_F(Spool, RefusesWhereItsFolderIsGone) {
  spool s{folder_ / "none/state.db.spool"};
  ASSERT_TRUE(s.load());
  const auto refused = s.append(batch(1, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::io);
  EXPECT_TRUE(s.empty());
}

TEST_F(Spool, AddsNothingToAFileThatWasTakenAwayButStillGivesItBack) {
  spool s{file_};
  ASSERT_TRUE(s.append(batch(1, 1)));
  std::filesystem::remove(file_);
  EXPECT_FALSE(s.append(batch(2, 2)));
  EXPECT_EQ(all_of(s), (numbers{1}));
  EXPECT_TRUE(s.append(batch(2, 2)));
  EXPECT_TRUE(std::filesystem::exists(file_));
}

TEST_F(Spool, TellsWhatOfAnEpochItHoldsUntilItIsEmpty) {
  spool s{file_};
  EXPECT_EQ(s.last_of(7), 0u);
  ASSERT_TRUE(s.append(batch(1, 5)));
  EXPECT_EQ(s.last_of(7), 5u);
  EXPECT_EQ(s.last_of(8), 0u);
  s.pop();
  EXPECT_EQ(s.last_of(7), 0u);
}

TEST_F(Spool, ALookTellsAndChangesNothing) {
  EXPECT_EQ(look_at_spool(file_)->bytes, 0u);
  {
    spool s{file_};
    ASSERT_TRUE(s.append(batch(1, 4)));
  }
  const auto before = bytes() + "torn";
  overwrite(before);
  const auto look = look_at_spool(file_);
  ASSERT_TRUE(look);
  EXPECT_EQ(look->records, 4u);
  EXPECT_EQ(look->bytes, before.size());
  EXPECT_EQ(look->damaged_bytes, 0u);
  EXPECT_EQ(bytes(), before);
}

} // namespace
} // namespace orc
