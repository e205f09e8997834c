// The real daemon on a tmux server of the test's own, five cycles a second.
//
// What it says of an odd tmux is asked over HTTP; what it recorded is read from its database.
#pragma once

#include "messages/types/record.hpp"
#include "tests/e2e/api.hpp"
#include "tests/e2e/program.hpp"

#include <functional>
#include <string>
#include <vector>

namespace orc::e2e {

class daemon_program {
public:
  /// Its configuration, database and log are made in `folder`. `sections` are added to the
  /// configuration; `wrapper` is a command that executes the daemon: {"env", "PATH=..."}; `flags`
  /// are further arguments of it.
  /// Returns once it is ready.
  daemon_program(const std::string& folder,
                 const boost::json::object& sections,
                 std::vector<std::string> wrapper = {},
                 const std::vector<std::string>& flags = {});

  [[nodiscard]] const api& http() const { return http_; }

  [[nodiscard]] bool is_running() { return program_.is_running(); }

  [[nodiscard]] pid_t pid() const { return program_.pid(); }

  /// Its exit status, or -1 when it still runs after so many seconds.
  [[nodiscard]] int wait(double seconds) { return program_.wait(seconds); }

  [[nodiscard]] std::string control_socket() const { return folder_ + "/state.sock"; }

  void signal(int number) const { program_.signal(number); }

  [[nodiscard]] std::string config_file() const { return folder_ + "/monitor.json"; }

  /// What it printed and logged.
  [[nodiscard]] std::string said() const;

  /// /health as it is now; empty when there was no answer.
  [[nodiscard]] boost::json::object health() const;

  /// How many finished cycles that began after `since` /health needed to be of this colour, with
  /// these words in its reason. 99 when it never was.
  [[nodiscard]] int
  cycles_until(const std::string& color, const std::string& words, const std::string& since) const;

  /// Waits until so many further cycles have been finished. False when they never were.
  [[nodiscard]] bool let_pass(int cycles) const;

  /// Transitions of one agent, or of all, the oldest first.
  [[nodiscard]] std::vector<history_entry> history(const std::string& agent_id = {}) const;

  /// The states of one agent's transitions.
  [[nodiscard]] std::vector<std::string> states(const std::string& agent_id) const;

  [[nodiscard]] std::vector<fleet_event> events() const;

private:
  std::string folder_;
  child_program program_;
  api http_;
};

/// The sections that make it watch the server on that socket and no other one.
boost::json::object watching(const std::string& socket);

/// False for evidence that names another pane than that agent's. Agents that are told apart by
/// their screens write "of %3." on them; a narrow pane may cut that.
bool is_of(const std::string& evidence, const std::string& agent_id);

} // namespace orc::e2e
