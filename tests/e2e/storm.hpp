// Parts of the storm: agents that follow a script of their own and log it, somebody who kills
// components, and somebody who asks all the while.
#pragma once

#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/tmux_server.hpp"

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace orc::e2e {

/// Starts an agent as its pane's own program. Each step of its script takes `least` to twice that;
/// it begins again at the end, until it is told a word.
scripted_agent add_storm_agent(const tmux_server& server,
                               const std::string& folder,
                               int number,
                               std::chrono::milliseconds least,
                               std::mt19937& dice);

/// What became of a crowd of requests.
struct requests_seen {
  std::uint64_t answered = 0; ///< 200, or 503 and 504 with their reason
  std::uint64_t refused = 0;  ///< nobody listened, or the connection was closed
  std::uint64_t wrong = 0;    ///< another status
  double slowest = 0;         ///< seconds until any of them was answered or refused
  std::string example;        ///< of a wrong one
};

/// Asks for one thing after the other without a pause, until it is destroyed.
class pesterer {
public:
  explicit pesterer(std::uint16_t port);
  ~pesterer();
  pesterer(const pesterer&) = delete;
  pesterer& operator=(const pesterer&) = delete;

  requests_seen stop();

private:
  void run();
  void ask(const std::string& path);

  std::uint16_t port_;
  std::atomic<bool> over_{false};
  requests_seen seen_;
  std::thread thread_;
};

/// A component as the API tells it.
struct storm_target {
  std::string name;
  std::string parent;
  std::string state;
  std::int64_t incarnation = 0;
  double load_seconds = -1; ///< from its start until it answered; -1: not told
};

/// Kills components one by one, never so that a supervisor would give up.
class storm_maker {
public:
  storm_maker(const daemon_program& daemon, unsigned seed);

  /// All but the root and what is not there for long. Empty while nobody answers.
  [[nodiscard]] std::vector<storm_target> targets() const;

  /// Crashes each of these so many times, in random order, with a random pause of `least` to
  /// half as much again after each. "session_detector" stands for a random one.
  void storm(const std::vector<std::string>& names, int times, std::chrono::milliseconds least);

  /// Has it crash in its next message. False when the daemon refused.
  [[nodiscard]] bool crash(const std::string& name) const;

  /// Waits until it runs as another life than that.
  [[nodiscard]] bool is_back(const std::string& name, std::int64_t before) const;

  [[nodiscard]] storm_target find(const std::string& name) const;

  struct figures {
    std::map<std::string, int> kills;
    std::map<std::string, std::vector<double>> loads; ///< seconds from start to first answer
    std::vector<std::string> lost;                    ///< who did not come back
  };

  [[nodiscard]] const figures& seen() const { return seen_; }

private:
  void kill_one(const std::string& name);
  [[nodiscard]] std::string choose(const std::string& name);
  void wait_for_budget(const std::string& supervisor);

  const daemon_program& daemon_;
  std::mt19937 dice_;
  std::map<std::string, std::deque<std::chrono::steady_clock::time_point>> spent_;
  figures seen_;
};

/// Kilobytes that the process holds in memory (proc_pid_status(5), VmRSS).
long resident_kb(pid_t pid);

} // namespace orc::e2e
