#include "runtime/supervision/component_meter.hpp"

#include <algorithm>
#include <ctime>
#include <thread>

namespace orc {
namespace {

constexpr std::chrono::milliseconds look_again{5}; // at whether a hang was taken back

std::int64_t steady_ns() {
  return std::chrono::nanoseconds{component_meter::clock::now().time_since_epoch()}.count();
}

/// Of the calling thread. // clock_gettime(2), CLOCK_THREAD_CPUTIME_ID
std::int64_t cpu_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * std::int64_t{1'000'000'000} + t.tv_nsec;
}

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

} // namespace

void component_meter::begin_message() {
  handling_since_ns_.store(steady_ns(), std::memory_order_relaxed);
  if (fault_.load(std::memory_order_relaxed) != fault_kind::none)
    perform_fault();
}

void component_meter::end_message() {
  const auto since = handling_since_ns_.exchange(0, std::memory_order_relaxed);
  busy_ns_.fetch_add(steady_ns() - since, std::memory_order_relaxed);
  handled_.fetch_add(1, std::memory_order_relaxed);
}

void component_meter::arm(component_fault fault) {
  fault_ms_.store(fault.lasts.count(), std::memory_order_relaxed);
  fault_.store(fault.kind, std::memory_order_release);
}

void component_meter::perform_fault() {
  const auto kind = fault_.load(std::memory_order_acquire);
  const std::chrono::milliseconds lasts{fault_ms_.load(std::memory_order_relaxed)};
  if (kind == fault_kind::slow) {
    std::this_thread::sleep_for(lasts);
  } else if (kind == fault_kind::crash) {
    auto armed = fault_kind::crash;
    fault_.compare_exchange_strong(armed, fault_kind::none);
    throw injected_crash{};
  } else if (kind == fault_kind::hang) {
    const auto until = clock::now() + lasts;
    while (fault_.load(std::memory_order_relaxed) == fault_kind::hang
           && (lasts.count() == 0 || clock::now() < until))
      std::this_thread::sleep_for(look_again);
    auto armed = fault_kind::hang;
    fault_.compare_exchange_strong(armed, fault_kind::none); // another may be armed by now
  }
}

component_meter::slice::slice(component_meter& meter) : meter_(meter), began_(cpu_ns()) {}

component_meter::slice::~slice() {
  meter_.cpu_ns_.fetch_add(cpu_ns() - began_, std::memory_order_relaxed);
}

component_usage component_meter::usage() const {
  component_usage u;
  u.messages = handled_.load(std::memory_order_relaxed);
  const auto in = enqueued_.load(std::memory_order_relaxed);
  const auto since = handling_since_ns_.load(std::memory_order_relaxed);
  const std::uint64_t taken = u.messages + (since != 0 ? 1 : 0);
  u.depth = in > taken ? in - taken : 0;
  u.busy_seconds = seconds(busy_ns_.load(std::memory_order_relaxed));
  u.cpu_seconds = seconds(cpu_ns_.load(std::memory_order_relaxed));
  u.handling_seconds = since != 0 ? seconds(std::max<std::int64_t>(steady_ns() - since, 1)) : 0;
  return u;
}

component_usage operator+(const component_usage& before, const component_usage& now) {
  auto sum = now;
  sum.messages += before.messages;
  sum.busy_seconds += before.busy_seconds;
  sum.cpu_seconds += before.cpu_seconds;
  return sum;
}

} // namespace orc
