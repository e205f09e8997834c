#include "messages/types/outbox.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

std::vector<std::uint64_t> sequences(const std::optional<record_batch>& batch) {
  std::vector<std::uint64_t> out;
  if (batch)
    for (const auto& r : batch->records)
      out.push_back(r.sequence);
  return out;
}

void add(outbox& box, std::size_t times) {
  for (std::size_t i = 0; i < times; ++i)
    box.add(fleet_event{"x", "s", "", "", {}});
}

outbox open_box(std::size_t limit = 100) {
  outbox box{limit};
  box.open(1);
  return box;
}

using numbers = std::vector<std::uint64_t>;

TEST(Outbox, HoldsEverythingBackUntilItHasAnEpoch) {
  outbox box;
  add(box, 1);
  EXPECT_FALSE(box.next());
  box.open(7);
  const auto batch = box.next();
  EXPECT_EQ(sequences(batch), numbers{1});
  EXPECT_EQ(batch->epoch, 7u);
}

TEST(Outbox, HandsOverOneBatchUntilItWasAnswered) {
  auto box = open_box();
  add(box, 1);
  EXPECT_EQ(sequences(box.next()), numbers{1});
  add(box, 1);
  EXPECT_FALSE(box.next());
  box.acknowledge({1, 1});
  EXPECT_EQ(sequences(box.next()), numbers{2});
  EXPECT_EQ(box.acknowledged(), 1u);
}

TEST(Outbox, KeepsWhatWasNotAcknowledgedAndSendsItAgain) {
  auto box = open_box();
  add(box, 3);
  ASSERT_TRUE(box.next());
  box.acknowledge({1, 1});
  EXPECT_EQ(box.size(), 2u);
  EXPECT_EQ(sequences(box.next()), (numbers{2, 3}));
  box.refuse();
  EXPECT_EQ(sequences(box.next()), (numbers{2, 3}));
}

TEST(Outbox, NeverWaitsForWhatWasAcknowledgedThoughItMayBeLost) {
  auto box = open_box();
  add(box, 3);
  EXPECT_EQ(box.next()->given_up, 0u);
  box.acknowledge({1, 2});
  EXPECT_EQ(box.next()->given_up, 2u);
  EXPECT_EQ(box.dropped(), 0u);
}

TEST(Outbox, IgnoresAnAcknowledgementOfAnotherEpoch) {
  auto box = open_box();
  add(box, 1);
  ASSERT_TRUE(box.next());
  box.acknowledge({2, 1});
  EXPECT_EQ(box.size(), 1u);
  EXPECT_FALSE(box.next()); // still under way
}

TEST(Outbox, GivesAllThatIsLeftInBatchesThatWaitForEachOther) {
  outbox closed;
  add(closed, 1);
  EXPECT_TRUE(closed.rest().empty()); // what has no epoch has no key
  auto box = open_box(3 * outbox::most_in_a_batch);
  EXPECT_TRUE(box.rest().empty());
  add(box, 1);
  ASSERT_TRUE(box.next());
  box.acknowledge({1, 1});
  add(box, outbox::most_in_a_batch + 1);
  ASSERT_TRUE(box.next()); // under way
  const auto rest = box.rest();
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].records.size(), outbox::most_in_a_batch);
  EXPECT_EQ(rest[1].records.size(), 1u);
  EXPECT_EQ(rest[0].records.front().sequence, 2u);
  EXPECT_TRUE(rest[0].orphaned);
  EXPECT_TRUE(rest[1].orphaned);
  EXPECT_EQ(rest[0].given_up, 1u);
  EXPECT_EQ(rest[1].given_up, 1u);
}

TEST(Outbox, NumbersFromOneInEachEpoch) {
  auto box = open_box();
  add(box, 3);
  ASSERT_TRUE(box.next());
  box.acknowledge({1, 2});
  box.open(2);
  add(box, 1);
  const auto batch = box.next();
  EXPECT_EQ(sequences(batch), (numbers{1, 2}));
  EXPECT_FALSE(batch->orphaned);
  EXPECT_EQ(batch->epoch, 2u);
}

TEST(Outbox, SendsNoMoreThanABatchHoldsAtOnce) {
  auto box = open_box(2 * outbox::most_in_a_batch);
  add(box, outbox::most_in_a_batch + 1);
  EXPECT_EQ(box.next()->records.size(), outbox::most_in_a_batch);
  box.acknowledge({1, outbox::most_in_a_batch});
  EXPECT_EQ(sequences(box.next()), numbers{outbox::most_in_a_batch + 1});
}

TEST(Outbox, DropsTheOldestBeyondItsLimitAndSaysThatNobodyNeedsToWaitForThem) {
  auto box = open_box(3);
  add(box, 3);
  EXPECT_EQ(box.dropped(), 0u);
  EXPECT_EQ(box.next()->given_up, 0u);
  box.refuse();
  add(box, 2);
  EXPECT_EQ(box.dropped(), 2u);
  const auto batch = box.next();
  EXPECT_EQ(sequences(batch), (numbers{3, 4, 5}));
  EXPECT_EQ(batch->given_up, 2u);
}

TEST(Outbox, WhatWasDroppedBeforeAnEpochLeavesNoGapInIt) {
  outbox box{2};
  add(box, 5);
  EXPECT_EQ(box.dropped(), 3u);
  box.open(4);
  const auto batch = box.next();
  EXPECT_EQ(sequences(batch), (numbers{1, 2}));
  EXPECT_EQ(batch->given_up, 0u);
}

TEST(Outbox, ABatchUnderWayMayBeAcknowledgedThoughPartOfItWasDropped) {
  auto box = open_box(3);
  add(box, 3);
  ASSERT_TRUE(box.next());
  add(box, 2); // drops 1 and 2
  box.acknowledge({1, 3});
  EXPECT_EQ(sequences(box.next()), (numbers{4, 5}));
  EXPECT_EQ(box.acknowledged(), 1u);
}

} // namespace
} // namespace orc
