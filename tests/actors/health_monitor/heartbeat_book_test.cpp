#include "actors/health_monitor/heartbeat_book.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using namespace std::chrono_literals;

constexpr steady_time t0{1h};

component_facts life(std::uint64_t incarnation) {
  component_facts f;
  f.name = "x";
  f.incarnation = incarnation;
  return f;
}

TEST(HeartbeatBook, KnowsNothingOfWhoWasNeverAsked) {
  EXPECT_EQ(heartbeat_book{}.find(life(1)), nullptr);
}

TEST(HeartbeatBook, AnAnswerEndsARowOfMisses) {
  heartbeat_book book;
  book.missed(life(1));
  book.missed(life(1));
  EXPECT_EQ(book.find(life(1))->missed, 2u);
  book.answered(life(1), t0, t0 + 5ms, {});
  EXPECT_EQ(book.find(life(1))->missed, 0u);
  EXPECT_EQ(book.find(life(1))->took, 5ms);
}

TEST(HeartbeatBook, AnotherLifeStartsClean) {
  heartbeat_book book;
  book.missed(life(1));
  EXPECT_EQ(book.find(life(2)), nullptr);
  book.missed(life(2));
  EXPECT_EQ(book.find(life(2))->missed, 1u);
  EXPECT_EQ(book.find(life(1)), nullptr);
}

TEST(HeartbeatBook, ForgetsWhoIsGone) {
  heartbeat_book book;
  book.missed(life(1));
  book.forget("x");
  EXPECT_EQ(book.find(life(1)), nullptr);
}

} // namespace
} // namespace orc
