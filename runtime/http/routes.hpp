// Which path leads where. Pure.
//
// Used by answers.cpp; the names are fixed in ARCHITECTURE.md, since scripts depend on them.
#pragma once

#include "messages/types/error.hpp"

#include <map>
#include <string>
#include <string_view>

namespace orc {

enum class route {
  page,             ///< /
  page_asset,       ///< /page.css, /page.js, /icon.svg; the parameter is the file's name
  livez,            ///< /livez
  readyz,           ///< /readyz
  health,           ///< /health
  health_all,       ///< /health/components
  health_component, ///< /health/<component>
  metrics,          ///< /metrics
  agents,           ///< /api/v1/agents
  agent,            ///< /api/v1/agents/<id>
  agent_history,    ///< /api/v1/agents/<id>/history
  agent_explain,    ///< /api/v1/agents/<id>/explain
  sessions,         ///< /api/v1/sessions
  components,       ///< /api/v1/components
  cycles,           ///< /api/v1/cycles
  events,           ///< /api/v1/events
  stream,           ///< /api/v1/stream
  restart,          ///< /api/v1/components/<name>/restart
  log_level,        ///< /api/v1/log
  mode,             ///< /api/v1/mode: read by GET, armed again by POST
  drills,           ///< /api/v1/drills: read and done
  nowhere,
};

struct routed {
  route to = route::nowhere;
  std::string parameter; ///< the variable part of the path, or empty
};

/// `path` is percent-decoded. One slash at its end is forgiven.
routed route_of(std::string_view path);

/// The value of the Allow header: what may be done there.
std::string_view allowed_methods(route to);
bool allows(route to, std::string_view method);

/// Whether this changes the daemon, and is for its owner alone.
bool controls(route to, std::string_view method);

/// What stands between the method and the version in a request line, taken apart and decoded.
struct target {
  std::string path;
  std::map<std::string, std::string> query; ///< the last of a repeated key
};

/// errc::invalid_input: not an absolute path, a broken percent escape, or a control character.
result<target> parse_target(std::string_view text);

/// Whether a Host header names this machine's loopback, with any port or none. A page that a
/// browser loaded from elsewhere cannot forge it, whatever its DNS says (DNS rebinding).
bool is_loopback_host(std::string_view host);

} // namespace orc
