// A thin owner's layer over SQLite's C API: a connection, its statements, a transaction.
// Used by this folder alone; actors speak to the stores.
//
// Lifecycle:
//  1. connection::open() opens a file; execute() runs plain SQL on it.
//  2. prepare() compiles a statement once. bind its parameters from left to right with text(),
//     number()..., then run() it, or fetch() row after row and read the columns from left to right.
//  3. transaction::begin() ... commit(); a transaction that is dropped rolls back.
//  4. The file is closed when the connection and all its statements are gone.
// Threading: a connection with all that hangs on it belongs to one thread at a time.
//
// Errors carry SQLite's own words and the file. SQLITE_BUSY and LOCKED are errc::busy, a refusal of
// the operating system is errc::permission, all else errc::storage
// (https://sqlite.org/rescode.html). The connection remembers damage (CORRUPT, NOTADB) and failures
// of reading or writing (IOERR).
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace orc::sqlite {

/// What a connection's statements share with it.
struct session {
  sqlite3* db = nullptr;
  std::string file;     ///< for messages
  bool damaged = false; ///< SQLite said once that the file is no sound database
  bool broken = false;  ///< or that it cannot be read or written

  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session();
};

class statement {
public:
  statement() = default; ///< to be assigned before its first use
  statement(std::shared_ptr<session> owner, sqlite3_stmt* compiled);

  /// Binds the next parameter. A failure shows in the next run() or fetch().
  statement& text(std::string_view value);
  statement& bytes(std::string_view value);
  statement& number(std::int64_t value);
  statement& maybe(std::optional<std::int64_t> value); ///< nothing: NULL

  statement& flag(bool value) { return number(value ? 1 : 0); }

  statement& time(wall_time t) { return number(t.time_since_epoch().count()); }

  statement& maybe(std::optional<int> value);
  statement& maybe(std::optional<wall_time> value);

  /// To the end; the statement may be bound anew after it, whatever came of it.
  result<void> run();
  /// True: a row is there to be read. False: no more; the statement may be bound anew.
  result<bool> fetch();
  /// Lets go of the rows that were not fetched; the statement may be bound anew.
  void reset();

  /// Reads the next column of the row.
  std::string read_text();
  std::int64_t read_number();

  bool read_flag() { return read_number() != 0; }

  wall_time read_time() { return wall_time{std::chrono::milliseconds{read_number()}}; }

  std::optional<std::int64_t> read_maybe(); ///< NULL: nothing
  std::optional<int> read_maybe_int();
  std::optional<wall_time> read_maybe_time();

private:
  struct finalizer {
    void operator()(sqlite3_stmt* s) const;
  };

  statement& bound(int code);

  std::shared_ptr<session> owner_;
  std::unique_ptr<sqlite3_stmt, finalizer> compiled_;
  int next_parameter_ = 1;
  int next_column_ = 0;
  int bind_failure_ = 0; // SQLITE_OK
};

enum class access : std::uint8_t {
  read_only, ///< the file must exist
  read_write ///< the file must exist; an empty one becomes a database
};

class connection {
public:
  static result<connection>
  open(const std::string& file, access mode, std::chrono::milliseconds busy_timeout);

  /// Runs statements that return nothing of interest, separated by semicolons.
  result<void> execute(const std::string& sql);
  result<statement> prepare(std::string_view sql);
  /// The first column of the first row, e.g. of a pragma. No row is an error.
  result<std::int64_t> number_of(std::string_view sql);
  result<std::string> text_of(std::string_view sql);

  /// Rows that the last INSERT, UPDATE or DELETE changed.
  [[nodiscard]] std::int64_t changes() const;

  /// SQLite said once that the file is no sound database.
  [[nodiscard]] bool damaged() const { return session_->damaged; }

  /// False: open another one. A full disk and a held lock leave a connection sound.
  [[nodiscard]] bool sound() const { return !session_->damaged && !session_->broken; }

  [[nodiscard]] const std::string& file() const { return session_->file; }

  [[nodiscard]] bool in_transaction() const;

  /// Closing will leave the write-ahead log as it is, for whoever looks into the damage.
  void keep_log();

  /// Copies the whole database into another file, which is created or overwritten.
  result<void> copy_to(const std::string& file);

private:
  explicit connection(std::shared_ptr<session> s) : session_{std::move(s)} {}

  std::shared_ptr<session> session_;
};

/// Holds the write lock from its beginning (BEGIN IMMEDIATE): it cannot fail in the middle because
/// another connection writes.
class transaction {
public:
  static result<transaction> begin(connection& db);

  transaction(transaction&& other) noexcept : db_{std::exchange(other.db_, nullptr)} {}

  transaction& operator=(transaction&&) = delete;
  ~transaction();

  /// After a failure the transaction is still open, and rolls back when it goes.
  result<void> commit();

private:
  explicit transaction(connection& db) : db_{&db} {}

  connection* db_;
};

} // namespace orc::sqlite
