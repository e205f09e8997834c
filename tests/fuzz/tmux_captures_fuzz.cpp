// split_batch() on any bytes, and on what tmux would print for panes with hostile screens.
#include "runtime/host/tmux_batch.hpp"
#include "tests/fuzz/invariant.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>

namespace orc::fuzz {
namespace {

using host::split_batch;

const std::string nonce = "4b7d19fe20ac83d5"; // as random_nonce() makes them; the corpus holds it

void check_any_bytes(const std::string& text) {
  const std::vector<host::pane_request> asked{0, 1, 2, 7};
  const auto screens = split_batch(text, asked, nonce);
  if (!screens)
    return;
  require(screens->size() == asked.size(), "every pane that was asked for has its answer");
  std::string rows;
  for (const auto& one : *screens) {
    if (!one)
      continue;
    require(std::count(one->text.begin(), one->text.end(), '\n') == one->height,
            "a screen has as many rows as its pane");
    rows += one->text;
  }
  require(text.ends_with(rows + nonce + "\n"), "every row went to one screen, in order");
}

struct told {
  std::vector<host::pane_request> asked;
  std::vector<std::string> screens; ///< of those asked; empty: the pane is gone
  std::string text;                 ///< as tmux prints it
  std::size_t heights = 0;          ///< bytes of `text` before the first screen
};

std::string any_screen(FuzzedDataProvider& from) {
  std::string screen;
  for (int rows = from.ConsumeIntegralInRange(0, 5); rows > 0; --rows) {
    auto row = from.ConsumeRandomLengthString(40);
    std::replace(row.begin(), row.end(), '\n', ' ');
    screen += row.find(nonce) == std::string::npos ? row + "\n" : "\n"; // nobody can guess it
  }
  return screen;
}

told any_batch(FuzzedDataProvider& from) {
  told batch;
  std::string heights;
  std::string screens;
  for (int pane = 0; pane < 6; ++pane) {
    const auto screen = any_screen(from);
    const bool asked = from.ConsumeIntegralInRange(0, 3) > 0;
    if (!screen.empty())
      heights += nonce + "%" + std::to_string(pane) + " "
                 + std::to_string(std::count(screen.begin(), screen.end(), '\n')) + "\n";
    if (asked) {
      batch.asked.push_back(pane);
      batch.screens.push_back(screen);
      screens += screen;
    }
  }
  batch.heights = heights.size();
  batch.text = heights + screens + nonce + "\n";
  return batch;
}

void check_hostile_screens(FuzzedDataProvider& from) {
  const auto batch = any_batch(from);
  const auto screens = split_batch(batch.text, batch.asked, nonce);
  require(screens.has_value(), "what tmux prints can be split, whatever the screens show");
  for (std::size_t i = 0; i < batch.asked.size(); ++i)
    require((*screens)[i].has_value() ? (*screens)[i]->text == batch.screens[i]
                                      : batch.screens[i].empty(),
            "each pane has the rows that are its own");
  auto longer = batch.text;
  longer.insert(batch.heights, from.ConsumeRandomLengthString(20) + "\n");
  if (longer.find(nonce, batch.heights) == longer.rfind(nonce)) // the close alone
    require(!split_batch(longer, batch.asked, nonce), "a row too many is noticed");
  if (const auto row = batch.text.find('\n', batch.heights); row + 1 < batch.text.size()) {
    auto shorter = batch.text;
    shorter.erase(batch.heights, row + 1 - batch.heights);
    require(!split_batch(shorter, batch.asked, nonce), "a row too few is noticed");
  }
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orc::fuzz::check_any_bytes({reinterpret_cast<const char*>(data), size});
  FuzzedDataProvider from{data, size};
  orc::fuzz::check_hostile_screens(from);
  return 0;
}
