// The writing side of the history. Used by state_keeper alone: there is one writer.
//
// Lifecycle:
//  1. history_store::open() opens, creates, migrates or begins anew (database.hpp).
//  2. grant() gives a producer its epoch; write() commits one batch. What either returned is on
//     disk; what failed changed nothing.
//  3. Before each use ask sound(): false means that what is written here would be lost. Drop the
//     store and open another.
//  4. checkpoint() before the last drop folds the write-ahead log into the database; without it
//     nothing is lost, the log just stays beside it.
// Threading: one thread at a time.
#pragma once

#include "messages/types/record.hpp"
#include "storage/database.hpp"
#include "storage/files.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace orc {

/// errc::invalid_input where the batch's sequences do not ascend by one, or a number is 0.
result<void> in_order(const record_batch& batch);

class history_store {
public:
  static result<history_store> open(const database_options& options);

  /// An epoch that no database at this path gave out before, and every agent that is present.
  result<producer_grant> grant(std::string_view producer, wall_time now);

  /// All of the batch or nothing. What was written before is passed over.
  /// errc::invalid_input: it is not in order, or one is missing between the last committed and the
  /// first of the batch that was not given up; the producer has to send what it still keeps.
  result<record_ack> write(const record_batch& batch, wall_time now);

  /// One sentence where open() set a damaged database aside; else empty.
  [[nodiscard]] const std::string& notice() const { return notice_; }

  [[nodiscard]] const migration_report& migrated() const { return migrated_; }

  /// False: damaged, unreadable, or another file, or none, stands at the path now.
  [[nodiscard]] bool sound() const;

  /// What the database and its log take on disk.
  [[nodiscard]] std::uint64_t bytes_on_disk() const;

  void checkpoint();

private:
  /// Where a record stands in the history.
  struct place {
    std::int64_t epoch;
    std::int64_t sequence;
    bool superseded; ///< its producer has begun anew since
  };

  explicit history_store(opened_database opened);

  result<void> prepare_all();
  result<std::uint64_t> last_sequence(std::uint64_t epoch, std::uint64_t if_unknown);
  result<bool> superseded(std::uint64_t epoch);
  result<void> write_new(const record_batch& batch, std::uint64_t last);
  result<void> put(const place& at, const transition& t);
  result<void> put(const place& at, const fleet_event& e);
  result<void> put(const place& at, const component_entry& e);

  sqlite::connection db_;
  files::identity identity_;
  std::string notice_;
  migration_report migrated_;
  sqlite::statement new_epoch_;
  sqlite::statement last_sequence_;
  sqlite::statement superseded_;
  sqlite::statement advance_epoch_;
  sqlite::statement present_agents_;
  sqlite::statement add_transition_;
  sqlite::statement put_agent_;
  sqlite::statement drop_agent_;
  sqlite::statement add_event_;
  sqlite::statement add_component_event_;
};

} // namespace orc
