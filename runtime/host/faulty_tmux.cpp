#include "runtime/host/faulty_tmux.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace orc::host {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr auto garbage = "%begin\t\xff\xfe\x00\x1b[31m$(reboot)\n%%%\n-1\t99999999999999999999\n"sv;

/// As long as a hanging tmux takes; what is released meanwhile does not wait longer.
void hang(const fault_switch& faults, std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (std::chrono::steady_clock::now() < end && faults.now().fault == world_fault::tmux_hang)
    std::this_thread::sleep_for(std::min(20ms, timeout));
}

} // namespace

faulty_tmux_client::faulty_tmux_client(std::shared_ptr<tmux_client> real,
                                       std::shared_ptr<fault_switch> faults)
    : real_(std::move(real)), faults_(std::move(faults)) {}

result<std::string> faulty_tmux_client::run(const std::vector<std::string>& args,
                                            std::string_view input,
                                            std::chrono::milliseconds timeout) {
  if (faults_->strikes(world_fault::tmux_hang)) {
    hang(*faults_, timeout);
    return fail(errc::timed_out, "a drill lets tmux on " + where() + " hang");
  }
  if (faults_->strikes(world_fault::tmux_fail))
    return fail(errc::io, "a drill lets tmux on " + where() + " fail");
  if (faults_->strikes(world_fault::tmux_garbage))
    return std::string{garbage};
  return real_->run(args, input, timeout);
}

} // namespace orc::host
