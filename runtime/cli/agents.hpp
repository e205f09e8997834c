// `tmux-orc agents`: who does what, the most urgent first.
#pragma once

#include "runtime/cli/command_table.hpp"

#include <string>
#include <vector>

namespace orc::cli {

/// Which agents, in which order. Of each list one has to fit; an empty one lets all through.
struct agents_arguments {
  std::vector<std::string> states{};
  std::vector<std::string> sessions{}; ///< names or keys
  std::vector<std::string> kinds{};
  std::vector<std::string> servers{};
  bool stuck = false;  ///< only those that are
  std::string match{}; ///< a text in any column, upper or lower case alike; empty: all
  std::string sort = "state";
};

[[nodiscard]] outcome agents(const context& c, const agents_arguments& a);

/// Of the daemon's `/api/v1/agents` those that fit, in order.
[[nodiscard]] std::vector<boost::json::value> choose_agents(const boost::json::value& body,
                                                            const agents_arguments& a);

[[nodiscard]] std::string agents_table(const std::vector<boost::json::value>& items,
                                       const terminal& t);

[[nodiscard]] command agents_command();

} // namespace orc::cli
