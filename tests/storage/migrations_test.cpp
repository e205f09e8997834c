#include "storage/migrations.hpp"

#include "storage/files.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <array>

namespace orc {
namespace {

using namespace std::chrono_literals;
using sqlite::access;
using sqlite::connection;

constexpr std::array one{migration{1, "CREATE TABLE t (a INTEGER) STRICT"}};
constexpr std::array two{one[0], migration{2, "ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 5"}};
constexpr std::array broken{one[0],
                            migration{2, "INSERT INTO t (a) VALUES (99)"},
                            migration{3, "INSERT INTO nowhere VALUES (1)"}};

class Migrations : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "a.db";

  void SetUp() override { ASSERT_TRUE(files::make_private(file_)); }

  connection open() { return std::move(*connection::open(file_, access::read_write, 0ms)); }

  void make_version_one() {
    auto db = open();
    ASSERT_TRUE(migrate(db, one));
    ASSERT_TRUE(db.execute("INSERT INTO t VALUES (1)"));
  }
};

TEST_F(Migrations, TheSchemaAscendsByOneFromOne) {
  const auto steps = storage_schema();
  ASSERT_FALSE(steps.empty());
  for (std::size_t i = 0; i < steps.size(); ++i)
    EXPECT_EQ(steps[i].version, static_cast<int>(i) + 1);
}

TEST_F(Migrations, AnEmptyFileGetsEveryVersionAndNoCopy) {
  auto db = open();
  const auto report = migrate(db, two);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->from, 0);
  EXPECT_EQ(report->to, 2);
  EXPECT_EQ(report->backup, "");
  EXPECT_EQ(db.number_of("PRAGMA user_version"), 2);
  EXPECT_EQ(db.number_of("PRAGMA application_id"), storage_application_id);
}

TEST_F(Migrations, AnOlderDatabaseIsCopiedFirstAndKeepsItsData) {
  make_version_one();
  auto db = open();
  const auto report = migrate(db, two);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->from, 1);
  EXPECT_EQ(report->backup, file_ + ".v1.bak");
  EXPECT_EQ(db.number_of("SELECT b FROM t WHERE a = 1"), 5);
  auto copy = connection::open(report->backup, access::read_only, 0ms);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->number_of("PRAGMA user_version"), 1);
  EXPECT_EQ(copy->number_of("SELECT a FROM t"), 1);
  EXPECT_FALSE(copy->number_of("SELECT b FROM t"));
  const auto mode = std::filesystem::status(report->backup).permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0600u);
  EXPECT_FALSE(std::filesystem::exists(report->backup + ".part"));
}

TEST_F(Migrations, VersionTwoKeepsTheComponentEventsThatHadNoKey) {
  const auto steps = storage_schema();
  auto db = open();
  ASSERT_TRUE(migrate(db, steps.first(1)));
  ASSERT_TRUE(db.execute("INSERT INTO component_events (at, component, parent, type, incarnation,"
                         " restarts, reason) VALUES (1, 'a', 'root', 'started', 1, 0, ''),"
                         " (2, 'b', 'root', 'started', 1, 0, '')"));
  ASSERT_TRUE(migrate(db, steps));
  EXPECT_EQ(db.number_of("SELECT count(*) FROM component_events WHERE epoch IS NULL"), 2);
}

TEST_F(Migrations, RowsFromBeforeVersionThreeDidNotCountBackgroundTasks) {
  const auto steps = storage_schema();
  auto db = open();
  ASSERT_TRUE(migrate(db, steps.first(2)));
  ASSERT_TRUE(db.execute("INSERT INTO transitions VALUES (1, 1, 1, 1, 'a', 'a', 'claude', 'd', 's',"
                         " 's', 'idle', 0, 0, 'working', 'r', 'e', 1, '', 0, 0, '', 0, 0, '')"));
  ASSERT_TRUE(migrate(db, steps));
  EXPECT_EQ(db.number_of("SELECT count(*) FROM transitions WHERE background_tasks IS NULL"), 1);
}

TEST_F(Migrations, TheSameVersionIsLeftAlone) {
  make_version_one();
  auto db = open();
  const auto report = migrate(db, one);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->from, 1);
  EXPECT_EQ(report->backup, "");
  EXPECT_EQ(db.number_of("SELECT count(*) FROM t"), 1);
}

TEST_F(Migrations, AFailureInTheMiddleLeavesTheDatabaseAsItWas) {
  make_version_one();
  auto db = open();
  const auto report = migrate(db, broken);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message, file_ + ": no such table: nowhere (in migration 3)");
  EXPECT_FALSE(db.in_transaction());
  EXPECT_EQ(db.number_of("PRAGMA user_version"), 1);
  EXPECT_EQ(db.number_of("SELECT count(*) FROM t"), 1);
}

TEST_F(Migrations, ANewerDatabaseIsRefused) {
  {
    auto db = open();
    ASSERT_TRUE(migrate(db, two));
  }
  auto db = open();
  const auto report = migrate(db, one);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, errc::storage_newer);
  EXPECT_EQ(report.error().message,
            file_ + ": written by a newer program (database version 2, this program knows 1)");
}

TEST_F(Migrations, AnotherProgramsDatabaseIsLeftAlone) {
  auto db = open();
  ASSERT_TRUE(db.execute("CREATE TABLE theirs (a INTEGER)"));
  for (const char* version : {"0", "1"}) {
    ASSERT_TRUE(db.execute(std::string{"PRAGMA user_version="} + version));
    const auto report = migrate(db, one);
    ASSERT_FALSE(report) << version;
    EXPECT_EQ(report.error().code, errc::storage);
    EXPECT_EQ(report.error().message, file_ + ": a database of another program; it is left alone");
  }
  EXPECT_EQ(db.number_of("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(Migrations, WaitsForNobodyWhoHoldsTheLock) {
  make_version_one();
  auto holder = open();
  auto held = sqlite::transaction::begin(holder);
  ASSERT_TRUE(held);
  auto db = open();
  const auto report = migrate(db, two);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, errc::busy);
}

} // namespace
} // namespace orc
