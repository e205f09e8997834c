// A tmux server of a test's own, on a private socket, with scripted agents in its panes.
#pragma once

#include <string>
#include <vector>

namespace orc::e2e {

/// A scripted agent and the pane that it was started in.
struct scripted_agent {
  std::string pane;    ///< "%3"
  std::string control; ///< FIFO; a line is a word: idle, working, waiting, die, exit, ...
  std::string log;     ///< what it says of its own states
  std::string command; ///< what the shell of its pane is told to start it
};

class tmux_server {
public:
  /// `folder` holds the socket of that name, and the agents' control files and logs.
  explicit tmux_server(std::string folder, const std::string& socket = "tmux.sock");
  ~tmux_server();
  tmux_server(const tmux_server&) = delete;
  tmux_server& operator=(const tmux_server&) = delete;

  /// The path of its socket.
  [[nodiscard]] const std::string& socket() const { return socket_; }

  /// One tmux command; its output without the last newline.
  std::string tmux(std::vector<std::string> arguments) const;

  /// A window with a shell in which a scripted agent runs; makes the session where it is missing.
  scripted_agent add_agent(const std::string& session, const std::string& window) const;

  /// A word for the agent.
  static void tell(const scripted_agent& agent, const std::string& word);

  /// Types into the pane and presses Enter.
  void type(const std::string& pane, const std::string& text) const;

  void kill() const;

private:
  std::string folder_;
  std::string socket_;
};

} // namespace orc::e2e
