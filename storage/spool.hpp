// A file beside the database for what cannot be written into it now: batches, in order. Used by
// state_keeper, and by whoever looks whether one is left.
//
// Lifecycle:
//  1. load() takes up what an earlier run left; without a file there is nothing to do. Where it
//     fails it is to be called again; until then the spool looks empty, and may not be.
//  2. append() puts a batch on disk: once it returns, neither a kill nor a power cut loses it.
//  3. front() reads the oldest batch, pop() forgets it. The file goes with the last one; a daemon
//     that dies between begins with the first again, which is harmless to a database that knows the
//     records' keys.
//  4. What no batch can be read from is never deleted: a damaged file is kept under another name
//     when its last batch was taken. notice() tells.
// Two may have the same file, where one that hung was replaced and comes back: each takes it for
// the moment of a change alone, and one that finds it changed by the other takes it up anew.
// Threading: one thread at a time for each spool.
#pragma once

#include "storage/spool_format.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace orc {

/// Where the spool of a database lies.
std::string spool_of(const std::string& database);

class spool {
public:
  explicit spool(std::string path) : path_{std::move(path)} {}

  spool(const spool&) = delete;
  spool& operator=(const spool&) = delete;
  ~spool();

  /// Once it has been done it does nothing more. What is no file (a folder, a link, a pipe) is set
  /// aside at once. errc::io, errc::permission: the file may be sound, but cannot be opened now.
  result<void> load();

  [[nodiscard]] bool is_loaded() const { return loaded_; }

  /// Loads first, where that is still to be done. errc::io, errc::permission: nothing was added.
  result<void> append(const record_batch& batch);

  /// Of one that is not empty. errc::io: it cannot be read now; try again later. Another error: it
  /// is no batch, and never will be; pop() it all the same.
  result<record_batch> front();
  void pop();
  /// The file will be kept in the end, for this reason.
  void keep(const std::string& why);

  [[nodiscard]] bool empty() const { return frames_.empty(); }

  [[nodiscard]] std::uint64_t records() const { return records_; }

  /// Of the file.
  [[nodiscard]] std::uint64_t bytes() const { return fd_ < 0 ? 0 : end_; }

  /// The last sequence of this epoch that was appended; 0: none was, since it was last empty.
  [[nodiscard]] std::uint64_t last_of(std::uint64_t epoch) const;

  /// One sentence where something in the file cannot be read; else empty.
  [[nodiscard]] const std::string& notice() const { return notice_; }

private:
  result<void> set_aside(const error& why);
  void take_up(std::uint64_t size);
  result<void> create();
  result<void> write_at_end(const std::string& bytes);
  [[nodiscard]] std::string read(std::uint64_t offset, std::size_t bytes) const;
  [[nodiscard]] bool in_place() const;
  [[nodiscard]] bool was_changed() const;
  void close();
  void take_up_anew();
  result<void> changed_by_another();
  void finish();

  std::string path_;
  int fd_ = -1;
  bool loaded_ = false;
  std::uint64_t end_ = 0;  // behind it stands nothing that counts
  std::uint64_t left_ = 0; // the file's size when this spool last touched it
  std::deque<spool_format::frame> frames_;
  std::uint64_t records_ = 0;
  std::map<std::uint64_t, std::uint64_t> last_; // epoch -> sequence
  std::string notice_;
  std::string aside_; // the name to be kept under; empty: nothing is wrong with the file
};

/// What a look at a spool finds.
struct spool_look {
  std::uint64_t bytes = 0; ///< 0: there is none
  std::uint64_t records = 0;
  std::uint64_t damaged_bytes = 0;
};

/// Reads, and changes nothing.
result<spool_look> look_at_spool(const std::string& path);

} // namespace orc
