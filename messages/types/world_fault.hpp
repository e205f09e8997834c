// What a drill makes fail in the world around the monitor, and the switch that does it.
//
// Lifecycle of a fault:
//  1. arm() it for a while; one switch holds one fault, the last wins.
//  2. Whoever stands between the monitor and the world asks strikes() at each call.
//  3. It ends by itself when its time is over or it has struck often enough, or by release().
// Threading: any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

namespace orc {

enum class world_fault : std::uint8_t {
  none,
  storage_busy,    ///< somebody else holds the database's write lock: SQLITE_BUSY
  storage_full,    ///< nothing can be written to it: SQLITE_FULL
  storage_corrupt, ///< what is read or written is no sound page: SQLITE_CORRUPT
  storage_io,      ///< its disk fails: SQLITE_IOERR
  tmux_hang,       ///< tmux does not answer in time
  tmux_fail,       ///< tmux refuses
  tmux_garbage,    ///< tmux answers what nobody understands
};

inline constexpr std::array world_faults{world_fault::storage_busy,
                                         world_fault::storage_full,
                                         world_fault::storage_corrupt,
                                         world_fault::storage_io,
                                         world_fault::tmux_hang,
                                         world_fault::tmux_fail,
                                         world_fault::tmux_garbage};

std::string_view to_string(world_fault f);

class fault_switch {
public:
  /// `times`: it strikes so often at most; 0: every time.
  void arm(world_fault fault, std::chrono::milliseconds lasts, unsigned times = 0);
  void release();

  struct state {
    world_fault fault = world_fault::none;
    std::chrono::milliseconds left{0};
  };

  [[nodiscard]] state now() const;

  /// Whether this call is to fail by that fault; counts it then.
  bool strikes(world_fault by);

private:
  using clock = std::chrono::steady_clock;

  mutable std::mutex mutex_;
  world_fault fault_ = world_fault::none;
  clock::time_point until_{};
  std::optional<unsigned> times_left_;

  [[nodiscard]] bool in_force() const;
};

/// The switches of one daemon; null where it runs without fault injection.
struct fault_switches {
  std::shared_ptr<fault_switch> storage;
  std::shared_ptr<fault_switch> tmux;

  /// Of what that fault belongs to.
  [[nodiscard]] fault_switch* of(world_fault f) const {
    return f == world_fault::none       ? nullptr
           : f < world_fault::tmux_hang ? storage.get()
                                        : tmux.get();
  }
};

} // namespace orc
