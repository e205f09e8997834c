#include "tests/bench/raw_tmux_cost.hpp"

#include "runtime/host/nonce.hpp"
#include "runtime/host/tmux_batch.hpp"
#include "runtime/host/tmux_parser.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace orc::bench {
namespace {

using clock = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::chrono::seconds patience{30};

struct timed_output {
  milliseconds took{0};
  std::size_t bytes = 0;
};

result<timed_output>
timed(host::tmux_client& client, const std::vector<std::string>& args, std::string_view input) {
  const auto began = clock::now();
  return client.run(args, input, patience).map([&](const std::string& text) {
    return timed_output{clock::now() - began, text.size()};
  });
}

result<std::vector<int>> panes_of(host::tmux_client& client) {
  const auto nonce = host::random_nonce();
  return client.run(host::list_args(nonce), {}, patience)
      .and_then([&](const std::string& text) { return host::parse_listing(text, nonce, "bench"); })
      .map([](const pane_listing& listing) {
        std::vector<int> panes;
        for (const auto& row : listing.panes)
          panes.push_back(row.pane);
        return panes;
      });
}

milliseconds median(std::vector<milliseconds> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

} // namespace

result<raw_tmux_cost>
raw_tmux_once(host::tmux_client& client, const std::vector<int>& panes, std::size_t batch_size) {
  raw_tmux_cost cost;
  cost.panes = panes.size();
  auto listed = timed(client, host::list_args(host::random_nonce()), {});
  if (!listed)
    return tl::unexpected<error>(std::move(listed.error()));
  cost.list = listed->took;
  cost.bytes = listed->bytes;
  const auto step = static_cast<std::ptrdiff_t>(std::max<std::size_t>(batch_size, 1));
  for (auto at = panes.begin(); at != panes.end(); ++cost.batches) {
    const auto end = at + std::min(step, panes.end() - at);
    const auto batch = host::capture_batch({at, end}, host::random_nonce());
    auto captured = timed(client, {"source-file", "-"}, batch);
    if (!captured)
      return tl::unexpected<error>(std::move(captured.error()));
    cost.capture += captured->took;
    cost.bytes += captured->bytes;
    at = end;
  }
  return cost;
}

result<raw_tmux_cost>
raw_tmux_median(const host::tmux_socket& socket, std::size_t batch_size, int runs) {
  host::process_tmux_client client{socket};
  const auto panes = panes_of(client);
  if (!panes)
    return tl::unexpected<error>(panes.error());
  std::vector<milliseconds> lists;
  std::vector<milliseconds> captures;
  raw_tmux_cost cost;
  for (int i = 0; i < std::max(runs, 1); ++i) {
    auto once = raw_tmux_once(client, *panes, batch_size);
    if (!once)
      return once;
    cost = *once;
    lists.push_back(cost.list);
    captures.push_back(cost.capture);
  }
  cost.list = median(std::move(lists));
  cost.capture = median(std::move(captures));
  return cost;
}

} // namespace orc::bench
