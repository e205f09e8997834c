// The only writer of the database: gives out epochs, commits what producers record, and answers
// when it is on disk.
//
// Lifecycle:
//  1. At its start it opens the database. Where that fails it stays up all the same: a restart
//     would not help, and would wear out its supervisor. It answers every request with the reason,
//     reports red, and tries again at the next request once a pause is over (1 s up to 30 s).
//  2. Each batch is one commit; its answer is the acknowledgement. A refused batch stays with its
//     producer, which sends it again. One that is large, or whose producer is gone, and after 30 s
//     each one, goes into a spool file beside the database instead (storage/README.md), and is
//     acknowledged as well.
//  3. What is in the spool, of this life or an earlier one, is written to the database before any
//     other batch and before any epoch is granted: one batch of it at a time, so that heartbeats
//     are answered between.
//  4. A connection that is of no more use (damage, failed I/O, the file taken away) is dropped, and
//     the next request opens again, and reads the whole file through; what a predecessor has found
//     sound is not read again. A damaged file is set aside (storage/README.md): ERROR in the
//     log, yellow for an hour.
//  5. Told to leave, it folds the log and closes. Its child_spec should say `drains`, so that what
//     is in its mailbox is done first.
// Threading: to be spawned detached, since it blocks on the disk.
#pragma once

#include "actors/state_keeper/write_health.hpp"
#include "messages/metrics_aggregator_actor.hpp"
#include "messages/state_keeper_actor.hpp"
#include "storage/history_store.hpp"
#include "storage/spool.hpp"

#include <functional>
#include <optional>
#include <string>

namespace orc {

struct state_keeper_options {
  database_options database;
  std::size_t spool_after = 1000;        ///< a refused batch of so many records goes into the spool
  std::function<wall_time()> wall_clock; ///< empty: the system's
};

struct state_keeper_links {
  metrics_aggregator_actor metrics; ///< told of every write; n records are n operations
};

struct state_keeper_state {
  static inline const char* name = "state_keeper";

  state_keeper_state() = default;

  state_keeper_state(const state_keeper_state&) = delete;
  state_keeper_state& operator=(const state_keeper_state&) = delete;
  ~state_keeper_state();

  void start();
  caf::result<producer_grant> grant(const std::string& producer);
  caf::result<record_ack> write(const record_batch& batch);
  /// Writes a batch of the spool back, and sees to it that the next follows.
  void retry();

  state_keeper_actor::stateful_pointer<state_keeper_state> self = nullptr;
  state_keeper_options options;
  state_keeper_links links;
  write_health health;
  std::optional<history_store> open_store;
  std::optional<spool> held; ///< set by start()

private:
  /// The store, opened if need be and allowed.
  result<history_store*> store();
  /// The store, where the spool is empty; one batch of it is written back first.
  result<history_store*> ready();
  result<void> write_back(history_store& into);
  void have_it_read_through(); ///< at the next opening
  /// What an earlier life left. Where it cannot be looked at now, the next request tries again.
  result<void> load_spool();
  /// Into the database, or else the spool.
  result<record_ack> put(const record_batch& batch);
  result<record_ack> put_by(const record_batch& batch, const error& why);
  [[nodiscard]] bool is_to_be_put_by(const record_batch& batch) const;

  /// Takes down how the database did; an error of the caller's own is none of its.
  void judge(const std::optional<error>& failure);
  void tell_metrics(std::uint64_t operations, bool failed);
  void complain(const error& why);
  void say_notice(const std::string& notice);

  /// Or may have: what cannot be looked at now.
  [[nodiscard]] bool has_spooled() const { return !held->empty() || !held->is_loaded(); }

  [[nodiscard]] bool failing() const { return !health.last_message.empty(); }

  [[nodiscard]] wall_time wall_now() const;

  bool retrying_ = false; // a retry_atom is under way
};

state_keeper_actor::behavior_type
state_keeper(state_keeper_actor::stateful_pointer<state_keeper_state> self,
             state_keeper_links links,
             state_keeper_options options);

} // namespace orc
