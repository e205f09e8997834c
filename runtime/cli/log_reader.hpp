// Reads a log that is being written and rotated. Used by `tmux-orc monitor logs` and `start`.
#pragma once

#include "messages/types/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace orc::cli {

/// The last `lines` lines of what stands behind `offset`, at most a megabyte of them; empty where
/// there is no such file.
[[nodiscard]] std::string
lines_after(const std::string& path, std::uint64_t offset, std::size_t lines);

/// Follows a log through rotation (another file at its path) and truncation.
///
/// Lifecycle:
///  1. open() stands at the last `lines` lines; errc::io where there is no file.
///  2. more() brings what has come since, whole lines alone; empty where nothing has.
/// Threading: one thread at a time.
class log_follower {
public:
  static result<log_follower> open(const std::string& path, std::size_t lines);

  log_follower(log_follower&& other) noexcept;
  log_follower& operator=(log_follower&&) = delete;
  ~log_follower();

  [[nodiscard]] std::string more();

  /// What came without the end of its line.
  [[nodiscard]] const std::string& rest() const { return rest_; }

private:
  log_follower(std::string path, int fd, std::uint64_t at);

  void read_to_the_end();
  bool reopen_where_replaced();

  std::string path_;
  int fd_;
  std::uint64_t at_;
  std::string rest_;
};

} // namespace orc::cli
