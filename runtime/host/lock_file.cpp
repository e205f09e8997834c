#include "runtime/host/lock_file.hpp"

#include "runtime/host/small_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace orc::host {
namespace {

constexpr std::size_t most_notes = 16384; // bytes; we write some hundred

tl::unexpected<error> refused(const std::string& path, int code) {
  const bool forbidden = code == EACCES || code == EPERM || code == EROFS;
  return fail(forbidden ? errc::permission : errc::io,
              path + ": " + std::generic_category().message(code));
}

/// The whole file, for writing.
struct flock whole_file() {
  struct flock all {};

  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  return all;
}

/// False where the path leads to another file by now: somebody deleted ours.
bool stands_at(const std::string& path, int fd) {
  struct stat ours {};

  struct stat theirs {};

  return fstat(fd, &ours) == 0 && stat(path.c_str(), &theirs) == 0 && ours.st_ino == theirs.st_ino
         && ours.st_dev == theirs.st_dev;
}

lock_holder read_holder(const std::string& text) {
  lock_holder out;
  std::istringstream in{text};
  std::string line;
  std::getline(in, line);
  std::from_chars(line.data(), line.data() + line.size(), out.pid);
  while (std::getline(in, line))
    if (const auto blank = line.find(' '); blank != std::string::npos)
      out.notes[line.substr(0, blank)] = line.substr(blank + 1);
  return out;
}

void append(int fd, const std::string& text) {
  // A full disk leaves the notes out, never the lock.
  [[maybe_unused]] const auto written = write(fd, text.data(), text.size());
}

tl::unexpected<error> held(const std::string& path) {
  const auto holder = holder_of(path);
  const bool known = holder && *holder && (*holder)->pid > 0;
  return fail(errc::busy,
              path + " is held by "
                  + (known ? "the process " + std::to_string((*holder)->pid) : "another process"));
}

} // namespace

result<lock_file> lock_file::take(const std::string& path) {
  // A link in the place of the file would have us write into whatever it leads to.
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return refused(path, errno);
  lock_file lock{fd};
  auto all = whole_file();
  if (fcntl(fd, F_OFD_SETLK, &all) != 0) {
    const int code = errno;
    close(std::exchange(lock.fd_, -1)); // what stands in it is the holder's
    return code == EAGAIN || code == EACCES ? held(path) : refused(path, code);
  }
  if (!stands_at(path, fd)) {
    close(std::exchange(lock.fd_, -1));
    return fail(errc::busy, path + " was replaced while it was being locked");
  }
  if (ftruncate(fd, 0) != 0)
    return refused(path, errno);
  append(fd, std::to_string(getpid()) + "\n");
  return lock;
}

lock_file::lock_file(lock_file&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), notes_(std::move(other.notes_)) {}

lock_file::~lock_file() {
  if (fd_ < 0)
    return;
  [[maybe_unused]] const int emptied = ftruncate(fd_, 0);
  close(fd_);
}

void lock_file::note(const std::string& key, const std::string& value) {
  const auto line = value.substr(0, value.find('\n'));
  if (const auto before = notes_.find(key); before != notes_.end() && before->second == line)
    return; // a component that is started again and again must not make the file grow
  notes_[key] = line;
  append(fd_, key + " " + line + "\n");
}

result<std::optional<lock_holder>> holder_of(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return errno == ENOENT ? result<std::optional<lock_holder>>{std::nullopt}
                           : refused(path, errno);
  auto all = whole_file();
  const bool asked = fcntl(fd, F_OFD_GETLK, &all) == 0;
  const int code = errno;
  close(fd);
  if (!asked)
    return refused(path, code);
  if (all.l_type == F_UNLCK)
    return std::nullopt;
  return read_holder(read_small_file(path.c_str(), most_notes).value_or(""));
}

} // namespace orc::host
