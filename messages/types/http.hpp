// One HTTP exchange, free of any HTTP library: the server parses, http_gateway answers.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace orc {

struct api_request {
  std::string method;                       ///< "GET", "HEAD", ...
  std::string path;                         ///< percent-decoded, without the query
  std::map<std::string, std::string> query; ///< percent-decoded; the last of a repeated key
  bool accepts_gzip = false;
  std::string if_none_match; ///< the header of this name, or empty
  std::string last_event_id; ///< the header of this name, or empty
  std::string content_type;  ///< media type without parameters, in lower case, or empty
  std::string body;
  bool owner = false; ///< came by the control socket or with the token: may control the daemon
};

struct api_response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool stream = false; ///< the body is only the beginning; what is published goes on behind it
};

/// `reply` may be called once, from any thread; calls after the deadline are ignored.
struct api_exchange {
  api_request request;
  std::function<void(api_response)> reply;
};

} // namespace orc
