#include "storage/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

namespace orc::sqlite {
namespace {

errc code_of(int extended, int system_errno) {
  switch (extended & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return errc::busy;
  case SQLITE_PERM:
  case SQLITE_READONLY:
  case SQLITE_AUTH:
    return errc::permission;
  case SQLITE_CANTOPEN:
    return system_errno == EACCES || system_errno == EPERM || system_errno == EROFS
               ? errc::permission
               : errc::storage;
  default:
    return errc::storage;
  }
}

/// The connection's last failure as an error. `code` speaks where there is no connection yet.
tl::unexpected<error> failure(session& s, int code) {
  const int extended = s.db != nullptr ? sqlite3_extended_errcode(s.db) : code;
  const int primary = code & 0xff;
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    s.damaged = true;
  if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)
    s.broken = true;
  const int system_errno = s.db != nullptr ? sqlite3_system_errno(s.db) : 0;
  std::string words = sqlite3_errstr(code);
  // sqlite3_errmsg() speaks of the connection's last call, which is not ours where the codes differ
  if (s.db != nullptr && (extended & 0xff) == primary)
    words = sqlite3_errmsg(s.db);
  return fail(code_of(code, system_errno), s.file + ": " + words);
}

} // namespace

session::~session() {
  sqlite3_close_v2(db);
}

void statement::finalizer::operator()(sqlite3_stmt* s) const {
  sqlite3_finalize(s);
}

statement::statement(std::shared_ptr<session> owner, sqlite3_stmt* compiled)
    : owner_{std::move(owner)}, compiled_{compiled} {}

statement& statement::bound(int code) {
  if (code != SQLITE_OK && bind_failure_ == SQLITE_OK)
    bind_failure_ = code;
  return *this;
}

// SQLITE_TRANSIENT copies: a bound value need not outlive the call.
statement& statement::text(std::string_view value) {
  // a null pointer would bind NULL
  const char* data = value.empty() ? "" : value.data();
  return bound(sqlite3_bind_text64(compiled_.get(),
                                   next_parameter_++,
                                   data,
                                   value.size(),
                                   SQLITE_TRANSIENT, // NOLINT(*-cstyle-cast): SQLite's own macro
                                   SQLITE_UTF8));
}

statement& statement::bytes(std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  return bound(sqlite3_bind_blob64(compiled_.get(),
                                   next_parameter_++,
                                   data,
                                   value.size(),
                                   SQLITE_TRANSIENT)); // NOLINT(*-cstyle-cast): as above
}

statement& statement::number(std::int64_t value) {
  return bound(sqlite3_bind_int64(compiled_.get(), next_parameter_++, value));
}

statement& statement::maybe(std::optional<std::int64_t> value) {
  return value ? number(*value) : bound(sqlite3_bind_null(compiled_.get(), next_parameter_++));
}

statement& statement::maybe(std::optional<int> value) {
  return maybe(value ? std::optional<std::int64_t>{*value} : std::nullopt);
}

statement& statement::maybe(std::optional<wall_time> value) {
  return maybe(value ? std::optional<std::int64_t>{value->time_since_epoch().count()}
                     : std::nullopt);
}

void statement::reset() {
  sqlite3_reset(compiled_.get());
  sqlite3_clear_bindings(compiled_.get());
  next_parameter_ = 1;
  bind_failure_ = SQLITE_OK;
}

result<bool> statement::fetch() {
  next_column_ = 0;
  const int code = bind_failure_ != SQLITE_OK ? bind_failure_ : sqlite3_step(compiled_.get());
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  auto said = failure(*owner_, code); // before reset() repeats it
  reset();
  return said;
}

result<void> statement::run() {
  for (;;) {
    const auto more = fetch();
    if (!more)
      return tl::unexpected{more.error()};
    if (!*more)
      return {};
  }
}

std::string statement::read_text() {
  const int column = next_column_++;
  // the value first, its length after it (https://sqlite.org/c3ref/column_blob.html)
  const void* data = sqlite3_column_blob(compiled_.get(), column);
  const int size = sqlite3_column_bytes(compiled_.get(), column);
  return data == nullptr
             ? std::string{}
             : std::string{static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::int64_t statement::read_number() {
  return sqlite3_column_int64(compiled_.get(), next_column_++);
}

std::optional<std::int64_t> statement::read_maybe() {
  if (sqlite3_column_type(compiled_.get(), next_column_) != SQLITE_NULL)
    return read_number();
  ++next_column_;
  return std::nullopt;
}

std::optional<int> statement::read_maybe_int() {
  const auto value = read_maybe();
  return value ? std::optional<int>{static_cast<int>(*value)} : std::nullopt;
}

std::optional<wall_time> statement::read_maybe_time() {
  const auto value = read_maybe();
  return value ? std::optional<wall_time>{std::chrono::milliseconds{*value}} : std::nullopt;
}

result<connection>
connection::open(const std::string& file, access mode, std::chrono::milliseconds busy_timeout) {
  auto s = std::make_shared<session>();
  s->file = file;
  const int flags = (mode == access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
                    | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &s->db, flags, nullptr);
  if (code != SQLITE_OK)
    return failure(*s, code);
  sqlite3_busy_timeout(s->db, static_cast<int>(busy_timeout.count()));
  // A hostile file must not make its schema run functions (https://sqlite.org/security.html).
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection{std::move(s)};
}

result<void> connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(session_->db, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return failure(*session_, code);
  return {};
}

result<statement> connection::prepare(std::string_view sql) {
  sqlite3_stmt* compiled = nullptr;
  const int code = sqlite3_prepare_v3(session_->db,
                                      sql.data(),
                                      static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT,
                                      &compiled,
                                      nullptr);
  if (code != SQLITE_OK)
    return failure(*session_, code);
  return statement{session_, compiled};
}

result<std::int64_t> connection::number_of(std::string_view sql) {
  auto asked = prepare(sql);
  if (!asked)
    return tl::unexpected{asked.error()};
  const auto row = asked->fetch();
  if (!row)
    return tl::unexpected{row.error()};
  if (!*row)
    return fail(errc::storage, file() + ": no answer to " + std::string{sql});
  return asked->read_number();
}

result<std::string> connection::text_of(std::string_view sql) {
  auto asked = prepare(sql);
  if (!asked)
    return tl::unexpected{asked.error()};
  const auto row = asked->fetch();
  if (!row)
    return tl::unexpected{row.error()};
  if (!*row)
    return fail(errc::storage, file() + ": no answer to " + std::string{sql});
  return asked->read_text();
}

std::int64_t connection::changes() const {
  return sqlite3_changes64(session_->db);
}

bool connection::in_transaction() const {
  return sqlite3_get_autocommit(session_->db) == 0;
}

void connection::keep_log() {
  sqlite3_db_config(session_->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

result<void> connection::copy_to(const std::string& file) {
  session target;
  target.file = file;
  int code = sqlite3_open_v2(file.c_str(),
                             &target.db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
                             nullptr);
  if (code != SQLITE_OK)
    return failure(target, code);
  auto* copy = sqlite3_backup_init(target.db, "main", session_->db, "main");
  if (copy == nullptr)
    return failure(target, sqlite3_extended_errcode(target.db));
  code = sqlite3_backup_step(copy, -1);
  sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE)
    return failure(target, code);
  return {};
}

result<transaction> transaction::begin(connection& db) {
  if (auto begun = db.execute("BEGIN IMMEDIATE"); !begun)
    return tl::unexpected{begun.error()};
  return transaction{db};
}

transaction::~transaction() {
  // some failures have rolled back already (https://sqlite.org/lang_transaction.html)
  if (db_ != nullptr && db_->in_transaction())
    static_cast<void>(db_->execute("ROLLBACK"));
}

result<void> transaction::commit() {
  if (auto done = db_->execute("COMMIT"); !done)
    return done;
  db_ = nullptr;
  return {};
}

} // namespace orc::sqlite
