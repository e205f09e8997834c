// One client's connection: reads a request, hands it to the handler, writes the answer, again.
//
// Used by http_server alone. Lifecycle: 1. make_connection(), 2. serve() or refuse(), 3. it keeps
// itself alive while something is pending, and is gone after its close.
// Threading: the server's thread; reply_gate alone is for all threads.
#pragma once

#include "runtime/http/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>
#include <mutex>

namespace orc {

/// The way of replies into the server's thread; closed before the server goes.
class reply_gate {
public:
  explicit reply_gate(boost::asio::io_context& io) : io_{&io} {}

  void close() {
    const std::lock_guard lock{mutex_};
    io_ = nullptr;
  }

  template <class Work>
  void post(Work work) {
    const std::lock_guard lock{mutex_};
    if (io_)
      boost::asio::post(*io_, std::move(work));
  }

private:
  std::mutex mutex_;
  boost::asio::io_context* io_;
};

/// What all connections of a server share.
struct connection_context {
  http_server_options options;
  http_server::handler on_request;
  bool loopback = true; ///< then the Host header is checked
  std::shared_ptr<reply_gate> gate;
  std::atomic<std::size_t> open{0};
};

class connection;

/// `context` outlives the connection.
std::shared_ptr<connection> make_connection(boost::asio::ip::tcp::socket socket,
                                            connection_context& context);
void serve(const std::shared_ptr<connection>& peer);

/// Answers 503 to whatever comes and closes.
void refuse(const std::shared_ptr<connection>& peer);

} // namespace orc
