#include "runtime/http/http_server.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/connection.hpp"
#include "runtime/http/control_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <future>
#include <pthread.h>
#include <thread>

namespace orc {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using local = net::local::stream_protocol;
using boost::system::error_code;

namespace {

constexpr std::size_t most_refusals = 64; // at a time; beyond, a connection is closed unanswered
constexpr std::size_t most_owners = 64;   // connections to the control socket
constexpr auto accept_pause = std::chrono::milliseconds{100}; // when accept itself fails

error bind_error(const error_code& ec, const http_server_options& o) {
  const auto where = o.address + ":" + std::to_string(o.port);
  if (ec == net::error::address_in_use)
    return {errc::busy, "cannot listen on " + where + ": another program has this port"};
  if (ec == net::error::access_denied)
    return {errc::permission, "cannot listen on " + where + ": " + ec.message()};
  if (ec == error_code{EADDRNOTAVAIL, boost::system::system_category()})
    return {errc::invalid_input,
            "cannot listen on " + where + ": this machine has no such address"};
  return {errc::io, "cannot listen on " + where + ": " + ec.message()};
}

api_response crowded() {
  return error_response(503, "busy", "too many connections are open");
}

std::optional<api_response> refusal_at(tcp::socket& peer) {
  error_code ignored;
  peer.set_option(tcp::no_delay(true), ignored);
  return std::nullopt;
}

std::optional<api_response> refusal_at(local::socket& peer) {
  if (is_own(peer.native_handle()))
    return std::nullopt;
  return error_response(403, "forbidden", "the control socket is for the daemon's own user");
}

/// Lets clients in by one way.
template <class Protocol>
class gateman {
public:
  gateman(net::io_context& io, entrance& in) : acceptor{io}, in_{in}, pause_{io} {}

  void accept() {
    acceptor.async_accept([this](const error_code& ec, typename Protocol::socket socket) {
      if (!acceptor.is_open())
        return;
      if (!ec) {
        let_in(std::move(socket));
        return accept();
      }
      // Out of descriptors, most likely: a pause, or this would spin.
      pause_.expires_after(accept_pause);
      pause_.async_wait([this](const error_code& stopped) {
        if (!stopped)
          accept();
      });
    });
  }

  void close() {
    error_code ignored;
    acceptor.close(ignored);
    pause_.cancel();
  }

  typename Protocol::acceptor acceptor;

private:
  void let_in(typename Protocol::socket socket) {
    if (in_.open >= in_.most + most_refusals)
      return;
    auto refusal = refusal_at(socket);
    const bool full = in_.open >= in_.most;
    const auto peer = make_connection(std::move(socket), in_);
    if (refusal)
      refuse(peer, std::move(*refusal));
    else if (full)
      refuse(peer, crowded());
    else
      serve(peer);
  }

  entrance& in_;
  net::steady_timer pause_;
};

} // namespace

struct http_server::engine {
  explicit engine(const http_server_options& options) : context{options} {}

  ~engine() {
    if (!control_path.empty())
      remove_if_own(control_path, control_file);
  }

  connection_context context;
  entrance port_in{context, {}, context.options.max_connections, 0};
  entrance control_in{context, {true, true, {}}, most_owners, 0};
  net::io_context io{1}; // its end ends the connections, which are counted above
  gateman<tcp> port{io, port_in};
  gateman<local> control{io, control_in};
  std::string control_path; // empty: there is none
  control_listener control_file;
  std::promise<void> done;
  std::thread thread;

  result<std::uint16_t> listen();
  void run();
  void end();
};

result<std::uint16_t> http_server::engine::listen() {
  error_code ec;
  const auto& o = context.options;
  const auto address =
      net::ip::make_address(o.address == "localhost" ? "127.0.0.1" : o.address, ec);
  if (ec)
    return fail(errc::invalid_input, "not an address to listen on: " + o.address);
  port_in.way = {false, address.is_loopback(), o.token};
  if (!address.is_loopback() && o.token.empty())
    return fail(errc::invalid_input,
                "others can reach " + o.address
                    + ": to listen there, set http.token_file to a file with a token");
  const tcp::endpoint end{address, o.port};
  port.acceptor.open(end.protocol(), ec);
  if (!ec)
    port.acceptor.set_option(net::socket_base::reuse_address(true), ec);
  if (!ec)
    port.acceptor.bind(end, ec);
  if (!ec)
    port.acceptor.listen(net::socket_base::max_listen_connections, ec);
  if (ec)
    return tl::unexpected(bind_error(ec, o));
  return port.acceptor.local_endpoint().port();
}

void http_server::engine::run() {
  pthread_setname_np(pthread_self(), "orc-http");
  io.run();
  done.set_value();
}

/// With the last connection the thread has nothing left to do.
void http_server::engine::end() {
  port.close();
  control.close();
  context.streams.close_all();
  const auto peers = context.peers; // ending one may take it off the list
  for (auto* peer : peers)
    if (context.peers.count(peer) > 0)
      orc::end(*peer);
}

http_server::http_server() = default;

http_server::~http_server() {
  stop();
}

result<std::uint16_t> http_server::start(const http_server_options& options, handler on_request) {
  if (engine_)
    return fail(errc::internal, "the HTTP server was started twice");
  auto core = std::make_shared<engine>(options);
  core->context.on_request = std::move(on_request);
  core->context.gate = std::make_shared<reply_gate>(core->io);
  auto port = core->listen();
  if (!port)
    return port;
  core->port.accept();
  core->thread = std::thread{[core] { core->run(); }};
  engine_ = std::move(core);
  return port;
}

result<void> http_server::open_control(const std::string& path) {
  auto made = listen_at(path);
  if (!made)
    return tl::unexpected<error>(made.error());
  auto& core = *engine_;
  core.control_path = path;
  core.control_file = *made;
  core.control.acceptor.assign(local{}, made->fd);
  core.context.gate->post([&core] { core.control.accept(); });
  return {};
}

void http_server::publish(std::string frame) {
  if (engine_)
    engine_->context.gate->post([core = engine_.get(), frame = std::move(frame)]() mutable {
      core->context.streams.publish(std::move(frame));
    });
}

void http_server::stop() {
  const auto core = std::exchange(engine_, nullptr);
  if (!core)
    return;
  // The last handle of an actor may be dropped by the handler, on the server's own thread.
  if (core->thread.get_id() == std::this_thread::get_id()) {
    core->context.gate->close();
    core->io.stop();
    core->thread.detach();
    return;
  }
  core->context.gate->post([&core = *core] { core.end(); });
  core->context.gate->close();
  core->done.get_future().wait_for(core->context.options.end_deadline);
  core->io.stop();
  core->thread.join();
}

} // namespace orc
