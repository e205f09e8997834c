#include "storage/spool_format.hpp"

#include "storage/batch_codec.hpp"
#include "tests/storage/records.hpp"

#include <gtest/gtest.h>

namespace orc {
namespace {

using test::at;
using test::happens;

spool_format::contents scan(const std::string& file) {
  return spool_format::scan(file.size(), [&](std::uint64_t offset, std::size_t bytes) {
    return file.substr(std::min<std::size_t>(offset, file.size()), bytes);
  });
}

record_batch three_kinds() {
  transition t;
  t.agent = test::hostile_agent();
  t.agent.where.role = "reviewer";
  t.agent.where.held = true;
  t.from = agent_state::error;
  t.first = true;
  t.closed = true;
  component_entry c;
  c.at = at(-5);
  c.what.type = "crashed";
  c.what.facts.name = "idle_analyzer";
  c.what.facts.parent = "modular";
  c.what.facts.incarnation = ~std::uint64_t{0};
  c.what.facts.restarts = 3;
  c.what.facts.last_reason = test::all_bytes() + std::string(1, '\0') + "end";
  return {7, {{5, t}, {6, fleet_event{"a", test::all_bytes(), "", "d", at(9)}}, {7, c}}, 4};
}

/// As versions before background_tasks wrote it: one byte less, for the number that is not there.
TEST(BatchCodec, ReadsTransitionsThatAnEarlierVersionSpooled) {
  transition t;
  t.agent = test::agent("abc123-7", agent_state::idle);
  t.agent.says.details.elapsed = "3s";
  auto bytes = encode_batch({7, {{5, t}}, 4});
  const auto kind = 8 + 8 + 4 + 8; // behind epoch, given up, count and sequence
  const auto absent = bytes.find("3s") + 2;
  ASSERT_EQ(bytes[kind], '\3');
  ASSERT_EQ(bytes[absent], '\0');
  bytes[kind] = '\0';
  bytes.erase(absent, 1);
  const auto back = decode_batch(bytes);
  ASSERT_TRUE(back) << back.error().message;
  const auto& then = std::get<transition>(back->records.at(0).what).agent;
  EXPECT_TRUE(test::same(then, t.agent));
  EXPECT_EQ(then.says.details.background_tasks, std::nullopt);
}

TEST(BatchCodec, GivesBackEveryFieldByteForByte) {
  const auto given = three_kinds();
  const auto back = decode_batch(encode_batch(given));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->epoch, 7u);
  EXPECT_EQ(back->given_up, 4u);
  ASSERT_EQ(back->records.size(), 3u);
  EXPECT_EQ(back->records[2].sequence, 7u);
  const auto& t = std::get<transition>(back->records[0].what);
  EXPECT_TRUE(test::same(t.agent, std::get<transition>(given.records[0].what).agent));
  EXPECT_EQ(t.from, agent_state::error);
  EXPECT_TRUE(t.first && t.closed);
  const auto& e = std::get<fleet_event>(back->records[1].what);
  EXPECT_EQ(e.subject, test::all_bytes());
  EXPECT_EQ(e.at, at(9));
  const auto& c = std::get<component_entry>(back->records[2].what);
  EXPECT_EQ(c.at, at(-5));
  EXPECT_EQ(c.what.facts.incarnation, ~std::uint64_t{0});
  EXPECT_EQ(c.what.facts.last_reason,
            std::get<component_entry>(given.records[2].what).what.facts.last_reason);
}

TEST(BatchCodec, RefusesABatchThatWasCutAnywhereOrGrew) {
  const auto whole = encode_batch(three_kinds());
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(decode_batch(std::string_view{whole}.substr(0, n))) << n;
  EXPECT_FALSE(decode_batch(whole + '\0'));
}

TEST(BatchCodec, RefusesABatchWithoutRecordsOrWithOneOfNoKnownKind) {
  EXPECT_FALSE(decode_batch(encode_batch({1, {}, 0})));
  auto bytes = encode_batch({1, {happens(1, "a")}, 0});
  bytes[8 + 8 + 4 + 8] = 3; // behind epoch, given_up, count, sequence
  EXPECT_FALSE(decode_batch(bytes));
}

class SpoolFormat : public ::testing::Test {
protected:
  std::string one_ = spool_format::encode(three_kinds());
  std::string two_ = spool_format::encode({7, {happens(8, "b")}, 0});
  std::string three_ = spool_format::encode({8, {happens(1, "c"), happens(2, "d")}, 0});
  std::string file_ = one_ + two_ + three_;
};

TEST_F(SpoolFormat, FindsEveryFrameAndItsRecords) {
  const auto found = scan(file_);
  ASSERT_EQ(found.frames.size(), 3u);
  EXPECT_EQ(found.frames[1].offset, one_.size());
  EXPECT_EQ(found.frames[0].records, 3u);
  EXPECT_EQ(found.frames[2].records, 2u);
  EXPECT_EQ(found.end, file_.size());
  EXPECT_EQ(found.damaged_bytes, 0u);
}

TEST_F(SpoolFormat, AFileCutAnywhereKeepsItsWholeFramesAndHasNoDamage) {
  for (std::size_t n = 0; n <= file_.size(); ++n) {
    const auto found = scan(file_.substr(0, n));
    const std::size_t whole =
        (n >= one_.size()) + (n >= one_.size() + two_.size()) + (n == file_.size());
    EXPECT_EQ(found.frames.size(), whole) << n;
    EXPECT_EQ(found.damaged_bytes, 0u) << n;
    EXPECT_EQ(found.end, whole == 0 ? 0 : found.frames.back().end()) << n;
  }
}

TEST_F(SpoolFormat, AnyFlippedByteCostsItsOwnFrameAloneAndIsNoticed) {
  for (std::size_t n = 0; n < file_.size(); ++n) {
    auto damaged = file_;
    damaged[n] = static_cast<char>(damaged[n] ^ 0x10);
    const auto found = scan(damaged);
    EXPECT_EQ(found.frames.size(), 2u) << n;
    EXPECT_GT(found.damaged_bytes, 0u) << n;
    EXPECT_LE(found.damaged_at, n);
    EXPECT_EQ(found.end, file_.size()) << n;
  }
}

TEST_F(SpoolFormat, ZerosAtTheEndAreWhatAPowerCutLeaves) {
  const auto found = scan(file_ + std::string(70000, '\0'));
  EXPECT_EQ(found.frames.size(), 3u);
  EXPECT_EQ(found.damaged_bytes, 0u);
  EXPECT_EQ(found.end, file_.size());
}

TEST_F(SpoolFormat, FindsTheNextFrameBehindALongStretchOfRubbish) {
  for (const std::size_t n : {1U, 23U, 24U, 65535U, 65536U, 65537U, 200000U}) {
    const auto found = scan(one_ + std::string(n, 'x') + two_);
    ASSERT_EQ(found.frames.size(), 2u) << n;
    EXPECT_EQ(found.damaged_bytes, n);
    EXPECT_EQ(found.damaged_at, one_.size());
  }
}

TEST_F(SpoolFormat, ATextThatLooksLikeAFrameIsNotTakenForOne) {
  const auto bait = spool_format::encode({9, {happens(1, "bait")}, 0});
  auto file = spool_format::encode({7, {happens(1, bait)}, 0});
  file.back() = static_cast<char>(file.back() ^ 1); // its payload is damaged, its header is not
  EXPECT_EQ(scan(file + two_).frames.size(), 1u);
}

TEST_F(SpoolFormat, AHeaderInATextBehindDamageHidesNoFrame) {
  const auto large = spool_format::encode({9, {happens(1, std::string(5000, 'x'))}, 0});
  auto file =
      spool_format::encode({7, {happens(1, large.substr(0, spool_format::header_bytes))}, 0});
  file[0] = 'x';                                 // the header within is found first
  for (const std::size_t behind : {0U, 6000U}) { // the made-up frame does not fit, and does
    const auto found = scan(file + two_ + std::string(behind, '\0') + three_);
    EXPECT_EQ(found.frames.size(), 2u) << behind;
    EXPECT_EQ(found.damaged_bytes, file.size() + behind);
  }
}

TEST_F(SpoolFormat, WhatCannotBeReadInTheMiddleIsDamageAndNoTornTail) {
  const auto bad = one_.size() + two_.size();
  for (const std::size_t readable : {std::size_t{0}, std::size_t{23}}) {
    const auto found =
        spool_format::scan(file_.size(), [&](std::uint64_t offset, std::size_t bytes) {
          return offset < bad + readable
                     ? file_.substr(offset, std::min(bytes, bad + readable - offset))
                     : std::string{};
        });
    EXPECT_EQ(found.frames.size(), 2u);
    EXPECT_EQ(found.damaged_at, bad);
    EXPECT_EQ(found.damaged_bytes, three_.size());
    EXPECT_EQ(found.end, file_.size()); // nothing of it will be overwritten
  }
}

} // namespace
} // namespace orc
