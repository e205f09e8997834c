#include "runtime/cli/http_client.hpp"

#include "runtime/cli/within.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <sys/un.h>

#include <cctype>
#include <optional>
#include <vector>

namespace orc::cli {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using generic = net::generic::stream_protocol;
using boost::system::error_code;

/// Where the daemon listens: a host and a port, or a socket in the file system.
struct place {
  std::string host;
  std::string port = "80";
  std::string socket;
};

std::optional<place> parse_url(const std::string& url) {
  constexpr std::string_view scheme = "http://";
  constexpr std::string_view local = "unix:";
  if (url.starts_with(local) && url.size() > local.size())
    return place{"localhost", "80", url.substr(local.size())};
  if (!url.starts_with(scheme))
    return std::nullopt;
  auto rest = url.substr(scheme.size());
  rest = rest.substr(0, rest.find('/'));
  place p;
  const auto bracket = rest.rfind(']'); // [::1]:8080
  const auto colon = rest.find(':', bracket == std::string::npos ? 0 : bracket);
  if (colon != std::string::npos)
    p.port = rest.substr(colon + 1);
  p.host = rest.substr(0, colon);
  if (p.host.starts_with('[') && p.host.ends_with(']'))
    p.host = p.host.substr(1, p.host.size() - 2);
  return p.host.empty() || p.port.empty() ? std::nullopt : std::optional{p};
}

http::request<http::string_body> request_of(const place& to, const http_question& question) {
  http::request<http::string_body> r{
      http::string_to_verb(question.method), question.target, 11, question.body};
  const bool v6 = to.host.find(':') != std::string::npos;
  r.set(http::field::host, (v6 ? "[" + to.host + "]" : to.host) + ":" + to.port);
  r.set(http::field::connection, "close");
  if (!question.body.empty())
    r.set(http::field::content_type, "application/json");
  if (!question.token.empty())
    r.set(http::field::authorization, "Bearer " + question.token);
  if (question.method != "GET")
    r.prepare_payload();
  return r;
}

struct addresses {
  std::vector<generic::endpoint> ends;
  error_code failed;
};

addresses ask_resolver(const std::string& host, const std::string& port) {
  net::io_context io;
  net::ip::tcp::resolver resolver{io};
  addresses out;
  const auto found = resolver.resolve(host, port, out.failed);
  for (const auto& entry : found)
    out.ends.emplace_back(entry.endpoint());
  return out;
}

/// getaddrinfo(3) has no deadline; an address needs no looking up.
addresses
look_up(const std::string& host, const std::string& port, std::chrono::milliseconds timeout) {
  error_code is_a_name;
  net::ip::make_address(host, is_a_name);
  if (!is_a_name)
    return ask_resolver(host, port);
  auto found = within<addresses>(timeout, [host, port] { return ask_resolver(host, port); });
  return found ? std::move(*found) : addresses{{}, beast::error::timeout};
}

/// One exchange; every step has to be done by the stream's deadline.
class exchange {
public:
  exchange(const place& to, const http_question& question, std::chrono::milliseconds timeout)
      : stream_(io_), request_(request_of(to, question)) {
    parser_.body_limit(std::uint64_t{64} << 20);
    stream_.expires_after(timeout); // counts from here on, the looking up of the name included
    if (to.socket.empty())
      connect_to(to.host, to.port, timeout);
    else
      connect_to(to.socket);
  }

  error_code run() {
    io_.run();
    return failed_;
  }

  http_answer answer() {
    auto& got = parser_.get();
    return {got.result_int(), std::move(got.body()), std::string{got[http::field::server]}};
  }

private:
  void
  connect_to(const std::string& host, const std::string& port, std::chrono::milliseconds timeout) {
    const auto [ends, failed] = look_up(host, port, timeout);
    if (failed)
      return fail_with(failed);
    stream_.async_connect(ends, [this](error_code e, const auto&) { e ? fail_with(e) : write(); });
  }

  void connect_to(const std::string& socket) {
    if (socket.size() >= sizeof(sockaddr_un::sun_path)) // unix(7)
      return fail_with(net::error::name_too_long);
    stream_.async_connect(generic::endpoint{net::local::stream_protocol::endpoint{socket}},
                          [this](error_code e) { e ? fail_with(e) : write(); });
  }

  void write() {
    http::async_write(
        stream_, request_, [this](error_code e, std::size_t) { e ? fail_with(e) : read(); });
  }

  void read() {
    http::async_read(stream_, buffer_, parser_, [this](error_code e, std::size_t) {
      if (e)
        fail_with(e);
    });
  }

  void fail_with(error_code e) { failed_ = e; }

  net::io_context io_{1};
  beast::basic_stream<generic> stream_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  error_code failed_;
};

error fault_of(const error_code& failed, const std::string& url) {
  if (failed == beast::error::timeout)
    return {errc::timed_out, "the daemon at " + url + " did not answer in time"};
  if (failed == net::error::access_denied)
    return {errc::permission, "the daemon at " + url + " is another user's"};
  if (failed.category() == net::error::get_system_category()
      || failed.category() == net::error::get_netdb_category())
    return {errc::unavailable, "no daemon answers at " + url + " (" + failed.message() + ")"};
  return {errc::protocol, "what answers at " + url + " speaks no HTTP: " + failed.message()};
}

} // namespace

result<http_answer>
http_ask(const std::string& url, const http_question& question, std::chrono::milliseconds timeout) {
  const auto to = parse_url(url);
  if (!to)
    return fail(errc::invalid_input, "no URL of the form http://HOST:PORT or unix:PATH: " + url);
  exchange x{*to, question, timeout};
  const auto failed = x.run();
  if (failed)
    return tl::unexpected<error>(fault_of(failed, url));
  return x.answer();
}

result<http_answer>
http_get(const std::string& url, const std::string& target, std::chrono::milliseconds timeout) {
  return http_ask(url, {"GET", target, {}, {}}, timeout);
}

result<http_answer> http_post(const std::string& url,
                              const std::string& target,
                              const std::string& json,
                              std::chrono::milliseconds timeout) {
  return http_ask(url, {"POST", target, json, {}}, timeout);
}

std::string percent_encode(const std::string& value) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
      continue;
    }
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xfU];
  }
  return out;
}

} // namespace orc::cli
