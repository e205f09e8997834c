// What the server refuses before anybody is asked, and how a request is taken from the wire. Pure.
// Used by connection.cpp.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/http.hpp"
#include "runtime/http/access.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string>

namespace orc {

using wire_request = boost::beast::http::request<boost::beast::http::string_body>;

/// What a parse error means to the client; nothing where there is nobody to tell.
std::optional<api_response> refusal_of(const boost::system::error_code& ec);

/// What is wrong with a header before its body is read.
std::optional<api_response> refusal_of(const wire_request& head, const door& way);

/// Whether the client waits for a 100 before it sends its body (RFC 9110, section 10.1.1).
bool expects_continue(const wire_request& head);

/// The request in our words. errc::invalid_input: a target that cannot be read.
result<api_request> request_from(wire_request&& wire, const door& way);

} // namespace orc
