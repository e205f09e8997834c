// What a service manager is told, and when a daemon that does not answer itself is to end. Pure;
// used by service_watch.
//
// Silence is counted in questions and not by the clock: a daemon that was stopped for an hour
// (SIGSTOP, a debugger) has not been silent for an hour.
#pragma once

#include "messages/types/health.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace orc {

struct watch_policy {
  std::chrono::milliseconds period{10000};             ///< between two questions
  std::chrono::milliseconds unresponsive_exit{120000}; ///< 0: never
};

struct watch_state {
  bool ready = false;       ///< the service manager was told so
  std::string status;       ///< as it was last told
  std::uint64_t silent = 0; ///< questions in a row that were not answered
};

/// What is known now.
struct watch_look {
  bool listening = false;         ///< the HTTP gateway does
  bool checked = false;           ///< the first check of the health was made
  std::string status{};           ///< status_line() of the last check
  std::optional<bool> answered{}; ///< nothing: nobody was asked
};

struct watch_step {
  watch_state next;
  std::string notify;     ///< as sd_notify(3) takes it; empty: nothing is to be told
  std::string complaint;  ///< for the log, or empty
  bool good_news = false; ///< they answer again
  bool end = false;       ///< the daemon must end itself, with the complaint as its reason
};

[[nodiscard]] watch_step
advance(watch_state state, const watch_look& look, const watch_policy& policy);

/// "degraded: crash_detector: down; 12 agents": one line, whatever the reason holds, since each
/// line of a notification is a message of its own.
[[nodiscard]] std::string status_line(color shade, const std::string& reason, std::uint64_t agents);

/// A third of what the service manager waits for: one question may get lost. Ten seconds without
/// one, or a third of the time until the daemon ends itself.
[[nodiscard]] watch_policy watch_policy_for(std::optional<std::chrono::microseconds> watchdog,
                                            std::chrono::milliseconds unresponsive_exit);

} // namespace orc
