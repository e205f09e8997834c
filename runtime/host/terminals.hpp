// Which processes run on the terminals of tmux's panes, found from the processes' side: /proc is
// walked, and whoever has a pane's terminal as its own is taken.
//
// Used by agent_census, so that the monitor is checked by another way than its own: another list of
// tmux, no pane's process, no foreground group to begin with.
// Threading: one thread at a time. Blocks for tmux's answers and, with a thousand processes, for
// some ten milliseconds in /proc.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/terminal.hpp"
#include "runtime/host/tmux_client.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

class terminal_watcher {
public:
  virtual ~terminal_watcher() = default;

  /// errc::unavailable: no server that runs could be read.
  virtual result<terminal_look> look() = 0;
};

/// A server to be asked.
struct named_client {
  std::string server;
  std::shared_ptr<tmux_client> client;
};

/// The real one.
class proc_terminal_watcher final : public terminal_watcher {
public:
  /// `servers` is called at each look.
  proc_terminal_watcher(std::function<std::vector<named_client>()> servers,
                        std::chrono::milliseconds timeout,
                        std::string proc = "/proc");

  result<terminal_look> look() override;

private:
  std::function<std::vector<named_client>()> servers_;
  std::chrono::milliseconds timeout_;
  std::string proc_;
};

/// tmux's arguments for a list of panes with their terminals; the answer is for the parser.
[[nodiscard]] std::vector<std::string> terminals_args(std::string_view nonce);

/// One pane of that list.
struct listed_terminal {
  std::string pane;
  std::string path; ///< of its terminal's device
  bool dead = false;
  std::string session_name;
  std::string window_name;
};

/// A pane that is linked into two sessions comes twice. errc::protocol.
[[nodiscard]] result<std::vector<listed_terminal>> parse_terminals(std::string_view text,
                                                                   std::string_view nonce);

/// Nothing where it is no terminal.
[[nodiscard]] std::optional<terminal_number> terminal_at(const std::string& path);

} // namespace orc::host
