#include "runtime/http/answer_cache.hpp"

#include "runtime/http/etag.hpp"
#include "runtime/http/routes.hpp"

#include <algorithm>

namespace orc {
namespace {

/// What programs read again and again. A colour is never to be taken from a client's own cache.
bool has_etag(route to) {
  return to == route::metrics || to == route::agents || to == route::sessions
         || to == route::components;
}

bool is_kept(route to) {
  return has_etag(to) || to == route::health || to == route::health_all;
}

/// Tags what went well.
std::string tag(api_response& answer) {
  if (answer.status != 200)
    return {};
  auto etag = etag_of(answer.body);
  for (auto& [name, value] : answer.headers)
    if (name == "Cache-Control")
      value = "no-cache"; // may be kept, and is asked for again (RFC 9111, section 5.2.2.4)
  answer.headers.emplace_back("ETag", etag);
  return etag;
}

} // namespace

bool answer_cache::holds(const entry& e, const monitor_view& v) {
  return e.figures == v.figures && e.health == v.health && e.whole == judge(v).shade
         && v.now - e.made < v.cycle_interval;
}

api_answer answer_cache::answer(const api_request& request, const monitor_view& v) {
  const auto to = route_of(request.path).to;
  if (!is_kept(to) || !allows(to, request.method))
    return answer_to(request, v);
  const std::pair key{request.path, to == route::metrics && request.accepts_gzip};
  const bool plain = request.query.empty();
  if (const auto kept = entries_.find(key);
      plain && kept != entries_.end() && holds(kept->second, v))
    return unless_known(kept->second.said, request, kept->second.etag);
  auto said = std::get<api_response>(answer_to(request, v)); // none of these asks anybody
  auto etag = has_etag(to) ? tag(said) : std::string{};
  if (plain)
    entries_[key] = {v.figures, v.health, judge(v).shade, v.now, said, etag};
  return unless_known(std::move(said), request, etag);
}

} // namespace orc
