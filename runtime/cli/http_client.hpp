// Asks the daemon. Used by every command that speaks to it. Blocking; from any thread.
#pragma once

#include "messages/types/error.hpp"

#include <chrono>
#include <string>

namespace orc::cli {

struct http_answer {
  unsigned status = 0;
  std::string body;
};

/// `url` is "http://HOST[:PORT]", `target` the path with its query. errc::invalid_input: no such
/// URL; unavailable: nobody listens; timed_out; protocol: no HTTP came back.
[[nodiscard]] result<http_answer>
http_get(const std::string& url, const std::string& target, std::chrono::milliseconds timeout);

/// "a b" as "a%20b": a value for a path or a query.
[[nodiscard]] std::string percent_encode(const std::string& value);

} // namespace orc::cli
