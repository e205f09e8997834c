// Reads the beginning of a file of /proc in one call.
#pragma once

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>

namespace orc::host {

/// At most `limit` bytes; nothing when the file cannot be opened or read, errno tells why.
inline std::optional<std::string> read_small_file(const char* path, std::size_t limit) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return std::nullopt;
  std::string text(limit, '\0');
  ssize_t n = 0;
  do
    n = read(fd, text.data(), text.size());
  while (n < 0 && errno == EINTR);
  const int why = errno;
  close(fd);
  errno = why;
  if (n < 0)
    return std::nullopt;
  text.resize(static_cast<std::size_t>(n));
  return text;
}

} // namespace orc::host
