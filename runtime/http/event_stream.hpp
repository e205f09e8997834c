// Clients that listen to the event stream: one response that never ends (server-sent events, WHATWG
// HTML, section 9.2).
//
// Used by http_server. Lifecycle of a listener: 1. add() takes its socket over from the connection
// and sends the beginning, 2. publish() hands it every frame, and a comment keeps it alive where
// there is none, 3. it ends when it goes away, when it lags behind for more than it may, or by
// close_all(). Threading: the server's thread.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>

namespace orc {

struct stream_limits {
  std::size_t most = 32;                           ///< listeners; one more is refused
  std::size_t backlog = std::size_t{256} * 1024;   ///< unsent bytes of one listener
  std::chrono::milliseconds heartbeat{15000};      ///< of silence
  std::chrono::milliseconds write_deadline{15000}; ///< for one write
};

class event_listener;

class stream_hub {
public:
  using socket = boost::asio::generic::stream_protocol::socket;

  explicit stream_hub(stream_limits limits) : limits_{limits} {}

  [[nodiscard]] bool full();

  void add(socket peer, std::string beginning);
  void publish(std::string frame);
  void close_all();

private:
  stream_limits limits_;
  std::list<std::weak_ptr<event_listener>> listeners_;
};

} // namespace orc
