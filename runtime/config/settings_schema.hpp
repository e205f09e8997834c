// The JSON schema of the configuration, for editors: made of the same table that validates. Used by
// `tmux-orc config --schema`. Pure.
#pragma once

#include <string>

namespace orc {

/// JSON Schema, draft 2020-12.
[[nodiscard]] std::string settings_schema();

} // namespace orc
