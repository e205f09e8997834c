#include "runtime/host/nonce.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace orc::host {

std::string random_nonce() {
  std::array<unsigned char, 8> bytes{};
  // getrandom(2): up to 256 bytes come whole or not at all.
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    if (errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "getrandom");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char b : bytes) {
    text += digits[b >> 4U];
    text += digits[b & 15U];
  }
  return text;
}

} // namespace orc::host
