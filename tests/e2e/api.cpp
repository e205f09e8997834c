#include "tests/e2e/api.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace orc::e2e {
namespace {

class connection {
public:
  explicit connection(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open_ = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }

  ~connection() { close(fd_); }

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  std::string exchange(const std::string& request) const {
    std::string out;
    if (!open_ || send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0)
      return out;
    std::array<char, 65536> buffer{};
    for (ssize_t n = 0; (n = recv(fd_, buffer.data(), buffer.size(), 0)) > 0;)
      out.append(buffer.data(), static_cast<std::size_t>(n));
    return out;
  }

private:
  int fd_;
  bool open_ = false;
};

} // namespace

std::uint16_t a_free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0
                     && getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0;
  ::close(fd);
  if (!bound)
    throw std::runtime_error("no free port");
  return ntohs(at.sin_port);
}

answer api::get(const std::string& target) const {
  const auto raw = connection{port_}.exchange("GET " + target
                                              + " HTTP/1.1\r\nHost: localhost\r\n"
                                                "Connection: close\r\n\r\n");
  const auto head = raw.find("\r\n\r\n");
  if (head == std::string::npos || raw.size() < 12)
    return {};
  return {std::atoi(raw.substr(9, 3).c_str()), raw.substr(head + 4)};
}

std::optional<boost::json::object> api::agent_in(const std::string& pane) const {
  const auto reply = get("/api/v1/agents");
  if (reply.status != 200)
    return std::nullopt;
  const auto body = boost::json::parse(reply.body);
  for (const auto& item : body.at("items").as_array())
    if (item.at("pane").as_string() == pane)
      return item.as_object();
  return std::nullopt;
}

double api::metric(const std::string& series) const {
  const auto body = "\n" + get("/metrics").body;
  const auto at = body.find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::strtod(body.c_str() + at + series.size() + 2, nullptr);
}

} // namespace orc::e2e
