// The HTTP server: sockets and parsing; what is answered is its handler's affair.
//
// Used by http_gateway, which hands each exchange to itself as a message.
//
// Lifecycle:
//  1. start() binds, begins to listen and returns the port; it may be called once.
//  2. The handler gets one exchange at a time of each connection, on the server's thread, and must
//     return at once. It answers through exchange.reply, then or later, from any thread. No answer
//     within the deadline is a 504.
//  3. stop(), or the destructor, closes every connection and joins the thread. A reply after that
//     is ignored.
// Threading: one thread of its own; start() and stop() from one other thread.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/http.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace orc {

struct http_server_options {
  std::string address = "127.0.0.1"; ///< an address, or localhost
  std::uint16_t port = 8080;         ///< 0: any that is free
  std::size_t max_connections = 256; ///< one more gets 503 and is closed
  std::uint32_t header_limit = 16 * 1024;
  std::uint64_t body_limit = std::uint64_t{64} * 1024;
  std::chrono::milliseconds read_deadline{15000};  ///< for a whole request, and between two
  std::chrono::milliseconds write_deadline{15000}; ///< for a whole response
  std::chrono::milliseconds answer_deadline{5000}; ///< for the handler
};

class http_server {
public:
  using handler = std::function<void(api_exchange)>;

  http_server();
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// The port that it listens on. errc::busy: somebody else has it; permission; invalid_input: no
  /// such address here; io.
  result<std::uint16_t> start(const http_server_options& options, handler on_request);
  void stop();

private:
  struct engine;
  std::shared_ptr<engine> engine_;
};

} // namespace orc
