// What tmux itself takes to list all panes and to hand over all screens: the limit that a cycle is
// measured against.
//
// The commands are the gateway's own, byte by byte but for the nonce; nothing is parsed, so the
// figure is tmux's work, the starting of its clients and the reading of their pipes.
// Used by the cycle benchmark. Threading: one thread.
#pragma once

#include "messages/types/error.hpp"
#include "runtime/host/tmux_client.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace orc::bench {

struct raw_tmux_cost {
  std::size_t panes = 0;
  std::size_t batches = 0;
  std::size_t bytes = 0; ///< of one list and all captures
  std::chrono::duration<double, std::milli> list{0};
  std::chrono::duration<double, std::milli> capture{0};

  [[nodiscard]] std::chrono::duration<double, std::milli> together() const {
    return list + capture;
  }
};

/// One list and the captures of `panes` in batches of that size. To be interleaved with cycles, so
/// that both see the same machine.
result<raw_tmux_cost>
raw_tmux_once(host::tmux_client& client, const std::vector<int>& panes, std::size_t batch_size);

/// The medians over so many runs on all panes that the server has.
result<raw_tmux_cost>
raw_tmux_median(const host::tmux_socket& socket, std::size_t batch_size = 200, int runs = 9);

} // namespace orc::bench
