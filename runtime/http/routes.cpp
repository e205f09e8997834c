#include "runtime/http/routes.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace orc {
namespace {

struct fixed_path {
  std::string_view path;
  route to;
};

constexpr std::array<fixed_path, 15> fixed_paths{{{"/", route::page},
                                                  {"/livez", route::livez},
                                                  {"/readyz", route::readyz},
                                                  {"/health", route::health},
                                                  {"/health/components", route::health_all},
                                                  {"/metrics", route::metrics},
                                                  {"/api/v1/agents", route::agents},
                                                  {"/api/v1/sessions", route::sessions},
                                                  {"/api/v1/components", route::components},
                                                  {"/api/v1/cycles", route::cycles},
                                                  {"/api/v1/events", route::events},
                                                  {"/api/v1/stream", route::stream},
                                                  {"/api/v1/log", route::log_level},
                                                  {"/api/v1/mode", route::mode},
                                                  {"/api/v1/drills", route::drills}}};

/// What follows `prefix`, when that is one more segment and nothing else.
std::optional<std::string_view> segment_after(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix) || path.size() == prefix.size())
    return std::nullopt;
  path.remove_prefix(prefix.size());
  return path.find('/') == path.npos ? std::optional{path} : std::nullopt;
}

std::optional<std::string_view>
segment_between(std::string_view path, std::string_view prefix, std::string_view suffix) {
  if (!path.ends_with(suffix))
    return std::nullopt;
  path.remove_suffix(suffix.size());
  return segment_after(path, prefix);
}

bool is_read_and_done(route to) {
  return to == route::mode || to == route::drills;
}

/// What is there to be done.
bool is_done(route to) {
  return to == route::restart || to == route::log_level || is_read_and_done(to);
}

/// What is there to be read.
bool is_read(route to) {
  return is_read_and_done(to) || !is_done(to);
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// `plus_is_space` as forms write their queries (URL standard, application/x-www-form-urlencoded).
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' && plus_is_space ? ' ' : text[i];
    if (c == '%') {
      const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
      const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
      if (!low)
        return std::nullopt;
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return std::nullopt;
    plain += c;
  }
  return plain;
}

bool add_pair(std::string_view pair, std::map<std::string, std::string>& to) {
  const auto equals = std::min(pair.find('='), pair.size());
  auto key = percent_decoded(pair.substr(0, equals), true);
  auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
  if (!key || !value)
    return false;
  if (!key->empty())
    to.insert_or_assign(std::move(*key), std::move(*value));
  return true;
}

} // namespace

routed route_of(std::string_view path) {
  if (path.size() > 2 && path.ends_with('/'))
    path.remove_suffix(1);
  for (const auto& fixed : fixed_paths)
    if (fixed.path == path)
      return {fixed.to, {}};
  if (path == "/page.css" || path == "/page.js" || path == "/icon.svg")
    return {route::page_asset, std::string{path.substr(1)}};
  if (const auto name = segment_after(path, "/health/"))
    return {route::health_component, std::string{*name}};
  if (const auto id = segment_after(path, "/api/v1/agents/"))
    return {route::agent, std::string{*id}};
  if (const auto id = segment_between(path, "/api/v1/agents/", "/history"))
    return {route::agent_history, std::string{*id}};
  if (const auto id = segment_between(path, "/api/v1/agents/", "/explain"))
    return {route::agent_explain, std::string{*id}};
  if (const auto name = segment_between(path, "/api/v1/components/", "/restart"))
    return {route::restart, std::string{*name}};
  return {};
}

std::string_view allowed_methods(route to) {
  return !is_done(to) ? "GET, HEAD" : is_read(to) ? "GET, HEAD, POST" : "POST";
}

bool allows(route to, std::string_view method) {
  return method == "POST" ? is_done(to) : is_read(to) && (method == "GET" || method == "HEAD");
}

bool controls(route to, std::string_view method) {
  return method == "POST" && is_done(to);
}

result<target> parse_target(std::string_view text) {
  if (!text.starts_with('/'))
    return fail(errc::invalid_input, "the request's target is not an absolute path");
  text = text.substr(0, text.find('#'));
  const auto mark = std::min(text.find('?'), text.size());
  auto path = percent_decoded(text.substr(0, mark), false);
  if (!path)
    return fail(errc::invalid_input, "the path holds a broken escape or a control character");
  target parsed{std::move(*path), {}};
  auto rest = text.substr(std::min(mark + 1, text.size()));
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    if (!add_pair(rest.substr(0, end), parsed.query))
      return fail(errc::invalid_input, "the query holds a broken escape or a control character");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parsed;
}

bool is_loopback_host(std::string_view host) {
  constexpr std::array<std::string_view, 3> names{"localhost", "127.0.0.1", "[::1]"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    if (host.size() < name.size()
        || !std::equal(name.begin(), name.end(), host.begin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           }))
      return false;
    const auto port = host.substr(name.size());
    return port.empty()
           || (port.front() == ':' && port.size() <= 6
               && std::all_of(
                   port.begin() + 1, port.end(), [](char c) { return c >= '0' && c <= '9'; }));
  });
}

} // namespace orc
