// Who answered its heartbeat, and who did not. Used by health_monitor. Pure.
#pragma once

#include "messages/types/health.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace orc {

/// What is known of one component's heartbeat, of one incarnation.
struct heartbeat {
  std::uint64_t incarnation = 0;
  std::optional<steady_time> answered; ///< last answer
  std::chrono::microseconds took{0};   ///< the last answer, mailbox included
  unsigned missed = 0;                 ///< in a row
  self_report own;                     ///< what it last said of itself
};

/// An answer or a miss counts only for the incarnation that was asked: the heartbeat of an earlier
/// life says nothing of this one.
class heartbeat_book {
public:
  void answered(const component_facts& asked,
                steady_time asked_at,
                steady_time now,
                const self_report& own) {
    auto& beat = of(asked);
    beat.answered = now;
    beat.took = std::chrono::duration_cast<std::chrono::microseconds>(now - asked_at);
    beat.missed = 0;
    beat.own = own;
  }

  /// From now on it counts as one that was asked.
  void asked(const component_facts& whom) { (void)of(whom); }

  /// How many in a row it has missed now.
  unsigned missed(const component_facts& asked) { return ++of(asked).missed; }

  void forget(const std::string& component) { beats_.erase(component); }

  /// Null where this incarnation was never asked.
  [[nodiscard]] const heartbeat* find(const component_facts& facts) const {
    const auto found = beats_.find(facts.name);
    const bool same = found != beats_.end() && found->second.incarnation == facts.incarnation;
    return same ? &found->second : nullptr;
  }

  /// It answers, and what it last said of itself was not green.
  [[nodiscard]] bool complains(const component_facts& facts) const {
    const auto* beat = find(facts);
    return beat && beat->missed == 0 && beat->own.own != color::green;
  }

private:
  heartbeat& of(const component_facts& facts) {
    auto& beat = beats_[facts.name];
    if (beat.incarnation != facts.incarnation)
      beat = heartbeat{facts.incarnation, std::nullopt, {}, 0, {}};
    return beat;
  }

  std::map<std::string, heartbeat> beats_;
};

} // namespace orc
