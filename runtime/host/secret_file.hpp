// A secret that is kept in a file, never in an argument or a variable, which others can read.
// Used by the daemon for http.token_file. Stateless.
#pragma once

#include "messages/types/error.hpp"

#include <string>

namespace orc::host {

/// The one word in the file, without the end of its line. errc::invalid_input: it is shorter than
/// 16 characters, longer than 4096, or no single word of visible ASCII; permission: others may read
/// or write the file, or it is another user's; io.
result<std::string> read_secret(const std::string& path);

} // namespace orc::host
