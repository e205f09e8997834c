#include "actors/tmux_gateway/reach.hpp"

namespace orc {

reach advance(const reach& before, const error* fault) {
  if (fault == nullptr)
    return {};
  // A server that is gone proves that the operating system still answers.
  const bool absent = fault->code == errc::no_server;
  return {absent ? 0 : before.failures + 1, *fault};
}

self_report report_of(const reach& now) {
  if (!now.fault || now.fault->code == errc::no_server)
    return {};
  if (now.failures >= failures_until_red)
    return {color::red,
            now.fault->message + " (" + std::to_string(now.failures) + " failures in a row)"};
  return {color::yellow, now.fault->message};
}

} // namespace orc
