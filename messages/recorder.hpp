// How a producer of history speaks with state_keeper, so that nothing it records is lost.
//
// Used by every actor that writes history (idle_analyzer, agent_monitor,
// health_monitor), as a member of its state.
//
// Lifecycle:
//  1. start() asks for an epoch; what was known comes back with it, before anything is judged.
//  2. may_judge() turns true with the grant, or when none came for `patience`: then the producer
//     goes on without a memory, and its records wait.
//  3. add() keeps a record; flush(), once a cycle, hands over the oldest that were not
//     acknowledged, and goes on with the next as soon as they are.
//  4. At its end, by whatever cause, it hands over all that is left, without an answer to wait for.
// Threading: belongs to one actor.
#pragma once

#include "messages/metrics_aggregator_actor.hpp"
#include "messages/state_keeper_actor.hpp"
#include "messages/types/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace orc {

struct recorder_options {
  std::chrono::milliseconds timeout{2000};  ///< of one question to state_keeper
  std::chrono::milliseconds patience{5000}; ///< how long a start waits for the past
  std::size_t most_waiting = 20000;         ///< records; beyond it the oldest are dropped
};

struct recorder_links {
  state_keeper_actor keeper;
  metrics_aggregator_actor metrics; ///< told at each flush how many wait; may be null
};

template <class Self>
class recorder {
public:
  recorder() = default;
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;

  /// What is under way may never be answered; sent twice it is there once. An actor's state ends
  /// before its supervisor hears of it: the next incarnation finds all this written.
  ~recorder() {
    for (auto& batch : box_.rest())
      tell_from_outside(links_.keeper, std::move(batch));
  }

  /// `on_grant` gets the agents that state_keeper knows; it is called at most once, and may be
  /// empty where nobody needs them.
  void start(Self* self,
             recorder_links links,
             recorder_options options,
             std::function<void(const std::vector<agent_view>&)> on_grant) {
    self_ = self;
    links_ = std::move(links);
    options_ = options;
    box_ = outbox{options.most_waiting};
    on_grant_ = std::move(on_grant);
    started_ = self->clock().now();
    ask_for_epoch();
  }

  /// An epoch was granted.
  [[nodiscard]] bool is_open() const { return box_.is_open(); }

  [[nodiscard]] bool may_judge() const {
    return box_.is_open() || self_->clock().now() - started_ >= options_.patience;
  }

  void add(recordable what) {
    const auto before = box_.dropped();
    box_.add(std::move(what));
    if (box_.dropped() != before) {
      dropped_at_ = self_->clock().now();
      caught_up_ = false;
    }
  }

  void flush() {
    ask_for_epoch();
    send_next();
    tell_figures();
  }

  /// Red while records were dropped and more may be; for an hour yellow, that somebody looks.
  [[nodiscard]] self_report report() const {
    const auto waiting = std::to_string(box_.size()) + " records wait";
    if (box_.dropped() > 0
        && (!caught_up_ || self_->clock().now() - dropped_at_ < std::chrono::hours{1}))
      return {caught_up_ ? color::yellow : color::red,
              std::to_string(box_.dropped()) + " records were dropped, since nobody wrote them; "
                  + waiting};
    if (may_judge() && !box_.is_open())
      return {color::yellow, "no epoch from state_keeper: " + waiting};
    return {};
  }

private:
  void send_next() {
    if (self_->clock().now() < not_before_)
      return;
    auto batch = box_.next();
    if (!batch)
      return;
    ask(self_, links_.keeper, options_.timeout, std::move(*batch))
        .then([this](const record_ack& ack) { take(ack); },
              [this](const caf::error& why) { refused(why); });
  }

  /// A state_keeper that did not answer still has the batch in its mailbox: one that is sent again
  /// at once only makes its work longer. It is spared 2 s (the timeout), 4 s, up to 60 s.
  void refused(const caf::error& why) {
    box_.refuse();
    constexpr std::chrono::milliseconds longest = std::chrono::minutes{1};
    const bool no_answer = why == caf::sec::request_timeout;
    pause_ = no_answer ? std::min(std::max(2 * pause_, options_.timeout), longest) : pause_.zero();
    not_before_ = self_->clock().now() + pause_;
  }

  void take(const record_ack& ack) {
    pause_ = {};
    const auto before = box_.size();
    box_.acknowledge(ack);
    caught_up_ = caught_up_ || box_.size() == 0;
    if (box_.size() < before) // else nothing is gained by sending it again at once
      send_next();
  }

  void tell_figures() {
    if (!links_.metrics)
      return;
    tell(self_,
         links_.metrics,
         recording_figures{self_->name(),
                           box_.size(),
                           box_.dropped() - told_dropped_,
                           box_.acknowledged() - told_acknowledged_});
    told_dropped_ = box_.dropped();
    told_acknowledged_ = box_.acknowledged();
  }

  void ask_for_epoch() {
    if (asking_ || box_.is_open())
      return;
    asking_ = true;
    ask(self_, links_.keeper, options_.timeout, open_atom_v, std::string{self_->name()})
        .then(
            [this](const producer_grant& grant) {
              asking_ = false;
              if (grant.epoch == 0) {
                if (!may_judge()) // the past is on its way: it is worth waiting for
                  started_ = self_->clock().now();
                return;
              }
              box_.open(grant.epoch);
              if (on_grant_)
                on_grant_(grant.agents);
            },
            [this](const caf::error&) { asking_ = false; });
  }

  Self* self_ = nullptr;
  recorder_links links_;
  recorder_options options_;
  std::function<void(const std::vector<agent_view>&)> on_grant_;
  outbox box_;
  std::uint64_t told_dropped_ = 0;
  std::uint64_t told_acknowledged_ = 0;
  steady_time dropped_at_{};
  bool caught_up_ = true; // since the last record was dropped, the outbox was empty
  steady_time started_{};
  std::chrono::milliseconds pause_{}; // that the last timeout cost
  steady_time not_before_{};          // no batch is sent
  bool asking_ = false;
};

} // namespace orc
