#include "storage/history_reading.hpp"
#include "storage/history_store.hpp"
#include "tests/storage/records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdint>
#include <signal.h>
#include <unistd.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

/// Writes for ever, and tells what was acknowledged down the pipe.
[[noreturn]] void write_until_killed(const std::string& path, int pipe) {
  auto store = history_store::open({path, durability::full, 0ms});
  if (!store)
    ::_exit(1);
  const auto granted = store->grant("child", test::at(1));
  if (!granted || ::write(pipe, &granted->epoch, sizeof granted->epoch) < 0)
    ::_exit(1);
  for (std::uint64_t next = 1;; next += 3) {
    std::vector<record> three;
    for (std::uint64_t i = next; i < next + 3; ++i)
      three.push_back(test::becomes(i, "x-1", agent_state::idle));
    const auto ack = store->write({granted->epoch, three}, test::at(1));
    if (!ack || ::write(pipe, &ack->sequence, sizeof ack->sequence) < 0)
      ::_exit(1);
  }
}

/// Kills a writer after its `count`th acknowledgement: the epoch and the last acknowledged
/// sequence.
std::pair<std::uint64_t, std::uint64_t> kill_a_writer(const std::string& path, int count) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const auto child = ::fork();
  if (child == 0)
    write_until_killed(path, ends[1]);
  ::close(ends[1]);
  std::uint64_t epoch = 0;
  std::uint64_t acknowledged = 0;
  EXPECT_EQ(::read(ends[0], &epoch, sizeof epoch), static_cast<ssize_t>(sizeof epoch));
  for (int i = 0; i < count; ++i)
    EXPECT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged),
              static_cast<ssize_t>(sizeof acknowledged));
  ::kill(child, SIGKILL); // it may be in the middle of a commit now
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  for (std::uint64_t more = 0; ::read(ends[0], &more, sizeof more) == sizeof more;)
    acknowledged = more; // told, but not yet read when it was killed
  ::close(ends[0]);
  return {epoch, acknowledged};
}

TEST(KilledWriter, LeavesEverythingThatItAcknowledged) {
  const test::scratch_folder folder;
  const auto path = folder / "state.db";
  std::uint64_t entries = 0;
  std::uint64_t last_epoch = 0;
  for (const int count : {1, 7, 40}) {
    const auto [epoch, acknowledged] = kill_a_writer(path, count);
    EXPECT_GT(epoch, last_epoch);
    last_epoch = epoch;
    auto store = history_store::open({path, durability::full, 0ms});
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ(store->notice(), "");
    const auto last = store->write({epoch, {}}, test::at(1))->sequence;
    EXPECT_GE(last, acknowledged);
    EXPECT_EQ(last % 3, 0u); // batches are whole
    const auto granted = store->grant("next", test::at(1));
    ASSERT_EQ(granted->agents.size(), 1u);
    EXPECT_EQ(granted->agents[0].since, test::at(static_cast<std::int64_t>(last) * 1000));
    auto past = history_reading::open(path, 0ms);
    ASSERT_TRUE(past);
    entries += last;
    EXPECT_EQ(past->page({"x-1", 0, 1000})->items.size(), entries);
  }
}

} // namespace
} // namespace orc
