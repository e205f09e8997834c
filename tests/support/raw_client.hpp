// A client of the HTTP server that trusts nothing of the server's own code.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace orc::test {

/// A client that says what it is told, byte by byte if need be.
class raw_client {
public:
  explicit raw_client(std::uint16_t port) : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }

  /// To a unix socket.
  explicit raw_client(const std::string& path)
      : fd_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    path.copy(to.sun_path, sizeof to.sun_path - 1);
    connect(reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }

  ~raw_client() { ::close(fd_); }

  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  void send(std::string_view text) const {
    while (!text.empty()) {
      const auto n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0)
        return;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  /// Until `end` was seen, or the server closed.
  std::string read_until(std::string_view end) {
    while (got_.find(end) == std::string::npos && more()) {
    }
    const auto at = got_.find(end);
    auto text = got_.substr(0, at == std::string::npos ? got_.size() : at + end.size());
    got_.erase(0, text.size());
    return text;
  }

  std::string read_all() {
    while (more()) {
    }
    return std::exchange(got_, {});
  }

  /// Whether the server has closed, as far as it can be told without waiting.
  [[nodiscard]] bool closed() const {
    char byte = 0;
    const auto n = ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n == 0 || (n < 0 && errno != EAGAIN);
  }

  [[nodiscard]] bool connected() const { return connected_; }

private:
  void connect(const sockaddr* to, socklen_t size) {
    const timeval limit{20, 0}; // a test that hangs shall fail
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = ::connect(fd_, to, size) == 0;
  }

  bool more() {
    char bytes[4096];
    const auto n = ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0)
      return false;
    got_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool connected_ = false;
  std::string got_;
};

} // namespace orc::test
