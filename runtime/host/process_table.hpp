// Who runs in a pane: what the kernel says of processes.
//
// Used by agent_monitor. A cycle calls glance() for each pane and asks further only where it
// differs from the cycle before; remembering is the caller's matter. Threading: the real one has no
// state and may be used by any number of threads at once.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/error.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace orc::host {

/// What one read of a pane's process tells.
struct process_glance {
  std::int64_t foreground_group = 0; ///< of its terminal; also the pid of that group's leader
  std::uint64_t start_ticks = 0;     ///< of the pane's process itself: tells a reused pid
  bool operator==(const process_glance&) const = default;
};

enum class liveness : std::uint8_t {
  gone,    ///< no such process, or another one with the same pid, or a zombie
  running, ///< it may run
  stopped, ///< by SIGSTOP, ^Z or a debugger
};

/// One that belongs to a process: beside it in its group, or below either.
struct companion {
  process_facts facts;
  std::int64_t parent = 0;
  std::int64_t group = 0;
};

inline constexpr std::size_t argv_words = 64;
inline constexpr std::size_t argv_bytes = 4096;
inline constexpr std::size_t companion_limit = 64;

class process_table {
public:
  virtual ~process_table() = default;

  /// One open, read and close. errc::not_found: there is no such process.
  virtual result<process_glance> glance(std::int64_t pid) = 0;

  /// Command and argv (at most argv_words, argv_bytes). errc::not_found.
  virtual result<process_facts> facts_of(std::int64_t pid) = 0;

  /// The leader of the foreground group of the pane's terminal; when the leader has ended, the
  /// member of that group nearest to the pane's process. errc::not_found.
  virtual result<process_facts> foreground_of(std::int64_t pane_pid) = 0;

  /// The other members of its group that a shell of the same terminal started with it, then the
  /// children of all these, their children and so on, nearest first, at most companion_limit. For
  /// pipelines (cat notes | claude) and launchers (npm, npx, sh -c): the program that counts need
  /// not be the leader. A process whose parent has ended is nobody's, and is not found.
  virtual std::vector<companion> companions_of(std::int64_t pid, int depth) = 0;

  virtual liveness liveness_of(std::int64_t pid, std::uint64_t start_ticks) = 0;
};

/// The real one. `root` is another folder than /proc only in tests.
class proc_process_table final : public process_table {
public:
  explicit proc_process_table(std::string root = "/proc");

  result<process_glance> glance(std::int64_t pid) override;
  result<process_facts> facts_of(std::int64_t pid) override;
  result<process_facts> foreground_of(std::int64_t pane_pid) override;
  std::vector<companion> companions_of(std::int64_t pid, int depth) override;
  liveness liveness_of(std::int64_t pid, std::uint64_t start_ticks) override;

private:
  std::string root_;
};

} // namespace orc::host
