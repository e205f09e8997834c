#include "runtime/http/etag.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace orc {
namespace {

/// FNV-1a, 64 bits (draft-eastlake-fnv, section 2).
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

} // namespace

std::string etag_of(std::string_view body) {
  std::array<char, 24> text{};
  const auto hash = static_cast<unsigned long long>(hash_of(body));
  std::snprintf(text.data(), text.size(), "\"%016llx\"", hash);
  return text.data();
}

api_response unless_known(api_response answer, const api_request& request, std::string_view etag) {
  const std::string_view known = request.if_none_match;
  // The quotes keep a tag from being found within another; W/ before it does not matter (RFC 9110,
  // section 13.1.2).
  if (answer.status == 200 && (known == "*" || (!etag.empty() && known.find(etag) != known.npos))) {
    answer.status = 304;
    answer.body.clear();
  }
  return answer;
}

} // namespace orc
