// A handle that outlives the actor behind it.
//
// Everybody holds names; only a supervisor moves what a name stands for. A name is an actor without
// mailbox and thread: what is sent to it runs on, in the sender's context, to the incarnation that
// serves it now.
//
// Lifecycle:
//  1. make_name() before the component starts; its handle is given to all who will speak to it.
//  2. aim() at each start, aim(nullptr) at each end. In between requests fail at once with
//     errc::unavailable, and what was only told is dropped and counted; where the name is to
//     keep() it, it waits for the next incarnation. What is in a mailbox dies with its incarnation.
//  3. retire() ends the name itself: who monitors it gets its DOWN.
// Threading: any thread.
#pragma once

#include "messages/seam.hpp"

#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace orc {

struct name_options {
  std::int64_t limit = 0; ///< messages that may wait at once; 0: as many as come
};

/// Counted since the name was made.
struct name_stats {
  std::atomic<std::uint64_t> forwarded{0};
  std::atomic<std::uint64_t> dropped{0};    ///< told, while nobody served the name, and not kept
  std::atomic<std::uint64_t> refused{0};    ///< asked, while nobody served the name
  std::atomic<std::uint64_t> overloaded{0}; ///< told or asked beyond the limit
  std::atomic<std::int64_t> waiting{0};     ///< with a limit only: now in the mailbox
};

class stable_name final : public caf::monitorable_actor {
public:
  stable_name(caf::actor_config& config, std::string name, name_options options);

  const char* name() const override { return name_.c_str(); }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override;
  void on_destroy() override;

  void aim(caf::strong_actor_ptr at);
  using selection = bool (*)(const caf::type_erased_tuple& content);
  /// For what may not be lost: at most so many of these wait while nobody serves the name. Null:
  /// none does.
  void keep(std::size_t at_most, selection which);
  void retire(caf::error reason);

  [[nodiscard]] bool is_retired() const { return getf(is_cleaned_up_flag); }

  [[nodiscard]] const name_stats& stats() const { return *stats_; }

private:
  /// Nobody serves it, and its next incarnation is to have this.
  [[nodiscard]] bool may_wait(const caf::mailbox_element& what) const;
  void refuse(const caf::mailbox_element& what, errc code, std::atomic<std::uint64_t>& counter);

  const std::string name_;
  const name_options options_;
  std::shared_ptr<name_stats> stats_; // outlives the name in the elements that it counts
  std::mutex mutex_;
  caf::strong_actor_ptr at_;
  std::size_t keep_ = 0;
  selection worth_keeping_ = nullptr;
  std::deque<caf::mailbox_element_ptr> kept_; // in order; empty while somebody serves the name
};

caf::strong_actor_ptr
make_untyped_name(caf::actor_system& system, std::string name, name_options options);

/// For whoever holds the lever: the name behind a handle that make_name() gave.
stable_name& name_behind(const caf::strong_actor_ptr& handle);

template <class Handle>
Handle make_name(caf::actor_system& system, std::string name, name_options options = {}) {
  return caf::actor_cast<Handle>(make_untyped_name(system, std::move(name), options));
}

} // namespace orc
