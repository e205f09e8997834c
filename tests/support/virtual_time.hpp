// Actors on virtual time: nothing runs but when the test says so, and nothing sleeps.
#pragma once

#include "runtime/supervision/system_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace orc {

class virtual_time : public ::testing::Test {
protected:
  virtual_time() {
    config_.set("scheduler.policy", caf::atom("testing"));
    system_ = std::make_unique<caf::actor_system>(config_);
    scheduler_ = dynamic_cast<caf::scheduler::test_coordinator*>(&system_->scheduler());
    // CAF's test clock begins at zero, where "an hour ago" would be before all time.
    scheduler_->clock().current_time += std::chrono::hours(1);
  }

  /// Whatever the test left running ends here; ~actor_system would wait for it for ever.
  ~virtual_time() override {
    for (auto& actor : spawned_)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
    spawned_.clear();
    run();
  }

  caf::actor_system& system() { return *system_; }

  steady_time now() { return scheduler_->clock().now(); }

  /// One actor's turn.
  void run_one() { scheduler_->try_run_once(); }

  /// Handles every message that waits; never a timer.
  void run() {
    while (scheduler_->try_run_once()) {
    }
  }

  /// Lets time pass, then handles what fell due.
  template <class Duration>
  void advance(Duration by) {
    scheduler_->advance_time(by);
    run();
  }

  template <class Function, class... Args>
  auto spawn(Function function, Args&&... args) {
    auto handle = system_->spawn(function, std::forward<Args>(args)...);
    spawned_.push_back(caf::actor_cast<caf::actor>(handle));
    return handle;
  }

  /// The answer to a request, or the error that came instead.
  template <class Answer, class Handle, class... Args>
  tl::expected<Answer, caf::error> ask_now(const Handle& handle, Args&&... args) {
    caf::scoped_actor self{*system_};
    auto answer = self->request(handle, caf::infinite, std::forward<Args>(args)...);
    run();
    tl::expected<Answer, caf::error> out = tl::unexpected<caf::error>(caf::sec::request_timeout);
    answer.receive([&](Answer& value) { out = std::move(value); },
                   [&](caf::error& why) { out = tl::unexpected<caf::error>(std::move(why)); });
    return out;
  }

private:
  system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_ = nullptr;
  std::vector<caf::actor> spawned_;
};

} // namespace orc
