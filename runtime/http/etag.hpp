// What tells whether a client has an answer already (RFC 9110, section 8.8.3). Pure.
// Used by answers.cpp for the page and by answer_cache.cpp for what a snapshot says.
#pragma once

#include "messages/types/http.hpp"

#include <string>
#include <string_view>

namespace orc {

/// Made of the body alone, with its quotes.
std::string etag_of(std::string_view body);

/// The answer, or 304 without a body where If-None-Match names its tag or any.
api_response unless_known(api_response answer, const api_request& request, std::string_view etag);

} // namespace orc
