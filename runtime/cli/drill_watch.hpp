// What is seen of the monitor during a drill, and whether it came through. Pure; drill.cpp asks.
//
// Lifecycle:
//  1. Made with what was seen before anything failed.
//  2. see() each look, in the order of time; what changed becomes a line.
//  3. over() when the failure has ended by itself or was taken back.
//  4. is_recovered() is asked after each look; verdict() once, at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orc::cli {

/// One look at the daemon, so many seconds after the order.
struct drill_look {
  enum class reply : std::uint8_t { answered, refused, hung };

  double at = 0;
  reply came = reply::answered;
  std::string color;  ///< of the whole
  std::string reason; ///< for it; empty: none
  std::string state;  ///< of the component that was made to fail; empty: the world was
  std::int64_t incarnation = 0;
  std::string last_reason; ///< why the component last went down
  std::string as_of;       ///< of the newest cycle
  std::size_t agents = 0;
  double failures = 0; ///< operations that failed since the daemon's start
};

struct drill_line {
  double at = 0;
  std::string what;
};

struct drill_verdict {
  bool recovered = false;
  double seconds = 0;     ///< from the order until it was whole again
  double longest_gap = 0; ///< seconds without a new cycle being shown
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;
  std::uint64_t hung = 0;
  double failures = 0; ///< operations that failed meanwhile
  std::size_t agents_before = 0;
  std::size_t agents_after = 0;
  std::vector<drill_line> lines;
};

class drill_watch {
public:
  /// `component` empty: the world is made to fail. `dies`: it has to come back as another life.
  drill_watch(drill_look before, std::string component, bool dies);

  void see(const drill_look& look);
  void over(double at);

  /// It runs (again), the whole is no worse than before, and a cycle was done since.
  [[nodiscard]] bool is_recovered() const { return recovered_at_.has_value(); }

  [[nodiscard]] drill_verdict verdict() const;

private:
  void note(double at, std::string what) { told_.lines.push_back({at, std::move(what)}); }

  void see_component(const drill_look& look);
  void see_whole(const drill_look& look);
  void see_cycle(const drill_look& look);
  [[nodiscard]] bool is_whole(const drill_look& look) const;

  drill_look before_;
  drill_look last_;
  std::string component_;
  bool dies_;
  bool over_ = false;
  bool reachable_ = true;
  std::string as_of_when_over_; ///< the cycle that may still have been done in the failure
  double newest_cycle_at_ = 0;
  std::optional<double> recovered_at_;
  drill_verdict told_;
};

} // namespace orc::cli
