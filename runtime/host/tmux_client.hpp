// How we speak to one tmux server: one short-lived client a call.
//
// Used by tmux_gateway (and later by whoever heals or notifies, each with its own). A one-shot
// client is invisible to the user: no client-attached hook, no line in list-clients.
// Threading: an implementation may be used by one thread at a time, unless it says otherwise.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

class tmux_client {
public:
  virtual ~tmux_client() = default;

  /// Runs a tmux command (several with ";" as an argument of its own between them) and returns
  /// what it printed. A failed command among others that printed something is not an error.
  /// errc::no_server, permission, timed_out, not_found, protocol, io.
  virtual result<std::string> run(const std::vector<std::string>& args,
                                  std::string_view input,
                                  std::chrono::milliseconds timeout) = 0;

  /// The server that is meant, for messages: "socket default", "/run/x/tmux.sock".
  virtual std::string where() const = 0;
};

/// Which server: a path wins over a name; with neither it is tmux's default.
struct tmux_socket {
  std::string name; ///< tmux -L
  std::string path; ///< tmux -S
};

/// The real one. May be used by any number of threads at once.
class process_tmux_client final : public tmux_client {
public:
  /// Takes the environment as it is now, without TMUX and TMUX_PANE, which would point tmux at
  /// the server that we were started in.
  explicit process_tmux_client(tmux_socket socket, std::string program = "tmux");

  result<std::string> run(const std::vector<std::string>& args,
                          std::string_view input,
                          std::chrono::milliseconds timeout) override;
  std::string where() const override;

private:
  tmux_socket socket_;
  std::vector<std::string> prefix_; ///< tmux -u [-L name | -S path]
  std::vector<std::string> environment_;
};

/// What tmux's words on stderr mean.
error classify_tmux(std::string_view words, const std::string& where);

} // namespace orc::host
