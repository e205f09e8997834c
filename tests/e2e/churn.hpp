// Somebody who splits, resizes, swaps, moves and kills panes as fast as tmux lets him.
#pragma once

#include "tests/e2e/tmux_server.hpp"

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace orc::e2e {

class churn {
public:
  /// New panes run `command`; there are about `panes` of them at any time. Begins at once, ends
  /// with the destructor.
  churn(const tmux_server& server, std::string command, std::size_t panes);
  ~churn();
  churn(const churn&) = delete;
  churn& operator=(const churn&) = delete;

  /// Changes that were ordered so far.
  [[nodiscard]] int changes() const { return changes_; }

private:
  void run();
  std::string next_change(const std::vector<std::string>& panes);
  const std::string& one_of(const std::vector<std::string>& words);

  const tmux_server& server_;
  std::string command_;
  std::size_t panes_;
  std::mt19937 dice_{20261124}; // NOLINT: the same changes each time
  std::atomic<int> changes_{0};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

} // namespace orc::e2e
