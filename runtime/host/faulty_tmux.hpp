// A tmux that fails when a drill wants it: it hangs until its timeout, refuses, or answers garbage.
// Stands between tmux_gateway and the real client in a daemon with --fault-injection.
// Threading: as the client behind it; the switch from any thread.
#pragma once

#include "messages/types/world_fault.hpp"
#include "runtime/host/tmux_client.hpp"

#include <memory>

namespace orc::host {

class faulty_tmux_client final : public tmux_client {
public:
  faulty_tmux_client(std::shared_ptr<tmux_client> real, std::shared_ptr<fault_switch> faults);

  result<std::string> run(const std::vector<std::string>& args,
                          std::string_view input,
                          std::chrono::milliseconds timeout) override;

  std::string where() const override { return real_->where(); }

private:
  std::shared_ptr<tmux_client> real_;
  std::shared_ptr<fault_switch> faults_;
};

} // namespace orc::host
