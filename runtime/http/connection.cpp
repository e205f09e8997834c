#include "runtime/http/connection.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/request_checks.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <ctime>
#include <optional>
#include <sstream>

namespace orc {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t most_drained =
    std::size_t{256} * 1024; // bytes that a refused client may still send
constexpr auto drain_deadline = std::chrono::seconds{2};
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

using parser = http::request_parser<http::string_body>;
using response = http::response<http::string_body>;

/// RFC 9110, section 5.6.7
std::string http_date(std::time_t t) {
  std::tm utc{};
  gmtime_r(&t, &utc);
  std::array<char, 40> text{};
  const auto n = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), n};
}

response head_of(const api_response& answer, bool keep_alive) {
  response r;
  r.version(11);
  r.result(static_cast<unsigned>(answer.status));
  r.keep_alive(keep_alive);
  r.set(http::field::server, "tmux-orchestrator-monitor/" ORC_VERSION);
  r.set(http::field::date, http_date(std::time(nullptr)));
  r.set("Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
  r.set("X-Content-Type-Options", "nosniff");
  r.set("Referrer-Policy", "no-referrer");
  r.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : answer.headers)
    r.set(name, value);
  if (answer.status != 304)
    r.set(http::field::content_type, answer.content_type);
  return r;
}

} // namespace

class connection : public std::enable_shared_from_this<connection> {
public:
  connection(net::generic::stream_protocol::socket socket, entrance& in)
      : in_{in}, stream_{std::move(socket)}, deadline_{stream_.get_executor()} {
    ++in_.open;
    in_.server.peers.insert(this);
  }

  ~connection() {
    --in_.open;
    in_.server.peers.erase(this);
  }

  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  void read() {
    now_ = doing::reading;
    parser_.emplace();
    parser_->header_limit(options().header_limit);
    parser_->body_limit(options().body_limit);
    stream_.expires_after(options().read_deadline);
    http::async_read_header(
        stream_, buffer_, *parser_, [me = shared_from_this()](const error_code& ec, std::size_t) {
          me->header_read(ec);
        });
  }

  void refuse(api_response answer) {
    keep_alive_ = false;
    write(std::move(answer));
  }

  void end() {
    keep_alive_ = false;
    if (now_ == doing::waiting)
      answered(exchange_, error_response(503, "unavailable", "the daemon is about to end"));
    else if (now_ == doing::reading)
      stream_.close();
  }

private:
  enum class doing : std::uint8_t { reading, waiting, writing };

  [[nodiscard]] const http_server_options& options() const { return in_.server.options; }

  void header_read(const error_code& ec) {
    head_only_ = parser_->get().method() == http::verb::head;
    keep_alive_ = !ec && parser_->get().keep_alive();
    if (ec)
      return failed(ec);
    if (auto refusal = refusal_of(parser_->get(), in_.way))
      return refuse(std::move(*refusal));
    if (!parser_->is_done() && expects_continue(parser_->get()))
      return net::async_write(stream_,
                              net::buffer(go_on),
                              [me = shared_from_this()](const error_code& bad, std::size_t) {
                                if (!bad)
                                  me->read_body();
                              });
    read_body();
  }

  void read_body() {
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
    auto request = request_from(parser_->release(), in_.way);
    if (!request)
      return refuse(error_response(400, "bad_request", request.error().message));
    if (auto refusal = refusal_at(in_.way, *request))
      return write(std::move(*refusal));
    const auto number = ++exchange_;
    now_ = doing::waiting;
    const bool reads = request->method == "GET" || request->method == "HEAD";
    await_answer(number, reads ? options().answer_deadline : options().control_deadline);
    hand_over({std::move(*request), reply_to(number)});
  }

  void hand_over(api_exchange exchange) {
    try {
      in_.server.on_request(std::move(exchange));
    } catch (const std::exception&) {
      answered(exchange_, error_response(500, "internal", "the request could not be handed on"));
    }
  }

  std::function<void(api_response)> reply_to(std::uint64_t number) {
    return [gate = in_.server.gate, me = weak_from_this(), number](api_response answer) {
      gate->post([me, number, answer = std::move(answer)]() mutable {
        if (const auto peer = me.lock())
          peer->answered(number, std::move(answer));
      });
    };
  }

  void await_answer(std::uint64_t number, std::chrono::milliseconds limit) {
    deadline_.expires_after(limit);
    deadline_.async_wait([me = shared_from_this(), number](const error_code& ec) {
      if (!ec)
        me->answered(number,
                     error_response(504, "timed_out", "no answer came within the deadline"));
    });
  }

  void answered(std::uint64_t number, api_response answer) {
    if (now_ != doing::waiting || number != exchange_)
      return;
    deadline_.cancel();
    if (!answer.stream || head_only_)
      return write(std::move(answer));
    if (in_.server.streams.full())
      return write(error_response(503, "busy", "too many clients listen to the stream already"));
    listen(answer);
  }

  /// Becomes a listener of the stream: no length, since it ends with the connection.
  void listen(const api_response& answer) {
    std::ostringstream head;
    head << head_of(answer, false).base();
    in_.server.streams.add(stream_.release_socket(), head.str() + answer.body);
  }

  void write(api_response answer) {
    now_ = doing::writing;
    response_ = head_of(answer, keep_alive_);
    if (answer.status != 304 && !answer.stream)
      response_.content_length(answer.body.size());
    if (!head_only_ && answer.status != 304)
      response_.body() = std::move(answer.body);
    stream_.expires_after(options().write_deadline);
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
    stream_.socket().shutdown(net::socket_base::shutdown_send, ignored);
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

  entrance& in_;
  beast::basic_stream<net::generic::stream_protocol> stream_;
  net::steady_timer deadline_; // the handler's
  beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  response response_;
  std::array<char, 4096> rest_{};
  std::size_t drained_ = 0;
  std::uint64_t exchange_ = 0; // tells a late answer from the awaited one
  doing now_ = doing::reading;
  bool keep_alive_ = false;
  bool head_only_ = false;
};

std::shared_ptr<connection> make_connection(net::generic::stream_protocol::socket socket,
                                            entrance& in) {
  return std::make_shared<connection>(std::move(socket), in);
}

void serve(const std::shared_ptr<connection>& peer) {
  peer->read();
}

void refuse(const std::shared_ptr<connection>& peer, api_response answer) {
  peer->refuse(std::move(answer));
}

void end(connection& peer) {
  peer.end();
}

} // namespace orc
