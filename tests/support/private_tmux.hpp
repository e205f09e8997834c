// A real tmux server of one test's own, on a socket in a folder of its own. Gone with the test.
#pragma once

#include "runtime/host/tmux_client.hpp"
#include "tests/support/scratch_folder.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace orc::test {

class private_tmux {
public:
  /// Starts the server with one session of one pane of that size.
  explicit private_tmux(const std::string& session = "first",
                        const std::string& command = "exec sleep 1000",
                        int width = 80,
                        int height = 24)
      : client_(host::tmux_socket{{}, socket()}) {
    run({"-f",
         "/dev/null",
         "new-session",
         "-d",
         "-s",
         session,
         "-x",
         std::to_string(width),
         "-y",
         std::to_string(height),
         command});
    pid_ = static_cast<pid_t>(std::stol(run({"display-message", "-p", "#{pid}"})));
  }

  private_tmux(const private_tmux&) = delete;
  private_tmux& operator=(const private_tmux&) = delete;

  ~private_tmux() {
    if (pid_ > 0) {
      kill(pid_, SIGCONT);
      (void)client_.run({"kill-server"}, {}, std::chrono::seconds(2));
      kill(pid_, SIGKILL);
    }
  }

  [[nodiscard]] std::string socket() const { return folder_ / "tmux.sock"; }

  [[nodiscard]] pid_t pid() const { return pid_; }

  host::tmux_client& client() { return client_; }

  /// What tmux printed, without its last newline. Throws when it refused.
  std::string run(const std::vector<std::string>& args, const std::string& input = {}) {
    auto out = client_.run(args, input, std::chrono::seconds(10));
    if (!out)
      throw std::runtime_error("tmux " + args.front() + ": " + out.error().message);
    if (out->ends_with('\n'))
      out->pop_back();
    return *out;
  }

  /// The number of a new pane in a new window of that session.
  int add_window(const std::string& session, const std::string& command = "exec sleep 1000") {
    return std::stoi(
        run({"new-window", "-d", "-P", "-F", "#{pane_id}", "-t", session + ":", command})
            .substr(1));
  }

private:
  scratch_folder folder_;
  host::process_tmux_client client_;
  pid_t pid_ = 0;
};

} // namespace orc::test
