// Who may ask what. Pure.
//
// Whoever comes by the control socket is the daemon's own user and may do everything. Over TCP
// everybody on this machine may read; who wants to control needs the token, and where others can
// reach the address reading needs it, too.
#pragma once

#include "messages/types/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace orc {

/// One way into the server.
struct door {
  bool control = false; ///< the control socket
  bool loopback = true; ///< reached from this machine alone
  std::string token;    ///< empty: there is none
};

/// Whether the value of an Authorization header is "Bearer <token>" (RFC 6750, section 2.1). Takes
/// the same time wherever the texts differ.
bool bears(std::string_view authorization, std::string_view token);

bool is_owner(const door& way, std::string_view authorization);

/// 401 or 403 for what this request may not do; `request.owner` is told.
std::optional<api_response> refusal_at(const door& way, const api_request& request);

} // namespace orc
