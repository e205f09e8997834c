// A whole monitor inside the test, on the test's own tmux server, so that components can be
// crashed.
#pragma once

#include "runtime/app/monitor.hpp"
#include "tests/e2e/api.hpp"

#include <memory>
#include <string>

namespace orc::e2e {

class monitor_in_test {
public:
  monitor_in_test(const std::string& tmux_socket, const std::string& database);

  [[nodiscard]] const api& http() const { return api_; }

  [[nodiscard]] const monitor& whole() const { return *monitor_; }

  bool stop() { return monitor_->stop(std::chrono::seconds{10}); }

  /// Crashes a component as a bug of its own would; detectors included.
  void crash(const std::string& component) const;

private:
  std::uint16_t port_;
  api api_;
  std::unique_ptr<monitor> monitor_;
};

} // namespace orc::e2e
