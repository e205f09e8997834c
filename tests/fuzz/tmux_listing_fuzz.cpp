// parse_listing() on any bytes, and on what tmux would print for panes with hostile names.
#include "runtime/host/tmux_parser.hpp"
#include "tests/fuzz/invariant.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <set>
#include <tuple>

namespace orc::fuzz {
namespace {

using host::parse_listing;

const std::string nonce = "4b7d19fe20ac83d5"; // as random_nonce() makes them; the corpus holds it

void check_any_bytes(std::string_view text) {
  const auto listing = parse_listing(text, nonce, "default");
  if (!listing)
    return require(!listing.error().message.empty(), "a refusal has a reason");
  std::set<int> seen;
  auto before = std::make_tuple(-1, 0, 0);
  for (const auto& row : listing->panes) {
    require(seen.insert(row.pane).second, "a pane stands once");
    require(row.width > 0 && row.height > 0, "a pane has a size");
    const auto place = std::make_tuple(row.session, row.window_index, row.pane_index);
    require(seen.size() == 1 || before <= place, "panes stand in order");
    before = place;
    for (const auto* name : {&row.session_name, &row.window_name, &row.title})
      require(name->find(nonce) == std::string::npos, "no name reaches over a field's edge");
  }
}

/// Anybody's text, but for the nonce: nobody can guess it.
std::string hostile_name(FuzzedDataProvider& from) {
  auto name = from.ConsumeRandomLengthString(64);
  return name.find(nonce) == std::string::npos ? name : std::string{};
}

pane_row any_pane(FuzzedDataProvider& from, int number) {
  pane_row row;
  row.pane = number;
  row.session = from.ConsumeIntegralInRange(0, 3);
  row.window = from.ConsumeIntegralInRange(0, 9);
  row.window_index = from.ConsumeIntegralInRange(0, 9);
  row.pane_index = number; // so that no two share a place
  row.pid = from.ConsumeIntegral<std::int64_t>();
  row.width = from.ConsumeIntegralInRange(1, 10000);
  row.height = from.ConsumeIntegralInRange(1, 10000);
  row.dead = from.ConsumeBool();
  if (row.dead)
    row.dead_status = from.ConsumeIntegralInRange(0, 255);
  row.session_name = hostile_name(from);
  row.window_name = hostile_name(from);
  row.title = hostile_name(from);
  return row;
}

/// The line that list_args() makes tmux print.
std::string printed(const pane_row& row) {
  std::string numbers;
  const auto add = [&](const std::string& word) { numbers += word + " "; };
  add("%" + std::to_string(row.pane));
  add("$" + std::to_string(row.session));
  add("@" + std::to_string(row.window));
  for (const auto n : {row.window_index, row.pane_index})
    add(std::to_string(n));
  for (const auto n : {row.pid, row.activity, row.history})
    add(std::to_string(n));
  for (const auto n : {row.width, row.height, row.cursor_x, row.cursor_y})
    add(std::to_string(n));
  for (const bool flag : {row.cursor_visible, row.mouse, row.alternate, row.in_mode, row.dead})
    add(flag ? "1" : "0");
  numbers += row.dead_status ? std::to_string(*row.dead_status) : "";
  return nonce + numbers + nonce + row.session_name + nonce + row.window_name + nonce + row.title
         + "\n";
}

void check_hostile_names(FuzzedDataProvider& from) {
  auto text = nonce + "77 1764000000" + nonce + "/tmp/tmux-0/default\n";
  std::vector<pane_row> panes;
  for (int i = 0; i < 6 && from.remaining_bytes() > 0; ++i) {
    panes.push_back(any_pane(from, i));
    text += printed(panes.back());
  }
  const auto listing = parse_listing(text, nonce, "default");
  require(listing.has_value(), "what tmux prints can be read, whatever the names are");
  require(listing->panes.size() == panes.size(), "no pane is lost, none invented");
  for (const auto& row : listing->panes)
    require(row == panes.at(static_cast<std::size_t>(row.pane)), "each pane has what is its own");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orc::fuzz::check_any_bytes({reinterpret_cast<const char*>(data), size});
  FuzzedDataProvider from{data, size};
  orc::fuzz::check_hostile_names(from);
  return 0;
}
