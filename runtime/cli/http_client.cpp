#include "runtime/cli/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cctype>
#include <optional>

namespace orc::cli {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;
using boost::system::error_code;

struct place {
  std::string host;
  std::string port = "80";
};

std::optional<place> parse_url(const std::string& url) {
  constexpr std::string_view scheme = "http://";
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

/// One exchange; every step has to be done by the stream's deadline.
class exchange {
public:
  exchange(const place& to, const std::string& target, std::chrono::milliseconds timeout)
      : resolver_(io_), stream_(io_), request_(http::verb::get, target, 11), timeout_(timeout) {
    request_.set(http::field::host, to.host + ":" + to.port);
    request_.set(http::field::connection, "close");
    parser_.body_limit(std::uint64_t{64} << 20);
    error_code failed;
    const auto found = resolver_.resolve(to.host, to.port, failed);
    if (failed) {
      fail_with(failed);
      return;
    }
    stream_.expires_after(timeout_);
    stream_.async_connect(found, [this](error_code e, const auto&) { e ? fail_with(e) : write(); });
  }

  error_code run() {
    io_.run();
    return failed_;
  }

  http_answer answer() { return {parser_.get().result_int(), std::move(parser_.get().body())}; }

private:
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

  boost::asio::io_context io_{1};
  tcp::resolver resolver_;
  beast::tcp_stream stream_;
  http::request<http::empty_body> request_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
  std::chrono::milliseconds timeout_;
  error_code failed_;
};

} // namespace

result<http_answer>
http_get(const std::string& url, const std::string& target, std::chrono::milliseconds timeout) {
  const auto to = parse_url(url);
  if (!to)
    return fail(errc::invalid_input, "no URL of the form http://HOST:PORT: " + url);
  exchange x{*to, target, timeout};
  const auto failed = x.run();
  if (!failed)
    return x.answer();
  if (failed == beast::error::timeout)
    return fail(errc::timed_out, "the daemon at " + url + " did not answer in time");
  if (failed.category() == boost::asio::error::get_system_category()
      || failed.category() == boost::asio::error::get_netdb_category())
    return fail(errc::unavailable, "no daemon answers at " + url + " (" + failed.message() + ")");
  return fail(errc::protocol, "what answers at " + url + " speaks no HTTP: " + failed.message());
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
