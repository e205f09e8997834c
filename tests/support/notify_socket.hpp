// Stands in for a service manager: a datagram socket that sd_notify(3) sends to.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace orc::test {

class notify_socket {
public:
  explicit notify_socket(const std::string& path)
      : path_{path}, fd_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    if (path.size() >= sizeof at.sun_path)
      throw std::runtime_error("the path is too long for a socket: " + path);
    std::memcpy(at.sun_path, path.data(), path.size());
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
      throw std::runtime_error("no socket at " + path);
  }

  ~notify_socket() { ::close(fd_); }

  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Reads on until a notification has this line, at most for so many seconds. True when it came.
  bool wait_for(const std::string& line, int seconds) {
    const timeval limit{seconds, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    while (!has(line, read_)) {
      std::array<char, 4096> bytes{};
      const auto n = ::recv(fd_, bytes.data(), bytes.size(), 0);
      if (n < 0)
        return false;
      said_.emplace_back(bytes.data(), static_cast<std::size_t>(n));
    }
    return true;
  }

  /// All notifications until now, as they came.
  [[nodiscard]] const std::vector<std::string>& said() const { return said_; }

private:
  /// Looks behind what an earlier call found.
  bool has(const std::string& line, std::size_t& from) const {
    for (; from < said_.size(); ++from)
      if (("\n" + said_[from] + "\n").find("\n" + line + "\n") != std::string::npos) {
        ++from;
        return true;
      }
    return false;
  }

  std::string path_;
  int fd_;
  std::size_t read_ = 0;
  std::vector<std::string> said_;
};

} // namespace orc::test
