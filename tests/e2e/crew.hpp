// Scripted agents that change their state all the time, and the history held against what they
// logged themselves.
#pragma once

#include "messages/types/record.hpp"
#include "tests/e2e/agent_log.hpp"
#include "tests/e2e/tmux_server.hpp"

#include <atomic>
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace orc::e2e {

class crew {
public:
  /// So many agents, four in each session. They stand still until work_on().
  crew(const tmux_server& server, std::size_t agents);
  ~crew();
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  [[nodiscard]] const std::vector<scripted_agent>& agents() const { return agents_; }

  /// One after the other gets another word, and none a second one within `at_least`. Until rest().
  void work_on(std::uint64_t seed, std::chrono::milliseconds at_least);
  void rest();

private:
  void run(std::uint64_t seed, std::chrono::milliseconds pause);

  std::vector<scripted_agent> agents_;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

/// What the history says of an agent that the agent itself could say, without repetitions.
std::vector<std::string> told_of(const std::vector<history_entry>& past);
/// What the agent logged, without repetitions.
std::vector<std::string> truth_of(const scripted_agent& agent);

/// What is wrong with one agent's history, or empty: an entry that does not begin where the one
/// before ended, or one that is there twice.
std::string flaw_in(const std::vector<history_entry>& past);

/// Whether `part` is what remains of `whole` when some of it is left out.
bool is_part(const std::vector<std::string>& part, const std::vector<std::string>& whole);

} // namespace orc::e2e
