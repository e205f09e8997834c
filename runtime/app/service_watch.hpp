// The overseer: asks the actors whether they still answer, and tells the service manager
// (sd_notify(3)) how the daemon is. Without a service manager it does the same and tells the log.
//
// Used by the daemon alone.
//
// Lifecycle:
//  1. Made before the monitor, whose components note what they know.
//  2. start() begins a thread that asks in each period. READY follows the first check of the
//     health once the gateway listens, WATCHDOG each answer; where answers stay out, nothing does,
//     and the service manager ends the daemon. Where they stay out for too long, `on_silence` is
//     called once with the sentence to end with.
//  3. reloading() and reloaded() stand around a reload.
//  4. stop() says STOPPING, before the monitor is stopped, and asks no more. join() waits for a
//     question that may still be open: after the monitor has stopped, before it is destroyed.
// Threading: the note_ functions from any thread, everything else from one.
#pragma once

#include "runtime/app/watch_step.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace orc {

/// How often the service manager wants to hear of us (WATCHDOG_USEC), or nothing.
[[nodiscard]] std::optional<std::chrono::microseconds> wanted_watchdog();

class service_watch {
public:
  /// Asks, and says whether all answered within that time.
  using question = std::function<bool(std::chrono::milliseconds)>;

  explicit service_watch(watch_policy policy);
  ~service_watch();
  service_watch(const service_watch&) = delete;
  service_watch& operator=(const service_watch&) = delete;

  void start(question ask, std::function<void(const std::string&)> on_silence);
  void reloading();
  void reloaded();
  void stop();
  void join();

  void note_listening();
  void note_check(std::string status);

private:
  void run(const question& ask, const std::function<void(const std::string&)>& on_silence);
  bool perform(const watch_step& step);
  void change(const std::function<void(watch_look&)>& how);

  const watch_policy policy_;
  std::thread thread_;
  std::mutex mutex_; ///< of what follows
  std::condition_variable changed_;
  watch_look known_;
  bool news_ = false;
  bool ready_ = false;
  bool stop_ = false;
};

} // namespace orc
