// Loads config/agents/*.json: what each kind of agent is and how its screens are read.
//
// Used by the daemon at its start, by `tmux-orc explain` and by `tmux-orc config --validate`.
//
// Lifecycle: 1. load_rules() reads the built-in folder, then a user's, whose files replace a kind
// or add one. 2. What comes back is compiled and never changes. Nothing is loaded in part: one
// mistake anywhere, and all mistakes come back instead. Threading: free functions without state.
#pragma once

#include "actors/session_detector/rule_set.hpp"
#include "runtime/config/json_file.hpp"
#include "runtime/config/settings.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// One file's text. `file` is only its name for the faults. Comments and trailing commas are
/// allowed; keys that are not known are mistakes.
[[nodiscard]] tl::expected<kind_spec, std::vector<file_fault>> parse_rules(std::string_view file,
                                                                           std::string_view text);

/// An empty `users` folder, or one that does not exist, overrides nothing. "generic" must be there.
[[nodiscard]] tl::expected<rule_sets, std::vector<file_fault>>
load_rules(const std::filesystem::path& built_in, const std::filesystem::path& users = {});

/// What the settings say of kinds that no rule file describes; `file` is where they were read.
[[nodiscard]] std::vector<file_fault>
unknown_kinds(const settings& s, const rule_sets& rules, const std::string& file);

/// Names and texts of all these files: the same where load_rules() would bring the same.
[[nodiscard]] std::string rules_text(const std::filesystem::path& built_in,
                                     const std::filesystem::path& users);

/// The identities of all kinds, for agent_monitor. "generic" comes last.
[[nodiscard]] std::vector<agent_identity> identities_of(const rule_sets& rules);

} // namespace orc
