// A producer's copy of what is not yet on disk. Pure; used by every actor that writes history.
#pragma once

#include "messages/types/record.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace orc {

/// Lifecycle:
///  1. open(epoch) when state_keeper granted one; records added earlier are numbered then.
///  2. add() numbers and keeps a record. Beyond the limit the oldest is dropped, and counted.
///  3. next() hands over the oldest records, one batch at a time.
///  4. acknowledge() forgets what is committed; refuse() keeps it all. The next next() begins with
///     the oldest that is left, so a long outage costs one bounded batch at each try.
///  5. rest() gives all that is left, for an owner that comes to its end.
/// Not thread-safe: one outbox belongs to one actor.
class outbox {
public:
  static constexpr std::size_t most_in_a_batch = 2000;

  explicit outbox(std::size_t limit = 20000) : limit_{limit} {}

  void open(std::uint64_t epoch) {
    epoch_ = epoch;
    under_way_ = false;
    last_ = 0; // an epoch begins with 1: a gap shows even when its very first batch was lost
    for (auto& r : kept_)
      r.sequence = ++last_;
  }

  [[nodiscard]] bool is_open() const { return epoch_ != 0; }

  [[nodiscard]] std::size_t size() const { return kept_.size(); }

  /// Since its beginning.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }

  void add(recordable what) {
    if (kept_.size() >= limit_) {
      kept_.pop_front();
      ++dropped_;
    }
    kept_.push_back(record{++last_, std::move(what)});
  }

  /// Nothing where the outbox is closed or empty, or a batch was not answered yet.
  [[nodiscard]] std::optional<record_batch> next() {
    if (!is_open() || under_way_ || kept_.empty())
      return std::nullopt;
    under_way_ = true;
    return batch_from(0);
  }

  /// In order, whatever is under way; nothing where the outbox is closed. Each batch waits for the
  /// one before: where that cannot be written none of the later ones is.
  [[nodiscard]] std::vector<record_batch> rest() const {
    std::vector<record_batch> out;
    for (std::size_t at = 0; is_open() && at < kept_.size(); at += most_in_a_batch)
      out.emplace_back(batch_from(at)).orphaned = true;
    return out;
  }

  void refuse() { under_way_ = false; }

  void acknowledge(const record_ack& ack) {
    if (ack.epoch != epoch_)
      return;
    under_way_ = false;
    while (!kept_.empty() && kept_.front().sequence <= ack.sequence) {
      kept_.pop_front();
      ++acknowledged_;
    }
  }

private:
  [[nodiscard]] record_batch batch_from(std::size_t at) const {
    const auto first = kept_.begin() + static_cast<std::ptrdiff_t>(at);
    const auto n = std::min(kept_.size() - at, most_in_a_batch);
    // what stood before the front was acknowledged or dropped: none of it will ever be sent again
    return record_batch{
        epoch_, {first, first + static_cast<std::ptrdiff_t>(n)}, kept_.front().sequence - 1};
  }

  std::size_t limit_;
  std::uint64_t epoch_ = 0; // 0: none granted yet
  std::uint64_t last_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t acknowledged_ = 0;
  bool under_way_ = false;
  std::deque<record> kept_;
};

} // namespace orc
