// Whether somebody else's reader takes it for JSON.
#pragma once

#include <boost/json.hpp>

#include <string_view>

namespace orc::fuzz {

inline bool is_json(std::string_view text) {
  boost::json::error_code failed;
  boost::json::parse(text, failed); // refuses broken UTF-8, too
  return !failed;
}

} // namespace orc::fuzz
