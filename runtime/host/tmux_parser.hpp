// tmux's list of panes: the question and the reading of the answer. Pure.
//
// Names and titles are anybody's text. Each call brings a fresh nonce that stands before every
// field of free text and before every record, so that no content can forge a field or a record.
// Numbers come first in a record.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/tmux.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

/// Bytes; a longer title is listed as none at all.
inline constexpr std::size_t max_title = 1000;

/// Arguments of one tmux client that prints the server's identity, then every pane. The identity
/// is a command of its own: as fields it would be worked out again for each pane.
std::vector<std::string> list_args(std::string_view nonce);

/// `server` is the configured name. A pane that is linked into several sessions (or whose session
/// is in a group) stands under the lowest session id; panes are ordered by session, window index
/// and pane index. errc::protocol when the text is not what list_args() asks for.
result<pane_listing>
parse_listing(std::string_view text, std::string_view nonce, std::string_view server);

/// Six characters of base32 that stand for one life of one server.
std::string run_token(const server_run& run);

} // namespace orc::host
