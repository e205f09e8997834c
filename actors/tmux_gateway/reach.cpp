#include "actors/tmux_gateway/reach.hpp"

namespace orc {

self_report report_of(const std::optional<error>& fault) {
  if (!fault || fault->code == errc::no_server)
    return {};
  return {color::yellow, fault->message};
}

} // namespace orc
