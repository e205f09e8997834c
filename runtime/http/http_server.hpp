// The HTTP server: sockets and parsing; what is answered is its handler's affair.
//
// Used by http_gateway, which hands each exchange to itself as a message.
//
// Lifecycle:
//  1. start() binds, begins to listen and returns the port; it may be called once.
//  2. The handler gets one exchange at a time of each connection, on the server's thread, and must
//     return at once. It answers through exchange.reply, then or later, from any thread. No answer
//     within the deadline is a 504.
//  3. open_control() adds the control socket, whose clients are the owner's.
//  4. publish() sends a frame to all clients whose answer was a stream.
//  5. stop(), or the destructor, finishes the answers that are being written, within a short
//     deadline, answers 503 to who still waits, and joins the thread. A reply after that is
//     ignored.
// Threading: one thread of its own; start(), open_control() and stop() from one other thread,
// publish() from any.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/http.hpp"
#include "runtime/http/event_stream.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace orc {

struct http_server_options {
  std::string address = "127.0.0.1"; ///< an address, or localhost
  std::uint16_t port = 8080;         ///< 0: any that is free
  std::string token;                 ///< for control over TCP; empty: there is none
  std::size_t max_connections = 512; ///< one more gets 503 and is closed; streams do not count
  std::uint32_t header_limit = 16 * 1024;
  std::uint64_t body_limit = std::uint64_t{64} * 1024;
  std::chrono::milliseconds read_deadline{15000};    ///< for a whole request, and between two
  std::chrono::milliseconds write_deadline{15000};   ///< for a whole response
  std::chrono::milliseconds answer_deadline{5000};   ///< for the handler
  std::chrono::milliseconds control_deadline{30000}; ///< for the handler of anything but reading
  std::chrono::milliseconds end_deadline{500};       ///< for answers in flight when it stops
  stream_limits streams;
};

class http_server {
public:
  using handler = std::function<void(api_exchange)>;

  http_server();
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// The port that it listens on. errc::busy: somebody else has it; permission; invalid_input: no
  /// such address here, or one that others can reach without a token being set; io.
  result<std::uint16_t> start(const http_server_options& options, handler on_request);

  /// Listens at this path, too; after start(). What it refuses: control_socket.hpp.
  result<void> open_control(const std::string& path);

  void publish(std::string frame);
  void stop();

private:
  struct engine;
  std::shared_ptr<engine> engine_;
};

} // namespace orc
