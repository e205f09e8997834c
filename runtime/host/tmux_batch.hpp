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

/// One pane to capture. A row that is wanted with its colours is a capture of its own, which costs
/// as much again: whole screens with colours cost four times as much.
struct pane_request {
  pane_request(int which, std::optional<int> row = std::nullopt) // NOLINT: a pane is a request
      : pane(which), coloured_row(row) {}

  int pane;
  std::optional<int> coloured_row; ///< from 0, the pane's first
};

/// The text for `tmux source-file -`.
std::string capture_batch(const std::vector<pane_request>& panes, std::string_view nonce);

struct captured_screen {
  int height = 0;     ///< rows at the moment of the capture
  std::string text;   ///< exactly that many, each ended by '\n'
  std::string styled; ///< the coloured row, ended by '\n'; empty where none was wanted
};

/// One entry for each of `panes`, in their order; nothing for a pane that is no more.
/// errc::protocol when the rows do not add up: the batch is to be read again.
result<std::vector<std::optional<captured_screen>>>
split_batch(std::string_view text, const std::vector<pane_request>& panes, std::string_view nonce);

} // namespace orc::host
