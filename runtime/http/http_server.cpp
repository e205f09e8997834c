#include "runtime/http/http_server.hpp"

#include "runtime/http/connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <pthread.h>
#include <thread>

namespace orc {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t most_refusals = 64; // at a time; beyond, a connection is closed unanswered
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

} // namespace

struct http_server::engine {
  http_server_options options;
  connection_context context;
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::steady_timer pause{io};
  std::thread thread;

  result<std::uint16_t> listen();
  void accept();
  void accepted(tcp::socket socket);
};

result<std::uint16_t> http_server::engine::listen() {
  error_code ec;
  const auto address =
      net::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, ec);
  if (ec)
    return fail(errc::invalid_input, "not an address to listen on: " + options.address);
  context.loopback = address.is_loopback();
  const tcp::endpoint end{address, options.port};
  acceptor.open(end.protocol(), ec);
  if (!ec)
    acceptor.set_option(net::socket_base::reuse_address(true), ec);
  if (!ec)
    acceptor.bind(end, ec);
  if (!ec)
    acceptor.listen(net::socket_base::max_listen_connections, ec);
  if (ec)
    return tl::unexpected(bind_error(ec, options));
  return acceptor.local_endpoint().port();
}

void http_server::engine::accept() {
  acceptor.async_accept([this](const error_code& ec, tcp::socket socket) {
    if (ec == net::error::operation_aborted)
      return;
    if (!ec) {
      accepted(std::move(socket));
      return accept();
    }
    // Out of descriptors, most likely: a pause, or this would spin.
    pause.expires_after(accept_pause);
    pause.async_wait([this](const error_code& stopped) {
      if (!stopped)
        accept();
    });
  });
}

void http_server::engine::accepted(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto open = context.open.load();
  if (open >= options.max_connections + most_refusals)
    return;
  auto peer = make_connection(std::move(socket), context);
  if (open >= options.max_connections)
    refuse(peer);
  else
    serve(peer);
}

http_server::http_server() = default;

http_server::~http_server() {
  stop();
}

result<std::uint16_t> http_server::start(const http_server_options& options, handler on_request) {
  if (engine_)
    return fail(errc::internal, "the HTTP server was started twice");
  auto core = std::make_shared<engine>();
  core->options = options;
  core->context.options = options;
  core->context.on_request = std::move(on_request);
  core->context.gate = std::make_shared<reply_gate>(core->io);
  auto port = core->listen();
  if (!port)
    return port;
  core->accept();
  core->thread = std::thread{[core] {
    pthread_setname_np(pthread_self(), "orc-http");
    core->io.run();
  }};
  engine_ = std::move(core);
  return port;
}

void http_server::stop() {
  const auto core = std::exchange(engine_, nullptr);
  if (!core)
    return;
  core->context.gate->close();
  core->io.stop();
  // The last handle of an actor may be dropped by the handler, on the server's own thread.
  if (core->thread.get_id() == std::this_thread::get_id())
    core->thread.detach();
  else
    core->thread.join();
}

} // namespace orc
