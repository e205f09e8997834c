// How an agent of one kind is told from other programs. Part of a rule file; used by agent_monitor.
#pragma once

#include <string>
#include <vector>

namespace orc {

/// Each list holds patterns in which `*` stands for anything.
struct agent_identity {
  std::string kind;
  std::vector<std::string> process_names;   ///< the program's own name, without its folder
  std::vector<std::string> script_names;    ///< what an interpreter runs, without folder, extension
  std::vector<std::string> window_patterns; ///< windows that are meant for such an agent
};

} // namespace orc
