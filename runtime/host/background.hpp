// Programs that go on without us: started into the background, watched, signalled by their pid.
// Used by `tmux-orc monitor start` and `stop`. Threading: from any thread.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orc::host {

struct background_order {
  std::vector<std::string> argv;        ///< argv[0] is looked for in PATH
  std::vector<std::string> environment; ///< "NAME=value" each; nothing is inherited beyond it
  std::string output;                   ///< a file to which standard output and error are appended
};

/// Its pid. It has a session of its own, so that it neither ends with our terminal nor hears its
/// ^C, and nothing on standard input; the working folder stays. errc::io, permission.
result<std::int64_t> start_in_background(const background_order& order);

/// A process that is meant, whoever else gets its pid later (pidfd_open(2)).
class known_process {
public:
  /// errc::not_found, io.
  static result<known_process> open(std::int64_t pid);

  known_process(known_process&& other) noexcept;
  known_process& operator=(known_process&&) = delete;
  ~known_process();

  /// errc::permission, not_found: it has ended.
  [[nodiscard]] result<void> signal(int number) const;
  /// True once it has ended; false where it still lives after so long.
  [[nodiscard]] bool wait(std::chrono::milliseconds timeout) const;
  /// Its exit status, or 128 + signal: of a child of ours that has ended, nothing of any other.
  [[nodiscard]] std::optional<int> status() const;

private:
  explicit known_process(int fd) : fd_(fd) {}

  int fd_;
};

/// proc_pid_comm(5), empty where there is no such process.
std::string command_of(std::int64_t pid);

/// Since when it runs, in seconds; nothing where there is no such process.
std::optional<double> uptime_of(std::int64_t pid);

} // namespace orc::host
