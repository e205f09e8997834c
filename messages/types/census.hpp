// The census: agents found by walking /proc, held against the agents that are tracked.
#pragma once

#include "messages/types/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// How a pane's agent as it was found differs from the one that is tracked there.
enum class census_fault : std::uint8_t {
  missed,     ///< an agent's process is in front of it, and none is tracked as alive
  phantom,    ///< one is tracked as alive, and no agent's process is on its terminal
  wrong_kind, ///< the processes on its terminal are of another kind
};
inline constexpr std::size_t census_fault_count = 3;
std::string_view to_string(census_fault f);

/// One difference that was seen twice.
struct census_difference {
  census_fault what = census_fault::missed;
  std::string server;
  std::string pane;         ///< "%12"
  std::string place;        ///< server/session:window, hostile text
  std::string tracked_kind; ///< empty where none is tracked
  std::string found_kind;   ///< empty where none was found
  std::int64_t pid = 0;     ///< of the process that was found; 0: none
  bool operator==(const census_difference&) const = default;
};

/// One census in figures. An agent counts once.
struct census_report {
  cycle_stamp at;
  steady_time good_until{};       ///< later than that it is too old to say how things are
  std::uint64_t right = 0;        ///< found and tracked alike, its evidence of one mind
  std::uint64_t contradicted = 0; ///< found and tracked alike, but its evidence contradicts itself
  std::vector<census_difference> differences;
  std::string error; ///< why none could be made, or empty; then all figures are 0
};

/// A fixed share, by definition 1 where there was nothing to find.
inline double accuracy_of(const census_report& r) {
  const auto all = r.right + r.contradicted + r.differences.size();
  return all == 0 ? 1.0 : static_cast<double>(r.right) / static_cast<double>(all);
}

} // namespace orc
