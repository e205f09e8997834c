#pragma once

#include "messages/session_detector_actor.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// The panes of one session that are to be captured, and who gets the screens.
struct session_order {
  std::string session_key;
  session_detector_actor detector;
  std::vector<pane_screen> panes; ///< complete but for `text`
};

struct capture_order {
  cycle_stamp cycle;
  std::vector<session_order> sessions;
};

/// Every session of the order has been told when this comes, whatever failed.
struct capture_report {
  cycle_stamp cycle;
  std::chrono::microseconds took{0};
  std::uint64_t captured = 0;
  std::uint64_t failed = 0;
  std::string error; ///< why a whole batch failed, or empty
};

/// A TMUX_GATEWAY does all reading of one tmux server.
using tmux_gateway_actor = component_of<
    // Lists every pane. errc::no_server, timed_out, permission, protocol, io.
    shared<pane_listing>(list_atom),
    // Captures the panes and hands each session's screens to its detector.
    capture_report(shared<capture_order>)>;

/// The component's name of a further server's gateway; that of the first is tmux_gateway.
inline constexpr std::string_view gateway_prefix = "tmux_gateway-";

inline std::string gateway_name(const std::string& server) {
  return std::string{gateway_prefix} + server;
}

inline std::string server_in(const std::string& gateway) {
  return gateway.substr(std::min(gateway_prefix.size(), gateway.size()));
}

} // namespace orc

ORC_LOCAL_MESSAGE(orc::capture_report)
