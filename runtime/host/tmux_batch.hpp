// Many panes' screens by one tmux client: the commands and the splitting of the answer. Pure.
//
// The batch is read by `tmux source-file -`. Its first command lists every pane's height behind a
// fresh nonce, then come the captures, then the nonce once more. tmux runs a batch in one go, so
// the heights are those of the very moment of the captures, and they alone split the text: a marker
// per pane would double the cost, and an older height could be wrong in a way that nobody notices.
#pragma once

#include "messages/types/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orc::host {

inline constexpr std::size_t max_batch = 200; ///< captures; beyond it tmux itself grows slower

/// The text for `tmux source-file -`.
std::string capture_batch(const std::vector<int>& panes, std::string_view nonce);

struct captured_screen {
  int height = 0;   ///< rows at the moment of the capture
  std::string text; ///< exactly that many, each ended by '\n'
};

/// One entry for each of `panes`, in their order; nothing for a pane that is no more.
/// errc::protocol when the rows do not add up: the batch is to be read again.
result<std::vector<std::optional<captured_screen>>>
split_batch(std::string_view text, const std::vector<int>& panes, std::string_view nonce);

} // namespace orc::host
