// Where log lines go: standard error, or a file that outlives rotations and full disks.
//
// Used by log_sink alone.
//
// Lifecycle:
//  1. open() or standard_error().
//  2. write() a whole line at a time; a line that cannot be written is counted, never waited for.
//  3. reopen() after the file was renamed; the old one is closed once the new one is there.
// Threading: one thread at a time.
#pragma once

#include "messages/types/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace orc {

class log_output {
public:
  static log_output standard_error();

  /// Makes the last folder of the path where it is missing and the one above is our own; errc::io.
  static result<log_output> open(std::string path);

  log_output(log_output&& other) noexcept;
  log_output& operator=(log_output&& other) noexcept;
  ~log_output();

  /// errc::io, and nothing has changed.
  result<void> reopen();

  /// False where the line was lost, or a part of it.
  bool write(std::string_view line);

  [[nodiscard]] const std::string& path() const { return path_; } ///< empty: standard error

private:
  log_output(std::string path, int fd);

  std::string path_;
  int fd_;
  bool torn_ = false; ///< the last line has no end
};

} // namespace orc
