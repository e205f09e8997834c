// A client of the daemon that trusts nothing of the daemon's own code.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace orc::e2e {

struct answer {
  int status = 0; ///< 0: no answer
  std::string body;
};

/// A port that nobody listens on now: a gateway that is crashed must come back to the one that its
/// clients know.
std::uint16_t a_free_port();

class api {
public:
  explicit api(std::uint16_t port) : port_(port) {}

  [[nodiscard]] std::uint16_t port() const { return port_; }

  [[nodiscard]] answer get(const std::string& target) const;

  /// The agent in that pane of /api/v1/agents, or nothing.
  [[nodiscard]] std::optional<boost::json::object> agent_in(const std::string& pane) const;

  /// A sample of /metrics by its name with labels, or -1.
  [[nodiscard]] double metric(const std::string& series) const;

private:
  std::uint16_t port_;
};

} // namespace orc::e2e
