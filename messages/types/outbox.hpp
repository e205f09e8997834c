// A producer's copy of what is not yet on disk. Pure; used by every actor that writes history.
#pragma once

#include "messages/types/record.hpp"

#include <deque>
#include <optional>
#include <utility>

namespace orc {

/// Lifecycle:
///  1. open(epoch) when state_keeper granted one; records added earlier are numbered then.
///  2. add() numbers and keeps a record.
///  3. unsent() gives what was never handed over; resend() what was, but not acknowledged.
///  4. acknowledge() forgets what is committed.
/// Not thread-safe: one outbox belongs to one actor.
class outbox {
public:
  void open(std::uint64_t epoch) {
    epoch_ = epoch;
    sent_ = 0;
    last_ = 0; // an epoch begins with 1: a gap shows even when its very first batch was lost
    for (auto& r : kept_)
      r.sequence = ++last_;
  }

  [[nodiscard]] bool is_open() const { return epoch_ != 0; }

  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  [[nodiscard]] std::size_t size() const { return kept_.size(); }

  void add(recordable what) { kept_.push_back(record{++last_, std::move(what)}); }

  /// Nothing where the outbox is closed or all was handed over.
  [[nodiscard]] std::optional<record_batch> unsent() {
    if (!is_open() || sent_ >= kept_.size())
      return std::nullopt;
    record_batch batch{epoch_, {kept_.begin() + static_cast<std::ptrdiff_t>(sent_), kept_.end()}};
    sent_ = kept_.size();
    return batch;
  }

  /// The next unsent() starts again with the oldest record that was not acknowledged.
  void resend() { sent_ = 0; }

  void acknowledge(const record_ack& ack) {
    if (ack.epoch != epoch_)
      return;
    while (!kept_.empty() && kept_.front().sequence <= ack.sequence) {
      kept_.pop_front();
      sent_ -= sent_ > 0 ? 1 : 0;
    }
  }

private:
  std::uint64_t epoch_ = 0; // 0: none granted yet
  std::uint64_t last_ = 0;
  std::size_t sent_ = 0;
  std::deque<record> kept_;
};

} // namespace orc
