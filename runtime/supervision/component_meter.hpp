// Counts what one incarnation of a component does, and is where faults on purpose are armed.
//
// Used by the supervisor, which makes one for every start and reads it, and by the metered actor,
// which writes it.
// Threading: any thread; the actor's own thread writes all but `enqueued` and `fault`.
#pragma once

#include "messages/types/health.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace orc {

class injected_crash : public std::runtime_error {
public:
  injected_crash() : std::runtime_error("a crash on purpose") {}
};

class component_meter {
public:
  /// Real time even where actors live on a virtual one: it measures the machine.
  using clock = std::chrono::steady_clock;

  void enqueued() { enqueued_.fetch_add(1, std::memory_order_relaxed); }

  /// Around one message. Performs the fault that is armed; may throw injected_crash.
  void begin_message();
  void end_message();

  /// Around a slice of work of the actor's thread: any number of messages.
  class slice {
  public:
    explicit slice(component_meter& meter);
    ~slice();
    slice(const slice&) = delete;
    slice& operator=(const slice&) = delete;

  private:
    component_meter& meter_;
    std::int64_t began_;
  };

  [[nodiscard]] component_usage usage() const;

  /// Takes effect with the next message; a hang that lasts ends with `none`.
  void arm(component_fault fault);

private:
  void perform_fault();

  std::atomic<std::uint64_t> enqueued_{0};
  std::atomic<std::uint64_t> handled_{0};
  std::atomic<std::int64_t> busy_ns_{0};
  std::atomic<std::int64_t> cpu_ns_{0};
  std::atomic<std::int64_t> handling_since_ns_{0}; // 0: no handler runs
  std::atomic<fault_kind> fault_{fault_kind::none};
  std::atomic<std::int64_t> fault_ms_{0};
};

/// The sum over two lives: what grows is added, what is of the moment is `now`'s.
component_usage operator+(const component_usage& before, const component_usage& now);

} // namespace orc
