// Reads the configuration: defaults, then the file, then the environment.
//
// Used by the daemon at its start and at a reload, and by the command line.
//
// All mistakes come back at once, each with its place, what was found and what was expected;
// nothing is taken over in part. Stateless.
#pragma once

#include "runtime/config/default_paths.hpp"
#include "runtime/config/json_file.hpp"
#include "runtime/config/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

using settings_or_faults = tl::expected<settings, std::vector<file_fault>>;

/// Where a value comes from that is no default: the file, or the variable of that name.
struct origin {
  std::string file;     ///< empty where it was a variable
  std::string variable; ///< empty where it was the file
};

using origins = std::map<std::string, origin>; ///< by pointer; defaults are not in it

/// `text` is the file's content, empty for none. `from`, where it is given, takes the origins.
[[nodiscard]] settings_or_faults read_settings(std::string_view file,
                                               std::string_view text,
                                               const environment& env,
                                               origins* from = nullptr);

/// An empty path reads no file.
[[nodiscard]] settings_or_faults
load_settings(const std::string& path, const environment& env, origins* from = nullptr);

/// What is no mistake and should be known, one sentence each: variables of ours that do not exist
/// or cannot be obeyed yet.
using notices = std::vector<std::string>;

[[nodiscard]] notices notices_of(const environment& env);

} // namespace orc
