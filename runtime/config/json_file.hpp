// A JSON text written by a person: comments and trailing commas are allowed, and a mistake is told
// with its place. Used by whatever reads a file of the configuration. Stateless; from any thread.
#pragma once

#include <boost/json/value.hpp>
#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace orc {

struct file_fault {
  std::string file;
  std::string at;   ///< JSON pointer, or "line 3, column 14" where the text is no JSON
  std::string what; ///< what was found, and what was expected
};

/// "claude.json: /rules/3/state: found \"busy\", expected one of ...": always one plain line.
[[nodiscard]] std::string to_string(const file_fault& fault);

/// `file` is only its name for the fault.
[[nodiscard]] tl::expected<boost::json::value, file_fault> parse_json(std::string_view file,
                                                                      std::string_view text);

} // namespace orc
