#include "runtime/telemetry/log_output.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace orc {
namespace {

constexpr mode_t file_mode = 0640;   // a group may read it, as Debian's adm does
constexpr mode_t folder_mode = 0750; // the same for the folder

bool is_ours(const std::filesystem::path& folder) {
  struct stat found {};

  return ::stat(folder.c_str(), &found) == 0 && found.st_uid == ::geteuid();
}

/// A folder in a place of somebody else is somebody else's to make.
void make_folder_of(const std::string& path) {
  std::error_code failed;
  const auto folder = std::filesystem::absolute(path, failed).parent_path();
  if (!failed && !std::filesystem::exists(folder, failed) && is_ours(folder.parent_path()))
    ::mkdir(folder.c_str(), folder_mode); // open() tells what came of it
}

std::string why_not(const std::string& path, int number) {
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(path, ignored).parent_path();
  const auto log = "the log file " + path + " cannot be opened: ";
  if (number == ENOENT && !std::filesystem::exists(folder, ignored))
    return log + "there is no folder " + folder.string();
  return log + std::strerror(number);
}

/// O_NONBLOCK: a pipe that nobody reads must not stop the daemon.
result<int> open_to_append(const std::string& path) {
  make_folder_of(path);
  const int fd = ::open(
      path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, file_mode);
  if (fd < 0)
    return fail(errc::io, why_not(path, errno));
  return fd;
}

} // namespace

log_output::log_output(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

log_output::log_output(log_output&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), torn_(other.torn_) {}

log_output& log_output::operator=(log_output&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(torn_, other.torn_);
  return *this;
}

log_output::~log_output() {
  if (fd_ > STDERR_FILENO)
    ::close(fd_);
}

log_output log_output::standard_error() {
  return {"", STDERR_FILENO};
}

result<log_output> log_output::open(std::string path) {
  const auto fd = open_to_append(path);
  if (!fd)
    return tl::unexpected<error>(fd.error());
  return log_output{std::move(path), *fd};
}

result<void> log_output::reopen() {
  if (path_.empty())
    return {};
  auto fresh = open(path_);
  if (!fresh)
    return tl::unexpected<error>(std::move(fresh.error()));
  *this = std::move(*fresh);
  return {};
}

bool log_output::write(std::string_view line) {
  std::string mended;
  if (torn_)
    line = mended = "\n" + std::string{line};
  const auto length = line.size();
  while (!line.empty()) {
    const auto n = ::write(fd_, line.data(), line.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    line.remove_prefix(static_cast<std::size_t>(n));
  }
  if (line.size() < length) // else nothing came of it, and the last line is as it was
    torn_ = !line.empty();
  return line.empty();
}

} // namespace orc
