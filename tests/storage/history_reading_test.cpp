#include "storage/history_reading.hpp"

#include "storage/history_store.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::becomes;
using test::happens;
using test::leaves;

class HistoryReading : public ::testing::Test {
protected:
  test::scratch_folder folder_;
  std::string file_ = folder_ / "state.db";

  history_store writer() {
    return std::move(*history_store::open({file_, durability::normal, 0ms}));
  }

  history_reading reader() {
    auto opened = history_reading::open(file_, 0ms);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
};

std::vector<std::int64_t> seconds_of(const history_page& page) {
  std::vector<std::int64_t> out;
  for (const auto& e : page.items)
    out.push_back(e.at.time_since_epoch().count() / 1000);
  return out;
}

using numbers = std::vector<std::int64_t>;

TEST_F(HistoryReading, SaysThatThereIsNoDatabaseYet) {
  const auto opened = history_reading::open(file_, 0ms);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::storage);
  EXPECT_EQ(opened.error().message,
            file_ + ": there is no history yet, the database does not exist");
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(HistoryReading, SaysThatTheDatabaseIsBeingSetUp) {
  ASSERT_TRUE(files::make_private(file_));
  const auto opened = history_reading::open(file_, 0ms);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, file_ + ": the database is being set up");
}

TEST_F(HistoryReading, RefusesANewerDatabase) {
  static_cast<void>(writer());
  {
    auto db = sqlite::connection::open(file_, sqlite::access::read_write, 0ms);
    ASSERT_TRUE(db->execute("PRAGMA user_version=999"));
  }
  const auto opened = history_reading::open(file_, 0ms);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::storage_newer);
}

TEST_F(HistoryReading, GivesOneAgentsHistoryNewestFirstInPages) {
  auto store = writer();
  ASSERT_TRUE(store.write({1,
                           {becomes(1, "x-1", agent_state::working),
                            becomes(2, "x-2", agent_state::working),
                            becomes(3, "x-1", agent_state::idle),
                            becomes(4, "x-1", agent_state::working),
                            leaves(5, "x-2")}},
                          at(1)));
  auto past = reader();
  const auto first = past.page({"x-1", 0, 2});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->known);
  EXPECT_EQ(seconds_of(*first), (numbers{4, 3}));
  EXPECT_EQ(first->items[1].says.state, agent_state::idle);
  const auto second = past.page({"x-1", first->items.back().id, 2});
  EXPECT_EQ(seconds_of(*second), numbers{1});
  const auto last = past.page({"x-1", second->items.back().id, 2});
  EXPECT_TRUE(last->known); // no more entries is not the same as no such agent
  EXPECT_TRUE(last->items.empty());
}

TEST_F(HistoryReading, GivesTheHistoryOfAllTogether) {
  auto store = writer();
  ASSERT_TRUE(store.write({1,
                           {becomes(1, "x-1", agent_state::working),
                            becomes(2, "x-2", agent_state::idle),
                            happens(3, "session_opened"),
                            becomes(4, "x-3", agent_state::working)}},
                          at(1)));
  auto past = reader();
  const auto page = past.page({"", 0, 2});
  EXPECT_EQ(seconds_of(*page), (numbers{4, 2}));
  EXPECT_EQ(seconds_of(*past.page({"", page->items.back().id, 2})), numbers{1});
}

TEST_F(HistoryReading, AnEntryHoldsWhatWasWritten) {
  auto store = writer();
  transition t;
  t.agent = test::hostile_agent();
  t.from = agent_state::waiting_input;
  t.first = true;
  t.closed = true;
  ASSERT_TRUE(store.write({1, {{1, t}}}, at(1)));
  const auto page = reader().page({"abc123-7", 0, 10});
  ASSERT_EQ(page->items.size(), 1u);
  const auto& e = page->items[0];
  EXPECT_EQ(e.agent_id, "abc123-7");
  EXPECT_EQ(e.name, t.agent.where.name);
  EXPECT_EQ(e.kind, t.agent.where.kind);
  EXPECT_EQ(e.at, t.agent.since);
  EXPECT_EQ(e.from, agent_state::waiting_input);
  EXPECT_TRUE(e.first);
  EXPECT_TRUE(e.closed);
  EXPECT_EQ(e.says, t.agent.says);
}

TEST_F(HistoryReading, KnowsAnAgentThatLeftAndNotOneThatNeverCame) {
  auto store = writer();
  ASSERT_TRUE(store.write({1, {becomes(1, "x-1", agent_state::idle), leaves(2, "x-1")}}, at(1)));
  auto past = reader();
  EXPECT_TRUE(past.was_seen("x-1").value());
  EXPECT_FALSE(past.was_seen("x-2").value());
  EXPECT_FALSE(past.page({"x-2", 0, 10})->known);
  EXPECT_FALSE(past.page({"x-1' OR '1'='1", 0, 10})->known);
}

TEST_F(HistoryReading, AnEmptyHistoryOfAllIsKnown) {
  static_cast<void>(writer());
  const auto page = reader().page({});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->known);
  EXPECT_TRUE(page->items.empty());
}

TEST_F(HistoryReading, TakesLimitsBeyondTheirBoundsAsTheNearest) {
  auto store = writer();
  std::vector<record> many;
  for (std::uint64_t i = 1; i <= 1001; ++i)
    many.push_back(becomes(i, "x-1", agent_state::idle));
  ASSERT_TRUE(store.write({1, many}, at(1)));
  auto past = reader();
  EXPECT_EQ(past.page({"", 0, 0})->items.size(), 1u);
  EXPECT_EQ(past.page({"", 0, 999})->items.size(), 999u);
  EXPECT_EQ(past.page({"", 0, 1001})->items.size(), 1000u);
  EXPECT_EQ(past.page({"", ~std::uint64_t{0}, 4})->items.size(), 4u);
}

TEST_F(HistoryReading, GivesTheNewestEvents) {
  auto store = writer();
  fleet_event renamed{"session_renamed", "run-s1", test::all_bytes(), "after", at(77)};
  ASSERT_TRUE(store.write({1, {happens(1, "session_opened"), {2, renamed}}}, at(1)));
  auto past = reader();
  const auto events = past.events({"", "", 0, 1});
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1u);
  const auto& e = events->front().what;
  EXPECT_EQ(e.type, "session_renamed");
  EXPECT_EQ(e.subject, "run-s1");
  EXPECT_EQ(e.before, test::all_bytes());
  EXPECT_EQ(e.after, "after");
  EXPECT_EQ(e.at, at(77));
  EXPECT_EQ(past.events({"", "", 0, 10})->size(), 2u);
}

TEST_F(HistoryReading, PagesAndFiltersEvents) {
  auto store = writer();
  record_batch batch{1, {}};
  for (std::uint64_t n = 1; n <= 6; ++n) {
    const auto* type = n % 2 == 0 ? "session_closed" : "session_opened";
    const auto* subject = n <= 3 ? "s-1" : "s-2";
    batch.records.push_back(
        {n, fleet_event{type, subject, "", "", at(static_cast<std::int64_t>(n) * 1000)}});
  }
  ASSERT_TRUE(store.write(batch, at(9)));
  auto past = reader();
  const auto times = [&](const event_query& query) {
    numbers out;
    const auto found = past.events(query);
    for (const auto& e : found.value())
      out.push_back(e.what.at.time_since_epoch().count() / 1000);
    return out;
  };
  EXPECT_EQ(times({"session_opened", ""}), (numbers{5, 3, 1}));
  EXPECT_EQ(times({"", "s-1"}), (numbers{3, 2, 1}));
  EXPECT_EQ(times({"session_closed", "s-2"}), (numbers{6, 4}));
  EXPECT_EQ(times({"", "", 0, 100, at(2000), at(5000)}), (numbers{4, 3, 2}));
  const auto newest = past.events({"", "s-1", 0, 2}).value();
  EXPECT_EQ(times({"", "s-1", newest.back().id, 2}), (numbers{1}));
}

TEST_F(HistoryReading, FiltersTransitionsByStateAndTime) {
  auto store = writer();
  record_batch batch{1, {}};
  for (std::uint64_t n = 1; n <= 4; ++n)
    batch.records.push_back(
        becomes(n, n == 4 ? "x-2" : "x-1", n % 2 == 0 ? agent_state::idle : agent_state::working));
  ASSERT_TRUE(store.write(batch, at(9)));
  auto past = reader();
  const auto all = past.page({"", 0, 10}).value().items;
  ASSERT_EQ(all.size(), 4U);
  const auto times = [&](const history_query& query) {
    return seconds_of(past.page(query).value());
  };
  EXPECT_EQ(times({"", 0, 10, agent_state::idle}).size(), 2U);
  EXPECT_EQ(times({"x-1", 0, 10, agent_state::idle}).size(), 1U);
  EXPECT_EQ(times({"x-1", 0, 10, std::nullopt, all[2].at, all[1].at}),
            (numbers{all[2].at.time_since_epoch().count() / 1000}));
  EXPECT_TRUE(past.page({"x-1", 0, 10, agent_state::crashed}).value().known);
}

TEST_F(HistoryReading, SeesWhatIsCommittedWhileItIsOpen) {
  auto store = writer();
  auto past = reader();
  EXPECT_TRUE(past.page({})->items.empty());
  ASSERT_TRUE(store.write({1, {becomes(1, "x-1", agent_state::idle)}}, at(1)));
  EXPECT_EQ(past.page({})->items.size(), 1u);
}

TEST_F(HistoryReading, NoticesThatTheFileWasReplaced) {
  static_cast<void>(writer());
  auto past = reader();
  EXPECT_FALSE(past.replaced());
  std::filesystem::rename(file_, file_ + ".old");
  EXPECT_TRUE(past.replaced());
  static_cast<void>(writer());
  EXPECT_TRUE(past.replaced());
}

} // namespace
} // namespace orc
