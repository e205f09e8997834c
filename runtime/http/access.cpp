#include "runtime/http/access.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/routes.hpp"

namespace orc {
namespace {

api_response unauthorized() {
  auto answer = error_response(401, "unauthorized", "this needs the token of http.token_file");
  answer.headers.emplace_back("WWW-Authenticate", "Bearer"); // RFC 9110, section 11.6.1
  return answer;
}

/// The scheme's name is told in any case (RFC 9110, section 11.1).
bool is_bearer(std::string_view scheme) {
  constexpr std::string_view lower = "bearer ";
  if (scheme.size() != lower.size())
    return false;
  for (std::size_t i = 0; i < lower.size(); ++i)
    if ((scheme[i] | (i + 1 < lower.size() ? 0x20 : 0)) != lower[i])
      return false;
  return true;
}

} // namespace

bool bears(std::string_view authorization, std::string_view token) {
  constexpr std::size_t scheme = 7; // "Bearer "
  if (token.empty() || !is_bearer(authorization.substr(0, scheme)))
    return false;
  authorization.remove_prefix(scheme);
  unsigned difference = authorization.size() == token.size() ? 0U : 1U;
  for (std::size_t i = 0; i < authorization.size(); ++i)
    difference |= static_cast<unsigned char>(authorization[i])
                  ^ static_cast<unsigned char>(token[i % token.size()]);
  return difference == 0;
}

bool is_owner(const door& way, std::string_view authorization) {
  return way.control || bears(authorization, way.token);
}

std::optional<api_response> refusal_at(const door& way, const api_request& request) {
  const auto to = route_of(request.path).to;
  if (request.owner || to == route::livez)
    return std::nullopt;
  if (!way.loopback)
    return unauthorized();
  if (!controls(to, request.method))
    return std::nullopt;
  if (way.token.empty())
    return error_response(403,
                          "forbidden",
                          "control is for the control socket alone, since there is no "
                          "http.token_file");
  return unauthorized();
}

} // namespace orc
