// The last hour's cycles in figures, for /api/v1/cycles.
//
// Used by http_gateway, which is told every cycle anyway; they are gone with it. Pure.
#pragma once

#include "messages/types/cycle.hpp"

#include <cstdint>
#include <deque>

namespace orc {

struct cycle_entry {
  std::uint64_t id = 0; ///< grows by one
  cycle_stats figures;  ///< without the names of sessions
};

class cycle_log {
public:
  static constexpr std::size_t most = 3600; ///< an hour at one a second, less than 2 MB

  /// A cycle that was noted already, by its stamp, changes nothing.
  void note(const cycle_stats& figures);

  /// Oldest first.
  [[nodiscard]] const std::deque<cycle_entry>& entries() const { return entries_; }

private:
  std::deque<cycle_entry> entries_;
  std::uint64_t last_ = 0;
};

} // namespace orc
