#include "runtime/host/tmux_batch.hpp"

#include "runtime/host/text_scan.hpp"

#include <algorithm>
#include <unordered_map>

namespace orc::host {
namespace {

using heights = std::unordered_map<int, int>;

tl::unexpected<error> misfit(const std::string& what) {
  return fail(errc::protocol, "tmux's captures: " + what);
}

/// Reads the leading lines "<nonce>%pane height" off the text.
std::optional<heights> take_heights(std::string_view& text, std::string_view nonce) {
  heights found;
  while (text.starts_with(nonce)) {
    auto rest = text.substr(nonce.size());
    if (!rest.starts_with('%'))
      return found; // the closing line
    rest.remove_prefix(1);
    const auto pane = number_in<int>(take_until(rest, " "));
    const auto height = number_in<int>(take_until(rest, "\n"));
    if (!pane || !height || *height <= 0)
      return std::nullopt;
    found.emplace(*pane, *height);
    text = rest;
  }
  return found;
}

/// Cuts that many lines off the front, or nothing where there are fewer.
std::optional<std::string_view> take_rows(std::string_view& text, int rows) {
  std::size_t end = 0;
  for (int i = 0; i < rows; ++i) {
    const auto at = text.find('\n', end);
    if (at == std::string_view::npos)
      return std::nullopt;
    end = at + 1;
  }
  const auto taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

} // namespace

std::string capture_batch(const std::vector<pane_request>& panes, std::string_view nonce) {
  const std::string mark{nonce};
  std::string text = "list-panes -a -F '" + mark + "#{pane_id} #{pane_height}'\n";
  for (const auto& [pane, row] : panes) {
    const auto target = " -t %" + std::to_string(pane);
    text += "capture-pane -p" + target + "\n";
    if (row) // tmux takes the nearest row where the pane has become smaller: it is one in any case
      text += "capture-pane -p -e" + target + " -S " + std::to_string(std::max(*row, 0)) + " -E "
              + std::to_string(std::max(*row, 0)) + "\n";
  }
  return text + "display-message -p " + mark + "\n";
}

result<std::vector<std::optional<captured_screen>>>
split_batch(std::string_view text, const std::vector<pane_request>& panes, std::string_view nonce) {
  const auto found = take_heights(text, nonce);
  if (!found)
    return misfit("a height cannot be read");
  const std::string close = std::string{nonce} + "\n";
  if (!text.ends_with(close))
    return misfit("the end is missing");
  text.remove_suffix(close.size());
  std::vector<std::optional<captured_screen>> screens;
  for (const auto& [pane, row] : panes) {
    const auto height = found->find(pane);
    if (height == found->end()) {
      screens.emplace_back();
      continue;
    }
    const auto rows = take_rows(text, height->second);
    const auto styled = rows && row ? take_rows(text, 1) : std::optional{std::string_view{}};
    if (!rows || !styled)
      return misfit("rows are missing from pane %" + std::to_string(pane) + " on");
    screens.push_back(captured_screen{height->second, std::string{*rows}, std::string{*styled}});
  }
  if (!text.empty())
    return misfit("rows are left over");
  return screens;
}

} // namespace orc::host
