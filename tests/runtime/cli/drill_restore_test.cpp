#include "runtime/cli/drill_restore.hpp"

#include "storage/history_store.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace orc::cli {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class DrillRestore : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string live_ = folder_ / "live.db";
  history_store store_ = history_store::open({live_, durability::normal, 1s}).value();

  DrillRestore() {
    const auto epoch = store_.grant("agent_monitor", wall_time{})->epoch;
    for (std::uint64_t i = 1; i <= 3; ++i)
      EXPECT_TRUE(
          store_.write({epoch, {{i, fleet_event{"session_opened", "s", "", "x", {}}}}}, {}));
  }

  static context as_json() {
    context c;
    c.json = true;
    return c;
  }
};

TEST_F(DrillRestore, ProvesTheDatabaseAndTakesTheCopyAwayAgain) {
  const auto done = drill_restore(as_json(), {.database = live_});
  ASSERT_EQ(done.status, 0) << done.out << done.err;
  const auto told = json::parse(done.out);
  EXPECT_TRUE(told.at("restored").as_bool());
  EXPECT_EQ(told.at("contents").at("events").as_int64(), 3);
  EXPECT_EQ(told.at("source").at("events").as_int64(), 3);
  EXPECT_GT(told.at("bytes").as_int64(), 0);
  const std::filesystem::path into{told.at("into").as_string().c_str()};
  EXPECT_FALSE(std::filesystem::exists(into));
  EXPECT_FALSE(std::filesystem::exists(into.parent_path()));
}

TEST_F(DrillRestore, SaysInWordsWhatItDid) {
  const auto done = drill_restore({}, {.database = live_});
  EXPECT_EQ(done.status, 0);
  EXPECT_NE(done.out.find("0 agents, 0 transitions, 3 events"), std::string::npos) << done.out;
  EXPECT_NE(done.out.find("nothing is missing"), std::string::npos) << done.out;
}

TEST_F(DrillRestore, KeepsTheCopyWhereItIsTold) {
  const auto into = folder_ / "new";
  const auto done = drill_restore({}, {.database = live_, .into = into, .keep = true});
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_TRUE(std::filesystem::exists(into + "/state.db"));
  const auto again = drill_restore({}, {.database = live_, .into = into});
  EXPECT_EQ(again.status, 73);
  EXPECT_TRUE(std::filesystem::exists(into + "/state.db"));
}

TEST_F(DrillRestore, LeavesWhatElseIsInTheFolder) {
  std::ofstream{folder_ / "mine"} << "x";
  ASSERT_EQ(drill_restore({}, {.database = live_, .into = folder_.path().string()}).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mine"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state.db"));
}

TEST_F(DrillRestore, ProvesABackupThatWasMadeBefore) {
  ASSERT_EQ(drill_restore({}, {.database = live_, .into = folder_ / "b", .keep = true}).status, 0);
  const auto backup = folder_ / "b/state.db";
  const auto done = drill_restore(as_json(), {.backup = backup});
  ASSERT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_TRUE(json::parse(done.out).at("source").is_null());
  EXPECT_TRUE(std::filesystem::exists(backup));
}

TEST_F(DrillRestore, ABackupThatIsNoneIsNotRestored) {
  const auto file = folder_ / "no.db";
  std::ofstream{file} << std::string(8192, 'x');
  const auto done = drill_restore({}, {.backup = file});
  EXPECT_EQ(done.status, 1);
  EXPECT_NE(done.err.find("not a database"), std::string::npos) << done.err;
  EXPECT_FALSE(
      json::parse(drill_restore(as_json(), {.backup = file}).out).at("restored").as_bool());
}

TEST_F(DrillRestore, WithoutADatabaseThereIsNothingToRestore) {
  EXPECT_EQ(drill_restore({}, {.database = folder_ / "none.db"}).status, 66);
  EXPECT_EQ(drill_restore({}, {.database = live_, .into = "/proc/nowhere/x"}).status, 73);
}

} // namespace
} // namespace orc::cli
