#include "runtime/host/secret_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace orc::host {
namespace {

constexpr std::size_t least = 16;
constexpr std::size_t most = 4096;

tl::unexpected<error> refused(errc code, const std::string& path, const std::string& why) {
  return fail(code, "no secret from " + path + ": " + why);
}

result<void> check_owner(int fd, const std::string& path) {
  struct stat here {};

  if (::fstat(fd, &here) != 0)
    return refused(errc::io, path, std::strerror(errno));
  if (!S_ISREG(here.st_mode))
    return refused(errc::invalid_input, path, "it is no regular file");
  if (here.st_uid != ::geteuid() && here.st_uid != 0)
    return refused(errc::permission, path, "it is another user's");
  if ((here.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return refused(errc::permission, path, "others may open it: chmod 600 is wanted");
  return {};
}

result<std::string> read_all(int fd, const std::string& path) {
  std::array<char, most + 2> bytes{}; // one more than allowed, and the end of the line
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto n = ::read(fd, bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno != EINTR)
      return refused(errc::io, path, std::strerror(errno));
    if (n == 0)
      break;
    size += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  return std::string{bytes.data(), size};
}

} // namespace

result<std::string> read_secret(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return refused(errno == EACCES ? errc::permission : errc::io, path, std::strerror(errno));
  auto text = check_owner(fd, path).and_then([&] { return read_all(fd, path); });
  ::close(fd);
  if (!text)
    return text;
  if (text->ends_with('\n'))
    text->pop_back();
  if (text->size() < least || text->size() > most)
    return refused(errc::invalid_input, path, "a token has 16 to 4096 characters");
  if (!std::all_of(text->begin(), text->end(), [](char c) { return c > 0x20 && c < 0x7f; }))
    return refused(errc::invalid_input, path, "a token is one word of visible ASCII");
  return text;
}

} // namespace orc::host
