// Which pane of an order goes into which batch, and which sessions are whole after each. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace orc {

/// One pane of the order: the n-th pane of the m-th session.
struct batch_slot {
  std::size_t session = 0;
  std::size_t pane = 0;
  bool operator==(const batch_slot&) const = default;
};

struct batch {
  std::vector<batch_slot> slots;
  std::vector<std::size_t> completes; ///< sessions whose last pane is in this batch
  bool operator==(const batch&) const = default;
};

/// Fills batches of at most `size` (at least 1) over all sessions together, in the order's order.
/// Sessions without panes are in no batch.
std::vector<batch> plan_batches(const std::vector<std::size_t>& panes_per_session,
                                std::size_t size);

} // namespace orc
