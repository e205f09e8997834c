#include "actors/tmux_gateway/tmux_gateway.hpp"

#include "runtime/host/nonce.hpp"
#include "runtime/host/tmux_parser.hpp"
#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

/// What every session of an order is to be told, filled batch by batch.
class hand_out {
public:
  explicit hand_out(const capture_order& order) : order_(order) {
    for (const auto& session : order.sessions) {
      auto& message = messages_.emplace_back(std::make_shared<session_screens>());
      message->cycle = order.cycle;
      message->session_key = session.session_key;
      message->screens.reserve(session.panes.size());
    }
  }

  const pane_screen& at(const batch_slot& slot) const {
    return order_.sessions[slot.session].panes[slot.pane];
  }

  void captured(const batch_slot& slot, host::captured_screen screen) {
    auto& whole = messages_[slot.session]->screens.emplace_back(at(slot));
    whole.pane.height = screen.height; // the pane may have been resized since it was listed
    whole.text = std::move(screen.text);
    whole.styled = std::move(screen.styled);
  }

  void failed(const batch_slot& slot) {
    messages_[slot.session]->failed.push_back(at(slot).agent_id);
  }

  template <class Self>
  void send(Self* self, std::size_t session) {
    tell(self,
         order_.sessions[session].detector,
         shared<session_screens>{std::move(messages_[session])});
  }

private:
  const capture_order& order_;
  std::vector<std::shared_ptr<session_screens>> messages_;
};

std::vector<std::size_t> panes_per_session(const capture_order& order) {
  std::vector<std::size_t> counts;
  for (const auto& session : order.sessions)
    counts.push_back(session.panes.size());
  return counts;
}

/// After these the next batch would only wait for the same.
bool is_hopeless(errc code) {
  return code == errc::timed_out || code == errc::no_server;
}

} // namespace

void tmux_gateway_state::note(const error* fault) {
  const bool news =
      (fault == nullptr) != !last_fault || (fault != nullptr && fault->code != last_fault->code);
  last_fault = fault == nullptr ? std::nullopt : std::optional{*fault};
  if (!news)
    return;
  if (fault == nullptr)
    log_of(name).info("tmux on {} answers again", client->where());
  else if (fault->code == errc::no_server)
    log_of(name).info("{}", fault->message);
  else
    log_of(name).warn("agent_detection: {}", fault->message); // the guide's word to search for
}

result<pane_listing> tmux_gateway_state::read_listing() {
  const auto nonce = host::random_nonce();
  return client->run(host::list_args(nonce), {}, options.list_timeout)
      .and_then([&](const std::string& text) {
        return host::parse_listing(text, nonce, options.server);
      });
}

caf::result<shared<pane_listing>> tmux_gateway_state::list() {
  auto listing = read_listing();
  note(listing ? nullptr : &listing.error());
  if (!listing)
    return to_caf(listing.error());
  return shared<pane_listing>{std::make_shared<pane_listing>(std::move(*listing))};
}

result<tmux_gateway_state::screens>
tmux_gateway_state::try_batch(const std::vector<host::pane_request>& panes) {
  const auto nonce = host::random_nonce();
  return client->run({"source-file", "-"}, host::capture_batch(panes, nonce), options.batch_timeout)
      .and_then([&](const std::string& text) { return host::split_batch(text, panes, nonce); });
}

result<tmux_gateway_state::screens>
tmux_gateway_state::read_batch(const std::vector<host::pane_request>& panes) {
  auto read = try_batch(panes);
  if (!read && read.error().code == errc::protocol)
    read = try_batch(panes); // a count that does not fit means: read again
  note(read ? nullptr : &read.error());
  return read;
}

capture_report tmux_gateway_state::capture(const capture_order& order) {
  const auto began = self->clock().now();
  capture_report report;
  report.cycle = order.cycle;
  hand_out out{order};
  const auto counts = panes_per_session(order);
  for (std::size_t session = 0; session < counts.size(); ++session)
    if (counts[session] == 0)
      out.send(self, session);
  bool hopeless = false;
  for (const auto& part : plan_batches(counts, std::min(options.batch_size, host::max_batch))) {
    std::vector<host::pane_request> panes;
    for (const auto& slot : part.slots)
      panes.emplace_back(out.at(slot).pane.pane, out.at(slot).coloured_row);
    auto read = hopeless ? fail(errc::unavailable, {}) : read_batch(panes);
    if (!read && !hopeless) {
      hopeless = is_hopeless(read.error().code);
      report.error = read.error().message;
    }
    for (std::size_t i = 0; i < part.slots.size(); ++i) {
      const bool here = read && read->at(i).has_value();
      ++(here ? report.captured : report.failed);
      if (here)
        out.captured(part.slots[i], std::move(*read->at(i)));
      else
        out.failed(part.slots[i]);
    }
    for (const auto session : part.completes)
      out.send(self, session);
  }
  report.took = std::chrono::duration_cast<std::chrono::microseconds>(self->clock().now() - began);
  return report;
}

tmux_gateway_actor::behavior_type
tmux_gateway(tmux_gateway_actor::stateful_pointer<tmux_gateway_state> self,
             std::shared_ptr<host::tmux_client> client,
             tmux_gateway_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.client = std::move(client);
  s.options = std::move(options);
  return {
      [self](heartbeat_atom) { return report_of(state_of(self).last_fault); },
      [self](list_atom) { return state_of(self).list(); },
      [self](const shared<capture_order>& order) { return state_of(self).capture(*order); },
  };
}

} // namespace orc
