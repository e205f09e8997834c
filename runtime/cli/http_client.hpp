// Asks the daemon, over TCP or its control socket. Used by every command that speaks to it.
// Blocking; from any thread.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <string>

namespace orc::cli {

struct http_answer {
  unsigned status = 0;
  std::string body;
  std::string server{}; ///< the header of this name: "tmux-orchestrator-monitor/0.1.0"
};

struct http_question {
  std::string method = "GET";
  std::string target{}; ///< the path with its query
  std::string body{};   ///< JSON, or empty
  std::string token{};  ///< for control over TCP; empty: none is sent
};

/// `url` is "http://HOST[:PORT]" or "unix:PATH" (the control socket). errc::invalid_input: no such
/// URL; unavailable: nobody listens; permission: the socket is another user's; timed_out;
/// protocol: no HTTP came back.
[[nodiscard]] result<http_answer>
http_ask(const std::string& url, const http_question& question, std::chrono::milliseconds timeout);

[[nodiscard]] result<http_answer>
http_get(const std::string& url, const std::string& target, std::chrono::milliseconds timeout);

[[nodiscard]] result<http_answer> http_post(const std::string& url,
                                            const std::string& target,
                                            const std::string& json,
                                            std::chrono::milliseconds timeout);

/// "a b" as "a%20b": a value for a path or a query.
[[nodiscard]] std::string percent_encode(const std::string& value);

} // namespace orc::cli
