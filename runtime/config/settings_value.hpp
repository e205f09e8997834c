// One value of the configuration on its way from JSON or a variable into the settings, and back.
// Used by settings_file and settings_table. Pure.
#pragma once

#include "runtime/config/settings_table.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace orc {

/// False where the value does not fit; nothing is taken over then.
[[nodiscard]] bool take_over(const setting& s, const boost::json::value& found, settings& into);

/// A variable's text as the JSON value that it stands for: texts need no quotes.
[[nodiscard]] boost::json::value value_of_variable(const setting& s, const std::string& text);

/// What the settings hold.
[[nodiscard]] boost::json::value value_in(const setting& s, const settings& from);

} // namespace orc
