#include "actors/session_detector/session_detector.hpp"

#include "actors/session_detector/rest_print.hpp"
#include "runtime/host/time_zones.hpp"
#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

namespace orc {
namespace {

/// Panes close without a word to the detector. Past this many, those that were not seen for longest
/// are forgotten; the price is a screen that counts as changed, and words as just found.
constexpr std::size_t most_remembered = 1024;

/// Of the screens that are kept: past it, the oldest are dropped.
constexpr std::size_t most_kept_bytes = 8U << 20U;

std::size_t print_of(const pane_screen& screen) {
  const std::hash<std::string_view> hash;
  constexpr std::size_t spread = 0x9E3779B97F4A7C15ULL; // 2^64 over the golden ratio
  return hash(screen.text) ^ (hash(screen.pane.title) * spread);
}

template <class Age>
auto oldest(std::unordered_map<std::string, last_look>& of, Age age) {
  return std::min_element(
      of.begin(), of.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); });
}

void log_failure(const std::string& session, const std::string& agent, std::string_view why) {
  log_of(session_detector_state::name)
      .warn("agent_detection: session {}: agent {}: {}", session, agent, why);
}

} // namespace

std::optional<sighting> session_detector_state::look(const pane_screen& screen, wall_time at) {
  const auto* of_kind = rules_for(*rules, screen.kind);
  if (!of_kind)
    return std::nullopt;
  const auto print = print_of(screen);
  const auto [known, first] = last_seen.try_emplace(screen.agent_id);
  auto& last = known->second;
  auto out = read(*of_kind, screen, {at, host::zone_ahead, !first, last.words.named});
  out.changed = first || last.print != print;
  last.print = print;
  const auto at_rest = print_at_rest(screen.text);
  out.progressed = first || last.at_rest != at_rest;
  last.at_rest = at_rest;
  keep_moment(last.words, out.seen, screen.text, at);
  remember(last, screen, at);
  return out;
}

void session_detector_state::remember(last_look& look, const pane_screen& screen, wall_time at) {
  look.at = at;
  look.turn = ++looks;
  drop_screen(look);
  if (screen.text.size() > most_kept_bytes)
    return;
  look.screen = screen;
  kept_bytes += screen.text.size();
  const auto age = [](const auto& one) { // those without a screen come last
    return std::pair{one.second.screen.text.empty(), one.second.turn};
  };
  while (kept_bytes > most_kept_bytes)
    drop_screen(oldest(last_seen, age)->second);
}

void session_detector_state::drop_screen(last_look& look) {
  kept_bytes -= look.screen.text.size();
  look.screen = {};
}

caf::result<shared<explanation>> session_detector_state::explain(const std::string& agent) const {
  const auto known = last_seen.find(agent);
  if (known == last_seen.end() || known->second.screen.agent_id.empty())
    return to_caf({errc::not_found, "no screen of it was read and kept"});
  const auto& look = known->second;
  const auto* of_kind = rules_for(*rules, look.screen.kind);
  if (!of_kind)
    return to_caf({errc::not_found, "there are no rules for kind " + look.screen.kind});
  auto why = read_with_trace(*of_kind, look.screen, {look.at, host::zone_ahead});
  why.seen.seen.details = look.words.said.details; // counted from when the words were first seen
  return shared<explanation>{std::make_shared<const explanation>(std::move(why))};
}

void session_detector_state::forget_others(const session_screens& present) {
  const auto most = std::max(most_remembered, present.screens.size());
  while (last_seen.size() > most) {
    const auto gone = oldest(last_seen, [](const auto& one) { return one.second.turn; });
    drop_screen(gone->second);
    last_seen.erase(gone);
  }
}

shared<session_sightings> session_detector_state::take(const session_screens& message,
                                                       session_read& done) {
  auto seen = std::make_shared<session_sightings>();
  seen->cycle = message.cycle;
  seen->session_key = message.session_key;
  seen->sightings.reserve(message.screens.size());
  for (const auto& agent : message.failed)
    log_failure(session_key, agent, "its pane could not be captured");
  for (const auto& screen : message.screens) {
    if (auto sight = look(screen, message.cycle.wall)) {
      if (sight->coloured_row)
        done.coloured_rows.emplace(screen.agent_id, *sight->coloured_row);
      seen->sightings.push_back(std::move(*sight));
    } else {
      log_failure(session_key, screen.agent_id, "no rules for kind " + screen.kind);
    }
  }
  done.read = seen->sightings.size();
  done.failed = message.failed.size() + message.screens.size() - seen->sightings.size();
  forget_others(message);
  return seen;
}

session_detector_actor::behavior_type
session_detector(session_detector_actor::stateful_pointer<session_detector_state> self,
                 session_detector_links links,
                 shared<rule_sets> rules,
                 std::string session_key) {
  guard(self);
  auto& state = state_of(self);
  state.links = std::move(links);
  state.rules = std::move(rules);
  state.session_key = std::move(session_key);
  tell(self, state.links.monitor, sweep_atom_v);
  return {
      [](heartbeat_atom) { return self_report{}; },
      [self](const shared<session_screens>& message) {
        auto& s = state_of(self);
        session_read done{message->cycle, message->session_key, 0, 0, {}};
        tell(self, s.links.crash, s.take(*message, done));
        tell(self, s.links.monitor, done);
      },
      [self](explain_atom, const std::string& agent) { return state_of(self).explain(agent); },
  };
}

} // namespace orc
