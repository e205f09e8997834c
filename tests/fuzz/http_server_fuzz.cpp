// Any bytes sent to the real server: it answers in HTTP, or closes; it neither crashes nor hangs.
#include "runtime/http/answers.hpp"
#include "runtime/http/http_server.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/json.hpp"
#include "tests/runtime/http/sample.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <poll.h>
#include <unistd.h>

namespace orc::fuzz {
namespace {

const std::string token = "token-of-the-corpus";
std::atomic<int> orders{0}; ///< that came through to the handler

api_response answered(const api_request& request) {
  static const auto view = sample::view();
  const auto answer = answer_to(request, view);
  if (const auto* said = std::get_if<api_response>(&answer))
    return *said;
  orders += std::holds_alternative<restart_order>(answer) ? 1 : 0;
  return error_response(503, "unavailable", "no database is here");
}

std::uint16_t port() {
  static http_server server;
  static const auto at = [] {
    http_server_options options;
    options.port = 0;
    options.header_limit = 1024; // within reach of small inputs
    options.body_limit = 256;
    options.token = token;
    return server.start(options,
                        [](api_exchange exchange) { exchange.reply(answered(exchange.request)); });
  }();
  require(at.has_value(), "the server starts");
  return *at;
}

/// Whether it is connected, though libFuzzer's alarm interrupts: connect(2), EINTR, goes on alone.
bool connects(int fd) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port());
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0)
    return true;
  pollfd done{fd, POLLOUT, 0};
  int fault = errno;
  socklen_t size = sizeof fault;
  if (fault == EINTR)
    while (poll(&done, 1, 10000) < 0 && errno == EINTR) {
    }
  return done.revents != 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size) == 0
         && fault == 0;
}

/// All that the server says to a client that sends this and then only listens.
std::string exchange(std::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(connects(fd), "the server accepts");
  const timeval patience{10, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const linger at_once{1, 0}; // socket(7): closing leaves no port behind in TIME_WAIT
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  shutdown(fd, SHUT_WR);
  std::string said;
  std::array<char, 65536> buffer{};
  ssize_t got = 0;
  // libFuzzer's alarm interrupts; signal(7): never restarted where there is a timeout.
  while ((got = recv(fd, buffer.data(), buffer.size(), 0)) > 0 || (got < 0 && errno == EINTR))
    said.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  require(got == 0, "the server closes when its client has no more to say");
  close(fd);
  return said;
}

std::string_view value_of(std::string_view head, std::string_view name) {
  const auto at = head.find(name);
  if (at == std::string_view::npos)
    return {};
  const auto rest = head.substr(at + name.size());
  return rest.substr(0, rest.find("\r\n"));
}

/// Takes one whole answer off the front.
void take_answer(std::string_view& said) {
  require(said.starts_with("HTTP/1.1 "), "an answer begins with a status line");
  int status = 0;
  std::from_chars(said.data() + 9, said.data() + std::min<std::size_t>(12, said.size()), status);
  constexpr std::array<int, 16> known{
      100, 200, 202, 304, 400, 401, 403, 404, 405, 413, 415, 417, 431, 500, 503, 505};
  require(std::find(known.begin(), known.end(), status) != known.end(),
          "the status is one of ours");
  require(status != 500, "nothing that a client sends is our failure");
  const auto end = said.find("\r\n\r\n");
  require(end != std::string_view::npos, "a header ends");
  const auto head = said.substr(0, end + 2);
  require(is_utf8(head), "a header is text");
  said.remove_prefix(end + 4);
  std::size_t length = 0;
  const auto promised = value_of(head, "\r\nContent-Length: ");
  std::from_chars(promised.data(), promised.data() + promised.size(), length);
  if (said.empty() || said.starts_with("HTTP/1.1 "))
    return; // HEAD
  require(said.size() >= length, "a body is whole");
  if (value_of(head, "\r\nContent-Type: ").find("json") != std::string_view::npos)
    require(is_json(said.substr(0, length)), "what is called JSON is JSON");
  said.remove_prefix(length);
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const int before = orc::fuzz::orders;
  const auto said = orc::fuzz::exchange(bytes);
  orc::fuzz::require(orc::fuzz::orders == before
                         || bytes.find(orc::fuzz::token) != std::string_view::npos,
                     "who does not know the token gives no orders");
  for (std::string_view rest{said}; !rest.empty();)
    orc::fuzz::take_answer(rest);
  return 0;
}
