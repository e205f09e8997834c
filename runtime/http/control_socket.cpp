#include "runtime/http/control_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace orc {
namespace {

/// Closes what was not handed on.
class descriptor {
public:
  explicit descriptor(int fd) : fd_{fd} {}

  ~descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }

  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }

  int release() { return std::exchange(fd_, -1); }

private:
  int fd_;
};

tl::unexpected<error> refused(errc code, const std::string& path, const std::string& why) {
  return fail(code, "no control socket at " + path + ": " + why);
}

tl::unexpected<error> refused(const std::string& path, int number) {
  const auto code = number == EACCES || number == EPERM ? errc::permission : errc::io;
  return refused(code, path, std::strerror(number));
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  return at;
}

int connect_to(int fd, const sockaddr_un& at) {
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 ? 0 : errno;
}

result<void> prepare_folder(const std::string& path) {
  namespace fs = std::filesystem;
  const auto folder = fs::path{path}.parent_path();
  std::error_code ec;
  if (!folder.empty() && !fs::exists(folder, ec)) {
    fs::create_directories(folder.parent_path(), ec);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
      return refused(path, errno);
  }

  struct stat here {};

  if (::stat(folder.empty() ? "." : folder.c_str(), &here) != 0)
    return refused(path, errno);
  if (here.st_uid != ::geteuid() && here.st_uid != 0)
    return refused(errc::permission, path, "its folder is another user's");
  // In a folder that others write into, they could put a socket of theirs in this one's place.
  if ((here.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (here.st_mode & S_ISVTX) == 0)
    return refused(errc::permission, path, "others may write into its folder");
  return {};
}

/// Makes room where a daemon that was killed has left its socket behind.
result<void> clear_the_way(const std::string& path, const sockaddr_un& at) {
  struct stat here {};

  if (::lstat(path.c_str(), &here) != 0)
    return errno == ENOENT ? result<void>{} : refused(path, errno);
  if (!S_ISSOCK(here.st_mode))
    return refused(errc::invalid_input, path, "something stands there that is no socket");
  const descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const int number = connect_to(probe.get(), at);
  if (number == 0 || number == EAGAIN) // EAGAIN: its queue is full, so somebody is there
    return refused(errc::busy, path, "another daemon answers there");
  if (number != ECONNREFUSED)
    return refused(path, number);
  return ::unlink(path.c_str()) == 0 || errno == ENOENT ? result<void>{} : refused(path, errno);
}

} // namespace

result<control_listener> listen_at(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) // unix(7)
    return refused(errc::invalid_input, path, "a socket's path has at most 107 bytes");
  const auto at = address_of(path);
  if (auto ready = prepare_folder(path); !ready)
    return tl::unexpected{ready.error()};
  if (auto clear = clear_the_way(path, at); !clear)
    return tl::unexpected{clear.error()};
  descriptor fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  // bind(2) gives the file the socket's own mode, so that it is never open to others.
  if (fd.get() < 0 || ::fchmod(fd.get(), 0600) != 0
      || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
    return refused(path, errno);

  struct stat made {};

  if (::chmod(path.c_str(), 0600) != 0 || ::listen(fd.get(), 64) != 0
      || ::stat(path.c_str(), &made) != 0)
    return refused(path, errno);
  return control_listener{fd.release(), made.st_dev, made.st_ino};
}

void remove_if_own(const std::string& path, const control_listener& own) {
  struct stat here {};

  if (::lstat(path.c_str(), &here) == 0 && here.st_dev == own.device && here.st_ino == own.inode)
    ::unlink(path.c_str());
}

bool may_control(uid_t peer, uid_t own) {
  return peer == own || peer == 0;
}

bool is_own(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
         && may_control(peer.uid, ::geteuid());
}

} // namespace orc
