// The whole daemon but its process: the actor system and the supervision tree in it.
//
// Used by main, and by the end-to-end tests that run a whole monitor inside themselves.
//
// Lifecycle:
//  1. start() makes the actor system and spawns the tree; the first cycle follows at once.
//  2. It runs until stop(), or until the root gives up: then `on_end` is called with the whole
//     chain of reasons.
//  3. reload() gives components other options while it runs.
//  4. stop() ends the components in reverse order; what was handed over is committed.
// Threading: start, reload, stop and the destructor from one thread; `on_end` is called on another.
#pragma once

#include "runtime/app/monitor_setup.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace orc {

class monitor {
public:
  explicit monitor(monitor_setup setup);
  ~monitor();
  monitor(const monitor&) = delete;
  monitor& operator=(const monitor&) = delete;

  /// Ends every component; false where one was still there at the deadline.
  bool stop(std::chrono::milliseconds deadline);

  /// What components are given from now on when they start.
  [[nodiscard]] std::shared_ptr<const monitor_setup> setup() const;

  /// Exchanges that, and starts these components anew, one after the other; supervisors with all
  /// their children. Goes on behind one that fails, and tells the first failure.
  result<void> reload(monitor_setup setup, const std::vector<std::string>& components);

  /// A component's stable name, for tests; null where there is none.
  [[nodiscard]] caf::actor component(const std::string& name) const;

private:
  [[nodiscard]] monitor_setup wired(monitor_setup setup) const;

  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace orc
