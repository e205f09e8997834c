// One holder at a time, and everybody may see who it is.
//
// The daemon holds its lock for its whole life, so that two never write one database; the command
// line looks who holds it. The lock counts, not the file: it ends with its holder however that
// ends, and a file that was left behind is no obstacle (fcntl(2), open file description locks).
//
// Lifecycle:
//  1. take() makes the file where it is missing, locks it, and writes the pid as its first line.
//  2. note() adds lines of a key and a value, which holder_of() brings to others.
//  3. The destructor empties the file and lets go; the file itself stays.
// Threading: one thread at a time; holder_of() from any.
#pragma once

#include "messages/types/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace orc::host {

struct lock_holder {
  std::int64_t pid = 0; ///< 0: it has not said so yet
  std::map<std::string, std::string> notes;
};

class lock_file {
public:
  /// errc::busy: another process holds it, the message names its pid; permission; io.
  static result<lock_file> take(const std::string& path);

  lock_file(lock_file&& other) noexcept;
  lock_file& operator=(lock_file&&) = delete;
  ~lock_file();

  /// `value` is one line; what it may hold beyond that is dropped. The last value of a key counts.
  void note(const std::string& key, const std::string& value);

private:
  explicit lock_file(int fd) : fd_(fd) {}

  int fd_;
  std::map<std::string, std::string> notes_;
};

/// Nothing: nobody holds it. Never disturbs who takes it at the same moment.
result<std::optional<lock_holder>> holder_of(const std::string& path);

} // namespace orc::host
