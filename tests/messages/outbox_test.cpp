#include "messages/types/outbox.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

fleet_event event(const char* type) {
  return {type, "s", "", "", {}};
}

std::vector<std::uint64_t> sequences(const std::optional<record_batch>& batch) {
  std::vector<std::uint64_t> out;
  if (batch)
    for (const auto& r : batch->records)
      out.push_back(r.sequence);
  return out;
}

using numbers = std::vector<std::uint64_t>;

TEST(Outbox, HoldsEverythingBackUntilItHasAnEpoch) {
  outbox box;
  box.add(event("a"));
  EXPECT_FALSE(box.unsent());
  box.open(7);
  const auto batch = box.unsent();
  EXPECT_EQ(sequences(batch), numbers{1});
  EXPECT_EQ(batch->epoch, 7u);
}

TEST(Outbox, HandsEachRecordOverOnce) {
  outbox box;
  box.open(1);
  box.add(event("a"));
  EXPECT_EQ(sequences(box.unsent()), numbers{1});
  EXPECT_FALSE(box.unsent());
  box.add(event("b"));
  EXPECT_EQ(sequences(box.unsent()), numbers{2});
}

TEST(Outbox, KeepsWhatWasNotAcknowledgedAndSendsItAgain) {
  outbox box;
  box.open(1);
  for (int i = 0; i < 3; ++i)
    box.add(event("x"));
  ASSERT_TRUE(box.unsent());
  box.acknowledge({1, 1});
  EXPECT_EQ(box.size(), 2u);
  box.resend();
  EXPECT_EQ(sequences(box.unsent()), (numbers{2, 3}));
}

TEST(Outbox, AnAcknowledgementBetweenTwoSendsLosesNothing) {
  outbox box;
  box.open(1);
  box.add(event("a"));
  ASSERT_TRUE(box.unsent());
  box.add(event("b"));
  box.acknowledge({1, 1});
  EXPECT_EQ(sequences(box.unsent()), numbers{2});
}

TEST(Outbox, IgnoresAnAcknowledgementOfAnotherEpoch) {
  outbox box;
  box.open(2);
  box.add(event("a"));
  ASSERT_TRUE(box.unsent());
  box.acknowledge({1, 1});
  EXPECT_EQ(box.size(), 1u);
}

TEST(Outbox, NumbersFromOneInEachEpoch) {
  outbox box;
  box.open(1);
  for (int i = 0; i < 3; ++i)
    box.add(event("x"));
  ASSERT_TRUE(box.unsent());
  box.acknowledge({1, 2});
  box.open(2);
  box.add(event("y"));
  const auto batch = box.unsent();
  EXPECT_EQ(sequences(batch), (numbers{1, 2}));
  EXPECT_EQ(batch->epoch, 2u);
}

} // namespace
} // namespace orc
