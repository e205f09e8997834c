#include "actors/history_reader/history_reader.hpp"

#include "storage/history_store.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/virtual_time.hpp"

#include <fstream>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::becomes;
using test::happens;

class HistoryReader : public virtual_time {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "state.db";
  history_reader_actor reader_ = spawn(history_reader, history_reader_options{file_, 0ms});

  void write(std::vector<record> records) {
    auto store = history_store::open({file_, durability::normal, 0ms});
    ASSERT_TRUE(store) << store.error().message;
    ASSERT_TRUE(store->write({1, std::move(records)}, at(1)));
  }

  auto history_of(const std::string& agent) {
    return ask_now<history_page>(reader_, history_query{agent, 0, 10});
  }

  self_report report() { return *ask_now<self_report>(reader_, heartbeat_atom_v); }
};

TEST_F(HistoryReader, IsGreenBeforeAnybodyAsks) {
  EXPECT_EQ(report().own, color::green);
}

TEST_F(HistoryReader, SaysThatThereIsNoDatabaseUntilThereIsOne) {
  const auto refused = history_of("x-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), caf::make_error(errc::storage));
  EXPECT_EQ(report().own, color::yellow);
  EXPECT_NE(report().reason.find("there is no history yet"), std::string::npos);
  write({becomes(1, "x-1", agent_state::idle)});
  const auto page = history_of("x-1");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->items.size(), 1u);
  EXPECT_EQ(report().own, color::green);
}

TEST_F(HistoryReader, TellsAnAgentThatNeverWasFromOneWithoutEntries) {
  write({becomes(1, "x-1", agent_state::idle)});
  EXPECT_TRUE(history_of("x-1")->known);
  EXPECT_FALSE(history_of("x-2")->known);
}

TEST_F(HistoryReader, AnswersWithTheNewestEvents) {
  write({happens(1, "session_opened"), happens(2, "session_closed")});
  event_query newest;
  newest.limit = 1;
  const auto events = ask_now<event_entries>(reader_, newest);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().what.type, "session_closed");
}

TEST_F(HistoryReader, ReadsTheNewFileWhenAnotherStandsInItsPlace) {
  write({becomes(1, "x-1", agent_state::idle)});
  ASSERT_TRUE(history_of("x-1")->known);
  std::filesystem::rename(file_, folder_ / "old.db");
  EXPECT_FALSE(history_of("x-1")); // nothing is there, and the old one is not read on
  write({becomes(1, "x-2", agent_state::idle)});
  EXPECT_FALSE(history_of("x-1")->known);
  EXPECT_TRUE(history_of("x-2")->known);
}

TEST_F(HistoryReader, ADamagedFileIsAnErrorAndNoCrash) {
  std::ofstream{file_} << std::string(5000, '#');
  const auto refused = history_of("x-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), caf::make_error(errc::storage));
  EXPECT_EQ(report().own, color::yellow);
  EXPECT_TRUE(std::filesystem::exists(file_)); // setting it aside is the writer's business
}

} // namespace
} // namespace orc
