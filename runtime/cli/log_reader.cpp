#include "runtime/cli/log_reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace orc::cli {
namespace {

constexpr std::uint64_t most_read_back = std::uint64_t{1} << 20U;

int open_log(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

std::uint64_t size_of(int fd) {
  struct stat found {};

  return fstat(fd, &found) == 0 && found.st_size > 0 ? static_cast<std::uint64_t>(found.st_size)
                                                     : 0;
}

std::string read_from(int fd, std::uint64_t at) {
  std::string out;
  std::array<char, 65536> buffer; // NOLINT: pread(2) fills it
  for (ssize_t n = 0;
       (n = pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(at + out.size()))) > 0;)
    out.append(buffer.data(), static_cast<std::size_t>(n));
  return out;
}

/// Where the last `lines` lines begin, not before `least`; a line without its end is one, too.
std::uint64_t start_of_last(int fd, std::uint64_t least, std::size_t lines) {
  const auto size = size_of(fd);
  const auto from = std::max(least, size - std::min(size, most_read_back));
  const auto text = read_from(fd, from);
  auto at = text.size();
  if (lines > 0 && at > 0 && text.back() == '\n')
    --at; // it ends the last line, and begins none
  for (; lines > 0 && at > 0; --lines) {
    const auto newline = text.rfind('\n', at - 1);
    if (newline == std::string::npos)
      return from; // fewer lines than that, or longer ones than can be told
    at = newline;
    if (lines == 1)
      return from + newline + 1;
  }
  return from + at;
}

bool is_same_file(int fd, const std::string& path) {
  struct stat ours {};

  struct stat theirs {};

  if (stat(path.c_str(), &theirs) != 0)
    return true; // between two files: the old one may still grow
  return fstat(fd, &ours) == 0 && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

} // namespace

std::string lines_after(const std::string& path, std::uint64_t offset, std::size_t lines) {
  const int fd = open_log(path);
  if (fd < 0)
    return "";
  auto out = read_from(fd, start_of_last(fd, offset, lines));
  close(fd);
  return out;
}

log_follower::log_follower(std::string path, int fd, std::uint64_t at)
    : path_(std::move(path)), fd_(fd), at_(at) {}

log_follower::log_follower(log_follower&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), at_(other.at_),
      rest_(std::move(other.rest_)) {}

log_follower::~log_follower() {
  if (fd_ >= 0)
    close(fd_);
}

result<log_follower> log_follower::open(const std::string& path, std::size_t lines) {
  const int fd = open_log(path);
  if (fd < 0)
    return fail(errc::io, path + ": " + std::generic_category().message(errno));
  return log_follower{path, fd, start_of_last(fd, 0, lines)};
}

std::string log_follower::more() {
  read_to_the_end();
  while (reopen_where_replaced())
    read_to_the_end();
  const auto end = rest_.rfind('\n');
  if (end == std::string::npos)
    return "";
  auto out = rest_.substr(0, end + 1);
  rest_.erase(0, end + 1);
  return out;
}

void log_follower::read_to_the_end() {
  if (size_of(fd_) < at_)
    at_ = 0; // it was emptied
  const auto text = read_from(fd_, at_);
  at_ += text.size();
  rest_ += text;
}

bool log_follower::reopen_where_replaced() {
  if (is_same_file(fd_, path_))
    return false;
  const int next = open_log(path_);
  if (next < 0)
    return false;
  close(std::exchange(fd_, next));
  at_ = 0;
  return true;
}

} // namespace orc::cli
