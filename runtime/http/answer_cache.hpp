// Renders an answer once for as long as what it is made of stays the same: fifty scrapers cost what
// one does. Pure.
//
// Used by http_gateway for every request. Threading: one thread at a time.
#pragma once

#include "runtime/http/answers.hpp"

#include <map>
#include <string>
#include <utility>

namespace orc {

class answer_cache {
public:
  /// As answer_to(); what is the same within one snapshot has an ETag, and is 304 for a client that
  /// has it already.
  api_answer answer(const api_request& request, const monitor_view& v);

private:
  struct entry {
    shared<snapshot> figures;
    shared<health_report> health;
    color whole = color::green;
    steady_time made{};
    api_response said;
    std::string etag; ///< or empty
  };

  /// Ages stand in some bodies: older than one cycle, or of another colour, it is rendered anew.
  static bool holds(const entry& e, const monitor_view& v);

  std::map<std::pair<std::string, bool>, entry> entries_; // path, gzip
};

} // namespace orc
