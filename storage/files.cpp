#include "storage/files.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace orc::files {
tl::unexpected<error> refused(const std::string& path, int code) {
  const bool forbidden = code == EACCES || code == EPERM || code == EROFS;
  return fail(forbidden ? errc::permission : errc::io,
              path + ": " + std::generic_category().message(code));
}

identity identity_of(const std::string& path) {
  struct stat found {};

  if (::stat(path.c_str(), &found) != 0)
    return {};
  return {found.st_dev, found.st_ino};
}

result<void> make_folders(const std::string& folder) {
  std::filesystem::path so_far;
  for (const auto& part : std::filesystem::path{folder}) {
    so_far /= part;
    if (::mkdir(so_far.c_str(), 0700) == 0)
      continue;
    const int code = errno;
    std::error_code ignored;
    // an existing folder answers EROFS or EACCES too where its parent may not be written
    if (!std::filesystem::is_directory(so_far, ignored))
      return refused(so_far.string(), code == EEXIST ? ENOTDIR : code);
  }
  return {};
}

result<void> make_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno == EEXIST ? result<void>{} : refused(path, errno);
  ::close(fd);
  return {};
}

result<void> move(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    return refused(from, errno);
  return {};
}

std::string aside_of(const std::string& path) {
  std::array<char, 32> stamp{};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(stamp.data(), stamp.size(), "%Y%m%dT%H%M%SZ", &parts);
  const std::string base = path + ".damaged-" + stamp.data();
  std::string name = base;
  for (int n = 2; files::identity_of(name).inode != 0; ++n)
    name = base + "." + std::to_string(n);
  return name;
}

std::uint64_t size_of(const std::string& path) {
  struct stat found {};

  return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

} // namespace orc::files
