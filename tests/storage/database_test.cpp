#include "storage/database.hpp"

#include "storage/files.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <unistd.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr std::array simple{migration{1, "CREATE TABLE t (a BLOB) STRICT"}};

unsigned mode_of(const std::string& path) {
  return static_cast<unsigned>(std::filesystem::status(path).permissions());
}

class Database : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "a.db";

  result<opened_database> open() { return open_database({file_}, simple); }

  /// The databases that were kept, without their logs.
  std::vector<std::string> set_aside() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("a.db.damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm"))
        found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void fill() {
    auto made = open();
    ASSERT_TRUE(made) << made.error().message;
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(made->db.execute("INSERT INTO t VALUES (randomblob(2000))"));
  }
};

TEST_F(Database, IsMadeForItsOwnerAloneWithTheFoldersThatAreMissing) {
  file_ = folder_ / "new/deeper/a.db";
  const auto made = open();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(mode_of(folder_ / "new"), 0700u);
  EXPECT_EQ(mode_of(folder_ / "new/deeper"), 0700u);
  EXPECT_EQ(mode_of(file_), 0600u);
  EXPECT_EQ(mode_of(file_ + "-wal"), 0600u);
}

TEST_F(Database, LeavesTheModeOfAFolderThatExists) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms{0750});
  ASSERT_TRUE(open());
  EXPECT_EQ(mode_of(folder_.path().string()), 0750u);
}

TEST_F(Database, IsSetUpAsTheDocumentationSays) {
  auto made = open();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->db.text_of("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(made->db.number_of("PRAGMA auto_vacuum"), 2);
  EXPECT_EQ(made->db.number_of("PRAGMA synchronous"), 2);
  EXPECT_EQ(made->notice, "");
  auto lower = open_database({file_, durability::normal}, simple);
  ASSERT_TRUE(lower);
  EXPECT_EQ(lower->db.number_of("PRAGMA synchronous"), 1);
}

TEST_F(Database, SpecialNamesAreFilesLikeAnyOther) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  const auto memory = open_database({":memory:"}, simple);
  const auto uri = open_database({"file:x?mode=memory"}, simple);
  std::filesystem::current_path(before);
  EXPECT_TRUE(memory);
  EXPECT_TRUE(uri);
  EXPECT_TRUE(std::filesystem::exists(folder_ / ":memory:"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "file:x?mode=memory"));
}

TEST_F(Database, AnEmptyPathAndOneWithNulAreRefused) {
  for (const auto& path : {std::string{}, std::string{"a\0b", 3}}) {
    const auto opened = open_database({path}, simple);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::invalid_input);
  }
}

TEST_F(Database, AFileInTheFoldersPlaceIsNamed) {
  std::ofstream{folder_ / "file"} << "x";
  file_ = folder_ / "file/a.db";
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::io);
  EXPECT_EQ(opened.error().message, folder_ / "file" + ": Not a directory");
}

TEST_F(Database, AFolderThatMayNotBeWrittenIsAMatterOfPermission) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms{0555});
  // root may write everywhere, so a child tries it as nobody (65534 by Debian's base-passwd)
  const auto child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0)
      ::_exit(2);
    const auto opened = open();
    ::_exit(!opened && opened.error().code == errc::permission ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Database, OneWithALostHeaderIsKeptAsideAndBegunAnew) {
  fill();
  std::fstream{file_, std::ios::in | std::ios::out} << std::string(100, '#');
  auto opened = open();
  ASSERT_TRUE(opened) << opened.error().message;
  const auto kept = set_aside();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(opened->notice,
            "the database was damaged (" + file_ + ": file is not a database); it was kept as "
                + kept[0] + " and a new one begun");
  EXPECT_EQ(opened->db.number_of("SELECT count(*) FROM t"), 0);
  EXPECT_GT(files::size_of(kept[0]), 100'000u);
  EXPECT_EQ(mode_of(file_), 0600u);
}

TEST_F(Database, OneWithADamagedPageIsKeptAsideAndBegunAnew) {
  fill();
  {
    std::fstream f{file_, std::ios::in | std::ios::out};
    f.seekp(4096L * 3); // not the first page, which opening reads anyhow
    f << std::string(4096L * 3, '#');
  }
  auto opened = open();
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_NE(opened->notice, "");
  EXPECT_EQ(set_aside().size(), 1u);
  EXPECT_EQ(opened->db.number_of("SELECT count(*) FROM t"), 0);
}

TEST_F(Database, TheLogOfADamagedOneGoesAsideWithIt) {
  fill();
  std::fstream{file_, std::ios::in | std::ios::out} << std::string(100, '#');
  std::ofstream{file_ + "-wal"} << "left over";
  ASSERT_TRUE(open());
  const auto kept = set_aside();
  ASSERT_EQ(kept.size(), 1u);
  std::string log;
  std::getline(std::ifstream{kept[0] + "-wal"}, log);
  EXPECT_EQ(log, "left over");
}

TEST_F(Database, ASecondDamageWithinTheSecondDoesNotOverwriteTheFirst) {
  for (int i = 0; i < 2; ++i) {
    fill();
    std::fstream{file_, std::ios::in | std::ios::out} << std::string(100, '#');
    ASSERT_TRUE(open());
  }
  EXPECT_EQ(set_aside().size(), 2u);
}

TEST_F(Database, ANewerOneIsRefusedAndStaysWhereItIs) {
  fill();
  {
    auto made = open();
    ASSERT_TRUE(made->db.execute("PRAGMA user_version=2"));
  }
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::storage_newer);
  EXPECT_TRUE(set_aside().empty());
}

TEST_F(Database, AnotherProgramsDatabaseIsNotEvenTouched) {
  ASSERT_TRUE(files::make_private(file_));
  {
    auto theirs = sqlite::connection::open(file_, sqlite::access::read_write, 0ms);
    ASSERT_TRUE(theirs->execute("CREATE TABLE theirs (a INTEGER)"));
  }
  EXPECT_FALSE(open());
  auto theirs = sqlite::connection::open(file_, sqlite::access::read_write, 0ms);
  EXPECT_EQ(theirs->text_of("PRAGMA journal_mode"), "delete");
}

TEST_F(Database, GrowsToItsLimitAndNotBeyond) {
  auto opened = open_database({file_, durability::normal, 0ms, 100 * 4096}, simple);
  ASSERT_TRUE(opened) << opened.error().message;
  auto& db = opened->db;
  result<void> done;
  for (int i = 0; done && i < 200; ++i)
    done = db.execute("INSERT INTO t VALUES (randomblob(4000))");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::storage);
  EXPECT_EQ(done.error().message, file_ + ": database or disk is full");
  EXPECT_TRUE(db.sound());
  const auto pages = db.number_of("PRAGMA page_count");
  EXPECT_LE(*pages, 100);
  EXPECT_GT(*pages, 90);
  ASSERT_TRUE(db.execute("DELETE FROM t"));
  EXPECT_TRUE(db.execute("INSERT INTO t VALUES (randomblob(4000))"));
}

} // namespace
} // namespace orc
