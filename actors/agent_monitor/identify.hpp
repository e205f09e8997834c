// Who is an agent, by its process or by its window's name. Used by agent_monitor and by
// `tmux-orc explain`. Pure.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/agent_kind.hpp"
#include "messages/types/pattern.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace orc {

using agent_identities = std::vector<agent_identity>; ///< the first that matches wins

/// The kind whose process this is, or empty. An interpreter (node, python, a shell running a
/// script) is looked through to the script's name.
[[nodiscard]] std::string kind_of_process(const process_facts& process,
                                          const agent_identities& kinds);

/// The kind that a window of this name is meant for, or empty.
[[nodiscard]] std::string kind_of_window(std::string_view window_name,
                                         const agent_identities& kinds);

/// A shell at its prompt: no script, no command string.
[[nodiscard]] bool is_waiting_shell(const process_facts& process);

/// The script that an interpreter runs, without folder and extension; else empty.
[[nodiscard]] std::string script_of(const process_facts& process);

} // namespace orc
