// Which tmux servers there are: those that were configured, and those of this user that run now.
//
// Used by agent_monitor, which looks every few seconds, and by the composition, which makes a
// gateway for a name.
//
// A running server is found by its process and the socket that it listens on, in /proc: so it does
// not matter whether it was named with -L, -S or TMUX_TMPDIR, and a socket that a dead server left
// behind is none.
// Threading: find() from one thread at a time, path_of() from any.
#pragma once

#include "runtime/host/tmux_client.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace orc::host {

/// A server beside the first one.
struct server_address {
  std::string name; ///< unique among the servers, URL-safe: what it is called in agents' names
  std::string path; ///< of its socket
  bool operator==(const server_address&) const = default;
};

class server_finder {
public:
  virtual ~server_finder() = default;

  /// Every server but the first, ordered by name. A configured one is always among them.
  virtual std::vector<server_address> find() = 0;

  /// The socket of a server that find() has named.
  virtual std::optional<std::string> path_of(const std::string& name) const = 0;
};

/// The folder in which this user's tmux puts the sockets that -L names: tmux(1), FILES.
[[nodiscard]] std::string socket_folder();

/// The path that tmux uses for a socket; `folder` is socket_folder().
[[nodiscard]] std::string path_of(const tmux_socket& socket, const std::string& folder);

/// What a server is called: its socket's name, with a mark of its path where the name alone could
/// stand for two (another folder than `folder`, characters that do not belong into a URL).
[[nodiscard]] std::string server_name(const std::string& path, const std::string& folder);

/// The name of the first server, where none was configured: as above, but always without a mark.
[[nodiscard]] std::string plain_server_name(const tmux_socket& socket);

struct server_finder_options {
  tmux_socket first;                   ///< the server that has a gateway anyway
  std::string first_name;              ///< what it is called
  std::vector<std::string> configured; ///< names (-L), or paths (-S) where a slash is in them
  bool discover = true;
  std::string folder = socket_folder();
  std::string proc = "/proc";
};

/// The real one.
class proc_server_finder final : public server_finder {
public:
  explicit proc_server_finder(server_finder_options options);

  std::vector<server_address> find() override;
  std::optional<std::string> path_of(const std::string& name) const override;

private:
  void add(std::map<std::string, std::string>& into, const std::string& path) const;

  server_finder_options options_;
  std::string first_path_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> known_; ///< name -> path
};

/// The sockets that tmux servers of this user listen on now.
[[nodiscard]] std::vector<std::string> listening_servers(const std::string& proc);

} // namespace orc::host
