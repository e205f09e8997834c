#include "actors/session_detector/session_detector.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace orc {
namespace {

/// Panes close without a word to the detector. Past this many, those not just seen are forgotten;
/// the price is one screen that counts as changed.
constexpr std::size_t most_remembered = 1024;

std::size_t print_of(const pane_screen& screen) {
  const std::hash<std::string_view> hash;
  constexpr std::size_t spread = 0x9E3779B97F4A7C15ULL; // 2^64 over the golden ratio
  return hash(screen.text) ^ (hash(screen.pane.title) * spread);
}

void log_failure(const std::string& session, const std::string& agent, std::string_view why) {
  log_of(session_detector_state::name)
      .warn("agent_detection: session {}: agent {}: {}", session, agent, why);
}

} // namespace

std::optional<sighting> session_detector_state::look(const pane_screen& screen) {
  const auto* of_kind = rules_for(*rules, screen.kind);
  if (!of_kind)
    return std::nullopt;
  auto out = read(*of_kind, screen);
  const auto print = print_of(screen);
  const auto [known, fresh] = last_seen.try_emplace(screen.agent_id, print);
  out.changed = fresh || known->second != print;
  known->second = print;
  return out;
}

void session_detector_state::forget_others(const session_screens& present) {
  if (last_seen.size() <= most_remembered)
    return;
  std::unordered_map<std::string, std::size_t> kept;
  for (const auto& screen : present.screens)
    if (const auto known = last_seen.find(screen.agent_id); known != last_seen.end())
      kept.insert(*known);
  last_seen = std::move(kept);
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
    if (auto sight = look(screen))
      seen->sightings.push_back(std::move(*sight));
    else
      log_failure(session_key, screen.agent_id, "no rules for kind " + screen.kind);
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
  };
}

} // namespace orc
