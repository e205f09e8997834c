// Numbers the stream's events and keeps the last ones, for clients that come back. Pure.
//
// Used by http_gateway. Lifecycle: 1. add() gives each event its id and its frame, 2. beginning()
// says what a client gets first: what it missed, or that it must read the lists anew.
//
// An id is "<epoch>-<number>": the epoch is another for each life of http_gateway, so that a number
// is never taken for that of another life.
#pragma once

#include "runtime/http/changes.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

class event_log {
public:
  explicit event_log(std::string epoch = "0", std::size_t most = 2000)
      : epoch_{std::move(epoch)}, most_{most} {}

  /// The frames of these events, as they go out to everybody who listens.
  std::string add(const std::vector<stream_event>& events);

  /// For a client that saw the event `last_id` last, or none when it is empty.
  [[nodiscard]] std::string beginning(std::string_view last_id) const;

private:
  [[nodiscard]] std::string id_line(std::uint64_t number) const;

  std::string epoch_;
  std::size_t most_;
  std::uint64_t last_ = 0;         // the newest event's number
  std::deque<std::string> frames_; // the newest ones
};

} // namespace orc
