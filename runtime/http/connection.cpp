#include "runtime/http/connection.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/routes.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <ctime>
#include <optional>

namespace orc {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t most_drained =
    std::size_t{256} * 1024; // bytes that a refused client may still send
constexpr auto drain_deadline = std::chrono::seconds{2};

using parser = http::request_parser<http::string_body>;
using fields = http::request<http::string_body>;

/// RFC 9110, section 5.6.7
std::string http_date(std::time_t t) {
  std::tm utc{};
  gmtime_r(&t, &utc);
  std::array<char, 40> text{};
  const auto n = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), n};
}

/// What a parse error means to the client; nothing where there is nobody to tell.
std::optional<api_response> refusal_of(const error_code& ec) {
  if (ec == http::error::header_limit)
    return error_response(431, "header_too_large", "the request's header is too large");
  if (ec == http::error::body_limit)
    return error_response(413, "body_too_large", "the request's body is too large");
  if (ec == http::error::end_of_stream || ec == http::error::partial_message
      || ec.category() != make_error_code(http::error::end_of_stream).category())
    return std::nullopt;
  return error_response(400, "bad_request", "this is no HTTP request that can be read");
}

/// What is wrong with a header before its body is read.
std::optional<api_response> refusal_of(const fields& head, bool loopback) {
  if (head.version() != 10 && head.version() != 11)
    return error_response(505, "version", "HTTP/1.0 and HTTP/1.1 are spoken here");
  // No client of ours needs it, and it is how requests are smuggled past a proxy.
  if (head.count(http::field::transfer_encoding) > 0)
    return error_response(400, "bad_request", "Transfer-Encoding is not accepted on a request");
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() == 11)) // RFC 9112, section 3.2
    return error_response(400, "bad_request", "a request must name its host once");
  if (loopback && hosts == 1 && !is_loopback_host(head[http::field::host]))
    return error_response(403, "wrong_host", "this server answers to localhost alone");
  return std::nullopt;
}

/// RFC 9110, section 12.5.3, as far as it matters: gzip is named and not refused by q=0.
bool accepts_gzip(beast::string_view header) {
  const auto at = header.find("gzip");
  if (at == header.npos)
    return false;
  auto rest = header.substr(at + 4);
  rest = rest.substr(0, rest.find(','));
  const auto q = rest.find("q=");
  return q == rest.npos || rest.substr(q + 2).find_first_of("123456789") != rest.npos;
}

} // namespace

class connection : public std::enable_shared_from_this<connection> {
public:
  connection(net::ip::tcp::socket socket, connection_context& context)
      : context_{context}, stream_{std::move(socket)}, deadline_{stream_.get_executor()} {
    ++context_.open;
  }

  ~connection() { --context_.open; }

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(context_.options.header_limit);
    parser_->body_limit(context_.options.body_limit);
    stream_.expires_after(context_.options.read_deadline);
    http::async_read_header(
        stream_, buffer_, *parser_, [me = shared_from_this()](const error_code& ec, std::size_t) {
          me->header_read(ec);
        });
  }

  void refuse(api_response answer) {
    keep_alive_ = false;
    write(std::move(answer));
  }

private:
  void header_read(const error_code& ec) {
    head_only_ = parser_->get().method() == http::verb::head;
    keep_alive_ = !ec && parser_->get().keep_alive();
    if (ec)
      return failed(ec);
    if (auto refusal = refusal_of(parser_->get(), context_.loopback))
      return refuse(std::move(*refusal));
    http::async_read(
        stream_, buffer_, *parser_, [me = shared_from_this()](const error_code& bad, std::size_t) {
          if (bad)
            me->failed(bad);
          else
            me->dispatch();
        });
  }

  void failed(const error_code& ec) {
    if (auto refusal = refusal_of(ec))
      refuse(std::move(*refusal));
  }

  void dispatch() {
    stream_.expires_never();
    const auto& head = parser_->get();
    auto where = parse_target(head.target());
    if (!where)
      return refuse(error_response(400, "bad_request", where.error().message));
    api_request request{std::string{head.method_string()},
                        std::move(where->path),
                        std::move(where->query),
                        accepts_gzip(head[http::field::accept_encoding]),
                        std::string{head[http::field::if_none_match]}};
    const auto number = ++exchange_;
    waiting_ = true;
    await_answer(number);
    hand_over({std::move(request), reply_to(number)});
  }

  void hand_over(api_exchange exchange) {
    try {
      context_.on_request(std::move(exchange));
    } catch (const std::exception&) {
      answered(exchange_, error_response(500, "internal", "the request could not be handed on"));
    }
  }

  std::function<void(api_response)> reply_to(std::uint64_t number) {
    return [gate = context_.gate, me = weak_from_this(), number](api_response answer) {
      gate->post([me, number, answer = std::move(answer)]() mutable {
        if (const auto peer = me.lock())
          peer->answered(number, std::move(answer));
      });
    };
  }

  void await_answer(std::uint64_t number) {
    deadline_.expires_after(context_.options.answer_deadline);
    deadline_.async_wait([me = shared_from_this(), number](const error_code& ec) {
      if (!ec)
        me->answered(number,
                     error_response(504, "timed_out", "no answer came within the deadline"));
    });
  }

  void answered(std::uint64_t number, api_response answer) {
    if (!waiting_ || number != exchange_)
      return;
    waiting_ = false;
    deadline_.cancel();
    write(std::move(answer));
  }

  void write(api_response answer) {
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.keep_alive(keep_alive_);
    response_.set(http::field::server, "tmux-orchestrator-monitor");
    response_.set(http::field::date, http_date(std::time(nullptr)));
    response_.set(
        "Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    response_.set("X-Content-Type-Options", "nosniff");
    response_.set("Referrer-Policy", "no-referrer");
    response_.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers)
      response_.set(name, value);
    if (answer.status != 304) {
      response_.set(http::field::content_type, answer.content_type);
      response_.content_length(answer.body.size());
    }
    if (!head_only_ && answer.status != 304)
      response_.body() = std::move(answer.body);
    stream_.expires_after(context_.options.write_deadline);
    http::async_write(
        stream_, response_, [me = shared_from_this()](const error_code& ec, std::size_t) {
          me->written(ec);
        });
  }

  void written(const error_code& ec) {
    if (ec)
      return;
    if (keep_alive_)
      return read();
    // Closing while the client still sends would reset the connection under our answer.
    error_code ignored;
    stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(drain_deadline);
    drain();
  }

  void drain() {
    stream_.async_read_some(net::buffer(rest_),
                            [me = shared_from_this()](const error_code& ec, std::size_t n) {
                              me->drained_ += n;
                              if (!ec && me->drained_ < most_drained)
                                me->drain();
                            });
  }

  connection_context& context_;
  beast::tcp_stream stream_;
  net::steady_timer deadline_; // the handler's
  beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  http::response<http::string_body> response_;
  std::array<char, 4096> rest_{};
  std::size_t drained_ = 0;
  std::uint64_t exchange_ = 0; // tells a late answer from the awaited one
  bool waiting_ = false;
  bool keep_alive_ = false;
  bool head_only_ = false;
};

std::shared_ptr<connection> make_connection(net::ip::tcp::socket socket,
                                            connection_context& context) {
  return std::make_shared<connection>(std::move(socket), context);
}

void serve(const std::shared_ptr<connection>& peer) {
  peer->read();
}

void refuse(const std::shared_ptr<connection>& peer) {
  peer->refuse(error_response(503, "busy", "too many connections are open"));
}

} // namespace orc
