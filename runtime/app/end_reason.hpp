// Why the daemon ends though no signal told it to. Used by the daemon; from any thread.
#pragma once

#include "runtime/app/signals.hpp"

#include <mutex>
#include <string>

namespace orc {

/// The first reason counts, and wakes who waits for signals.
class end_reason {
public:
  explicit end_reason(signal_inbox& signals) : signals_{signals} {}

  void give(const std::string& why) {
    const std::lock_guard lock{mutex_};
    if (why_.empty())
      why_ = why;
    signals_.wake();
  }

  [[nodiscard]] std::string get() const {
    const std::lock_guard lock{mutex_};
    return why_;
  }

private:
  signal_inbox& signals_;
  mutable std::mutex mutex_;
  std::string why_;
};

} // namespace orc
