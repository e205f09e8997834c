// One client's connection: reads a request, hands it to the handler, writes the answer, again.
//
// Used by http_server alone. Lifecycle: 1. make_connection(), 2. serve() or refuse(), 3. it keeps
// itself alive while something is pending, and is gone after its close; end() hurries it.
// Threading: the server's thread; reply_gate alone is for all threads.
#pragma once

#include "runtime/http/access.hpp"
#include "runtime/http/event_stream.hpp"
#include "runtime/http/http_server.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <mutex>
#include <set>

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

class connection;

/// What all connections of a server share.
struct connection_context {
  explicit connection_context(http_server_options o)
      : options{std::move(o)}, streams{options.streams} {}

  http_server_options options;
  http_server::handler on_request;
  std::shared_ptr<reply_gate> gate;
  stream_hub streams;
  std::set<connection*> peers;
};

/// One way in. Each has its own cap, so that clients of the port never lock the owner out.
struct entrance {
  connection_context& server;
  door way;
  std::size_t most = 0;
  std::size_t open = 0;
};

/// `in` outlives the connection.
std::shared_ptr<connection> make_connection(boost::asio::generic::stream_protocol::socket socket,
                                            entrance& in);
void serve(const std::shared_ptr<connection>& peer);

/// Answers this to whatever comes and closes.
void refuse(const std::shared_ptr<connection>& peer, api_response answer);

/// The server ends: an answer that is being written is finished, whoever waits for one gets 503,
/// the others are closed.
void end(connection& peer);

} // namespace orc
