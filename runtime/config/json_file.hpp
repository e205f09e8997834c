// A JSON text written by a person: comments and trailing commas are allowed, and every mistake is
// told with its place. Used by whatever reads a file of the configuration.
//
// Lifecycle of a file: 1. read_text() brings it, or says why not. 2. parse_json() takes it apart.
// 3. What its reader then finds wrong gets its line and column by locate(). Stateless; from any
// thread.
#pragma once

#include "runtime/config/json_places.hpp"

#include <boost/json/value.hpp>
#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orc {

struct file_fault {
  std::string file;
  std::string at;   ///< JSON pointer, or an environment variable
  std::string what; ///< what was found, and what was expected
  place where{};
};

/// "claude.json:14:7: /rules/3/state: found \"busy\", expected one of ...": always one plain line.
[[nodiscard]] std::string to_string(const file_fault& fault);

/// A value as it would stand in a file, cut to a part of a line.
[[nodiscard]] std::string shown(const boost::json::value& v);

/// A regular file of at most a megabyte that is not empty.
[[nodiscard]] tl::expected<std::string, file_fault> read_text(const std::string& path);

/// UTF-8 without a byte order mark. `file` is only its name for the fault.
[[nodiscard]] tl::expected<boost::json::value, file_fault> parse_json(std::string_view file,
                                                                      std::string_view text);

/// A key that stands twice in one object, of which the parser would silently take the last.
[[nodiscard]] std::vector<file_fault> repeated_keys(std::string_view file, std::string_view text);

/// Adds the place in `text` of what each fault points at, and brings them into that order. Of more
/// than a hundred faults the first are kept, and it is said how many there were.
void locate(std::vector<file_fault>& faults, std::string_view text);

} // namespace orc
