// tmux-orc's commands against a daemon that answers anything: what they print never moves a
// terminal's cursor, and no answer makes them crash. Input: a body, or a whole answer that begins
// with "HTTP/".
#include "runtime/cli/agents.hpp"
#include "runtime/cli/components.hpp"
#include "runtime/cli/explain.hpp"
#include "runtime/cli/history.hpp"
#include "runtime/cli/monitor.hpp"
#include "tests/fuzz/invariant.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>

namespace orc::fuzz {
namespace {

/// Answers every question with the same bytes.
class fake_daemon {
public:
  fake_daemon() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    const bool listens = bind(door_, reinterpret_cast<sockaddr*>(&at), size) == 0
                         && listen(door_, 16) == 0
                         && getsockname(door_, reinterpret_cast<sockaddr*>(&at), &size) == 0;
    require(listens, "a port is free");
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    std::thread{[this] { serve(); }}.detach(); // as long as the process
  }

  void say(std::string bytes) {
    const std::lock_guard lock{mutex_};
    answer_ = std::move(bytes);
  }

  [[nodiscard]] const std::string& url() const { return url_; }

private:
  std::string answer() {
    const std::lock_guard lock{mutex_}; // who was given up may still be served
    return answer_;
  }

  [[noreturn]] void serve() {
    for (;;) {
      const int peer = accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
      std::array<char, 4096> question{};
      if (recv(peer, question.data(), question.size(), 0) > 0) {
        const auto bytes = answer();
        send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      }
      close(peer);
    }
  }

  int door_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string url_;
  std::mutex mutex_;
  std::string answer_;
};

std::string answer_of(std::string_view input) {
  if (input.starts_with("HTTP/"))
    return std::string{input};
  return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(input.size())
         + "\r\n\r\n" + std::string{input};
}

void check(const std::function<cli::outcome()>& command) {
  const auto said = cli::understood(command);
  require(said.status >= 0 && said.status <= 78, "a command ends with a documented status");
  for (std::string text : {said.out, said.err}) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    require(is_plain_line(text), "nothing from the daemon moves the cursor");
  }
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace orc;
  static auto& daemon = *new fuzz::fake_daemon; // its thread outlives main
  daemon.say(fuzz::answer_of({reinterpret_cast<const char*>(data), size}));
  cli::context c;
  c.url = daemon.url();
  c.screen = {80, false};
  std::string server;
  c.server = &server;
  fuzz::check([&] { return cli::agents(c, {}); });
  fuzz::check([&] { return cli::history(c, {}); });
  fuzz::check([&] { return cli::history(c, {"a-1"}); });
  cli::explain_arguments live;
  live.agent = "a-1";
  fuzz::check([&] { return cli::explain(c, live); });
  fuzz::check([&] { return cli::monitor_status(c); });
  fuzz::check([&] { return cli::monitor_metrics(c); });
  fuzz::check([&] { return cli::monitor_health_check(c); });
  fuzz::check([&] { return cli::component_status(c); });
  fuzz::check([&] { return cli::component_dependencies(c); });
  fuzz::require(fuzz::is_utf8(cli::doubt(server, c.url, "0.1.0")), "a doubt can be shown");
  return 0;
}
