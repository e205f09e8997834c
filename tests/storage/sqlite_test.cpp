#include "storage/sqlite.hpp"

#include "storage/files.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace orc::sqlite {
namespace {

using namespace std::chrono_literals;
using test::scratch_folder;

class Sqlite : public ::testing::Test {
protected:
  scratch_folder folder_;
  std::string file_ = folder_ / "a.db";

  void SetUp() override { ASSERT_TRUE(files::make_private(file_)); }

  connection open(std::chrono::milliseconds wait = 0ms) {
    auto db = connection::open(file_, access::read_write, wait);
    EXPECT_TRUE(db) << db.error().message;
    return std::move(*db);
  }
};

TEST_F(Sqlite, AMissingFileIsNamedInTheError) {
  const auto db = connection::open(folder_ / "none.db", access::read_only, 0ms);
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().code, errc::storage);
  EXPECT_EQ(db.error().message, folder_ / "none.db" + ": unable to open database file");
}

TEST_F(Sqlite, AnErrorCarriesSqlitesWords) {
  auto db = open();
  const auto done = db.execute("SELECT * FROM nowhere");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, file_ + ": no such table: nowhere");
  EXPECT_TRUE(db.sound());
}

TEST_F(Sqlite, AnyBytesComeBackFromTextAndEmptyTextIsNotNull) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL) STRICT"));
  auto put = db.prepare("INSERT INTO t VALUES (?, ?)");
  ASSERT_TRUE(put);
  const std::string with_nul{"a\0b", 3};
  ASSERT_TRUE(put->text(test::all_bytes()).text({}).run());
  ASSERT_TRUE(put->text(with_nul).text("x").run()); // bound anew after run()
  auto got = db.prepare("SELECT a, b FROM t ORDER BY rowid");
  ASSERT_TRUE(got->fetch().value());
  EXPECT_EQ(got->read_text(), test::all_bytes());
  EXPECT_EQ(got->read_text(), "");
  ASSERT_TRUE(got->fetch().value());
  EXPECT_EQ(got->read_text(), with_nul);
  EXPECT_FALSE(got->fetch().value());
}

TEST_F(Sqlite, NullAndZeroStayApart) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE t (a INTEGER, b INTEGER) STRICT"));
  auto put = db.prepare("INSERT INTO t VALUES (?, ?)");
  ASSERT_TRUE(put->maybe(std::optional<int>{}).maybe(std::optional<int>{0}).run());
  auto got = db.prepare("SELECT a, b FROM t");
  ASSERT_TRUE(got->fetch().value());
  EXPECT_EQ(got->read_maybe_int(), std::nullopt);
  EXPECT_EQ(got->read_maybe_int(), 0);
}

TEST_F(Sqlite, AStatementThatFailedCanBeUsedAgain) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT"));
  auto put = db.prepare("INSERT INTO t VALUES (?)");
  ASSERT_TRUE(put->number(1).run());
  const auto twice = put->number(1).run();
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("UNIQUE constraint failed: t.a"), std::string::npos);
  EXPECT_TRUE(put->number(2).run());
}

TEST_F(Sqlite, OneParameterTooManyIsAnErrorOfRun) {
  auto db = open();
  auto asked = db.prepare("SELECT ?");
  EXPECT_FALSE(asked->number(1).number(2).run());
  EXPECT_TRUE(asked->number(1).run());
}

TEST_F(Sqlite, ADroppedTransactionLeavesNothing) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE t (a INTEGER) STRICT"));
  {
    auto all = transaction::begin(db);
    ASSERT_TRUE(all);
    ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(db.number_of("SELECT count(*) FROM t"), 0);
  {
    auto all = transaction::begin(db);
    ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1)"));
    ASSERT_TRUE(all->commit());
  }
  EXPECT_EQ(db.number_of("SELECT count(*) FROM t"), 1);
}

TEST_F(Sqlite, ASecondWriterIsBusyUntilTheFirstIsDone) {
  auto first = open();
  auto second = open();
  auto held = transaction::begin(first);
  ASSERT_TRUE(held);
  {
    const auto refused = transaction::begin(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::busy);
    EXPECT_EQ(refused.error().message, file_ + ": database is locked");
    EXPECT_TRUE(second.sound());
  }
  ASSERT_TRUE(held->commit());
  EXPECT_TRUE(transaction::begin(second));
}

TEST_F(Sqlite, AReaderMayNotWrite) {
  ASSERT_TRUE(open().execute("CREATE TABLE t (a INTEGER) STRICT"));
  auto reader = connection::open(file_, access::read_only, 0ms);
  ASSERT_TRUE(reader);
  const auto done = reader->execute("INSERT INTO t VALUES (1)");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::permission);
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsDamaged) {
  ASSERT_TRUE(open().execute("CREATE TABLE t (a INTEGER) STRICT"));
  std::filesystem::resize_file(file_, 0);
  {
    std::FILE* f = std::fopen(file_.c_str(), "w");
    std::fputs(std::string(4096, 'x').c_str(), f);
    std::fclose(f);
  }
  auto db = open();
  EXPECT_FALSE(db.damaged());
  EXPECT_FALSE(db.number_of("PRAGMA user_version"));
  EXPECT_TRUE(db.damaged());
  EXPECT_FALSE(db.sound());
}

TEST_F(Sqlite, ACopyHoldsEverything) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (7)"));
  ASSERT_TRUE(db.copy_to(folder_ / "copy.db"));
  auto copy = connection::open(folder_ / "copy.db", access::read_only, 0ms);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->number_of("SELECT a FROM t"), 7);
}

} // namespace
} // namespace orc::sqlite
