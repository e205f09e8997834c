#include "messages/types/world_fault.hpp"

namespace orc {

std::string_view to_string(world_fault f) {
  switch (f) {
  case world_fault::none:
    return "none";
  case world_fault::storage_busy:
    return "storage_busy";
  case world_fault::storage_full:
    return "storage_full";
  case world_fault::storage_corrupt:
    return "storage_corrupt";
  case world_fault::storage_io:
    return "storage_io";
  case world_fault::tmux_hang:
    return "tmux_hang";
  case world_fault::tmux_fail:
    return "tmux_fail";
  case world_fault::tmux_garbage:
    return "tmux_garbage";
  }
  return "?";
}

void fault_switch::arm(world_fault fault, std::chrono::milliseconds lasts, unsigned times) {
  const std::lock_guard lock{mutex_};
  fault_ = fault;
  until_ = clock::now() + lasts;
  times_left_ = times > 0 ? std::optional{times} : std::nullopt;
}

void fault_switch::release() {
  arm(world_fault::none, {});
}

bool fault_switch::in_force() const {
  return fault_ != world_fault::none && clock::now() < until_ && times_left_ != 0U;
}

fault_switch::state fault_switch::now() const {
  const std::lock_guard lock{mutex_};
  if (!in_force())
    return {};
  return {fault_, std::chrono::ceil<std::chrono::milliseconds>(until_ - clock::now())};
}

bool fault_switch::strikes(world_fault by) {
  const std::lock_guard lock{mutex_};
  if (fault_ != by || !in_force())
    return false;
  if (times_left_)
    --*times_left_;
  return true;
}

} // namespace orc
