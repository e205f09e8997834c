// The rules that a supervisor and its children are kept by, and what is wrong with them. Pure.
//
// Used by whoever writes a tree (runtime/app), and by the supervisor before it starts anything.
#pragma once

#include "runtime/supervision/restart_policy.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orc {

/// Who is started anew beside the child that failed.
enum class strategy : std::uint8_t {
  one_for_one,        ///< nobody
  one_for_all,        ///< all its siblings
  rest_for_one,       ///< those that start after it
  simple_one_for_one, ///< nobody; all children come from one template, on demand
};

/// When a supervisor ends because of children that have done their work.
enum class auto_shutdown : std::uint8_t {
  never,
  any_significant, ///< with the first significant child that ends by itself
  all_significant, ///< with the last
};

/// As a child's time to stop: killed without being asked, or waited for without end.
inline constexpr std::chrono::milliseconds brutal_kill{0};
inline constexpr std::chrono::milliseconds infinity = std::chrono::milliseconds::max();

struct child_rules {
  std::string id; ///< the component's name
  restart_type type = restart_type::permanent;
  std::optional<std::chrono::milliseconds> shutdown; ///< none: 5 s, infinity for a supervisor
  bool significant = false;
  bool critical = false;
  bool supervisor = false;
  bool drains = false; ///< handles what is in its mailbox before it stops
};

[[nodiscard]] std::chrono::milliseconds time_to_stop(const child_rules& child);

struct supervisor_rules {
  std::string name;
  strategy how = strategy::one_for_one;
  auto_shutdown ends = auto_shutdown::never;
  intensity_policy intensity;
  backoff_policy backoff;
  std::chrono::milliseconds start_timeout{10000}; ///< for a worker to answer after its start
  std::chrono::milliseconds orphan_after{2000};   ///< a killed child that is still there then
  std::uint32_t seed = 0;                         ///< of the jitter; 0: random
  bool allow_faults = false;
};

/// What is known of one child before it starts.
struct child_outline {
  const child_rules* rules = nullptr;
  bool has_start = false;
};

/// One sentence for each mistake; empty where the rules can be kept.
[[nodiscard]] std::vector<std::string> faults_in(const supervisor_rules& supervisor,
                                                 const std::vector<child_outline>& children,
                                                 bool has_template);

} // namespace orc
