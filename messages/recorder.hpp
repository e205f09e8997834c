// How a producer of history speaks with state_keeper, so that nothing it records is lost.
//
// Used by every actor that writes history (idle_analyzer, agent_monitor,
// health_monitor), as a member of its state.
//
// Lifecycle:
//  1. start() asks for an epoch; what was known comes back with it, before anything is judged.
//  2. may_judge() turns true with the grant, or when none came for `patience`: then the producer
//     goes on without a memory, and its records wait.
//  3. add() keeps a record; flush(), once a cycle, hands over what is new, and again what was not
//     acknowledged.
// Threading: belongs to one actor.
#pragma once

#include "messages/state_keeper_actor.hpp"
#include "messages/types/outbox.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace orc {

struct recorder_options {
  std::chrono::milliseconds timeout{2000};  ///< of one question to state_keeper
  std::chrono::milliseconds patience{5000}; ///< how long a start waits for the past
};

template <class Self>
class recorder {
public:
  /// `on_grant` gets the agents that state_keeper knows; it is called at most once, and may be
  /// empty where nobody needs them.
  void start(Self* self,
             state_keeper_actor keeper,
             recorder_options options,
             std::function<void(const std::vector<agent_view>&)> on_grant) {
    self_ = self;
    keeper_ = std::move(keeper);
    options_ = options;
    on_grant_ = std::move(on_grant);
    started_ = self->clock().now();
    ask_for_epoch();
  }

  [[nodiscard]] bool may_judge() const {
    return box_.is_open() || self_->clock().now() - started_ >= options_.patience;
  }

  void add(recordable what) { box_.add(std::move(what)); }

  [[nodiscard]] std::size_t waiting() const { return box_.size(); }

  void flush() {
    ask_for_epoch();
    auto batch = box_.unsent();
    if (!batch)
      return;
    ask(self_, keeper_, options_.timeout, std::move(*batch))
        .then([this](const record_ack& ack) { box_.acknowledge(ack); },
              [this](const caf::error&) { box_.resend(); });
  }

  [[nodiscard]] self_report report() const {
    if (box_.is_open())
      return {};
    return {color::yellow,
            "no epoch from state_keeper: " + std::to_string(box_.size()) + " records wait"};
  }

private:
  void ask_for_epoch() {
    if (asking_ || box_.is_open())
      return;
    asking_ = true;
    ask(self_, keeper_, options_.timeout, open_atom_v, std::string{self_->name()})
        .then(
            [this](const producer_grant& grant) {
              asking_ = false;
              box_.open(grant.epoch);
              if (on_grant_)
                on_grant_(grant.agents);
            },
            [this](const caf::error&) { asking_ = false; });
  }

  Self* self_ = nullptr;
  state_keeper_actor keeper_;
  recorder_options options_;
  std::function<void(const std::vector<agent_view>&)> on_grant_;
  outbox box_;
  steady_time started_{};
  bool asking_ = false;
};

} // namespace orc
