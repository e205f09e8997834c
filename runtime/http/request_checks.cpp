#include "runtime/http/request_checks.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/http/routes.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace orc {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

/// RFC 9110, section 12.5.3, as far as it matters: gzip is named and not refused by q=0.
bool accepts_gzip(beast::string_view header) {
  const auto at = header.find("gzip");
  if (at == header.npos)
    return false;
  auto rest = header.substr(at + 4);
  rest = rest.substr(0, rest.find(','));
  const auto q = rest.find("q=");
  return q == rest.npos || rest.substr(q + 2).find_first_of("123456789") != rest.npos;
}

std::string lower(beast::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return out;
}

/// "Application/JSON; charset=utf-8" as "application/json"
std::string media_type(beast::string_view header) {
  auto type = lower(header.substr(0, header.find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  return type;
}

} // namespace

std::optional<api_response> refusal_of(const boost::system::error_code& ec) {
  if (ec == http::error::header_limit)
    return error_response(431, "header_too_large", "the request's header is too large");
  if (ec == http::error::body_limit)
    return error_response(413, "body_too_large", "the request's body is too large");
  if (ec == http::error::end_of_stream || ec == http::error::partial_message
      || ec.category() != make_error_code(http::error::end_of_stream).category())
    return std::nullopt;
  return error_response(400, "bad_request", "this is no HTTP request that can be read");
}

std::optional<api_response> refusal_of(const wire_request& head, const door& way) {
  if (head.version() != 10 && head.version() != 11)
    return error_response(505, "version", "HTTP/1.0 and HTTP/1.1 are spoken here");
  // No client of ours needs it, and it is how requests are smuggled past a proxy.
  if (head.count(http::field::transfer_encoding) > 0)
    return error_response(400, "bad_request", "Transfer-Encoding is not accepted on a request");
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() == 11)) // RFC 9112, section 3.2
    return error_response(400, "bad_request", "a request must name its host once");
  if (way.loopback && !way.control && hosts == 1 && !is_loopback_host(head[http::field::host]))
    return error_response(403, "wrong_host", "this server answers to localhost alone");
  if (head.count(http::field::expect) > 0 && lower(head[http::field::expect]) != "100-continue")
    return error_response(417, "expectation_failed", "no other expectation than 100-continue");
  return std::nullopt;
}

bool expects_continue(const wire_request& head) {
  return head.version() == 11 && lower(head[http::field::expect]) == "100-continue";
}

result<api_request> request_from(wire_request&& wire, const door& way) {
  auto where = parse_target(wire.target());
  if (!where)
    return tl::unexpected<error>(where.error());
  api_request r;
  r.method = wire.method_string();
  r.path = std::move(where->path);
  r.query = std::move(where->query);
  r.accepts_gzip = accepts_gzip(wire[http::field::accept_encoding]);
  r.if_none_match = wire[http::field::if_none_match];
  r.last_event_id = wire["Last-Event-ID"];
  r.content_type = media_type(wire[http::field::content_type]);
  r.owner = is_owner(way, wire[http::field::authorization]);
  r.body = std::move(wire.body());
  return r;
}

} // namespace orc
