// Does all reading of one tmux server.
//
// Lifecycle:
//  1. Spawned detached, since each call waits for tmux; one per server.
//  2. list_atom: one client, every pane.
//  3. A capture order: batches over all its sessions together. A session's detector gets its
//     screens with the batch that completes it, and is told of what failed, whatever happens.
//  4. It remembers nothing but whether tmux answers, so a restart loses nothing.
// Threading: its own thread.
#pragma once

#include "actors/tmux_gateway/batches.hpp"
#include "actors/tmux_gateway/reach.hpp"
#include "messages/tmux_gateway_actor.hpp"
#include "runtime/host/tmux_batch.hpp"
#include "runtime/host/tmux_client.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orc {

struct tmux_gateway_options {
  std::string server = "default"; ///< its configured name, for server_run.server
  std::chrono::milliseconds list_timeout{2000};
  std::chrono::milliseconds batch_timeout{2000};
  std::size_t batch_size = host::max_batch; ///< at most host::max_batch
};

struct tmux_gateway_state {
  static inline const char* name = "tmux_gateway";

  using screens = std::vector<std::optional<host::captured_screen>>;

  tmux_gateway_state() = default;

  caf::result<shared<pane_listing>> list();
  capture_report capture(const capture_order& order);

  tmux_gateway_actor::stateful_pointer<tmux_gateway_state> self = nullptr;
  std::shared_ptr<host::tmux_client> client;
  tmux_gateway_options options;
  std::optional<error> last_fault; ///< of the last call, nothing when it went well

private:
  result<pane_listing> read_listing();
  result<screens> read_batch(const std::vector<host::pane_request>& panes);
  result<screens> try_batch(const std::vector<host::pane_request>& panes);
  void note(const error* fault);
};

tmux_gateway_actor::behavior_type
tmux_gateway(tmux_gateway_actor::stateful_pointer<tmux_gateway_state> self,
             std::shared_ptr<host::tmux_client> client,
             tmux_gateway_options options);

} // namespace orc
