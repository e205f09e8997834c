// A tmux that misbehaves: a program of that name for the daemon's PATH, and a server in fits.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <thread>

namespace orc::e2e {

/// Stands before the real tmux and does what the test wishes first. Used by one test at a time.
class odd_tmux {
public:
  /// Makes the program in a folder of its own below `folder`.
  explicit odd_tmux(const std::string& folder);

  /// A value for PATH with which it is found first.
  [[nodiscard]] std::string path() const;

  /// Shell text that each further call runs before the real tmux, which is "$tmux"; empty: none.
  void before_tmux(const std::string& script) const;

  /// tmux commands, to be run once, right before the next batch of captures.
  void once_before_captures(const std::string& commands) const;

  /// Whether they were run.
  [[nodiscard]] bool was_used() const;

private:
  void put(const std::string& name, const std::string& text) const;

  std::string folder_;
};

/// A process that is stopped until this goes.
class frozen {
public:
  explicit frozen(pid_t pid);
  ~frozen();
  frozen(const frozen&) = delete;
  frozen& operator=(const frozen&) = delete;

private:
  pid_t pid_;
};

/// Stops a process and lets it go on, five times a second, until destroyed: it runs a third of the
/// time.
class stutter {
public:
  explicit stutter(pid_t pid);
  ~stutter();
  stutter(const stutter&) = delete;
  stutter& operator=(const stutter&) = delete;

private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

} // namespace orc::e2e
