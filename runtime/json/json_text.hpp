// JSON as people read it. Boost.JSON holds the values; this writes them down.
//
// Why not boost::json::serialize: it spells 0.03 as 3E-2, which no reader at night thanks us for,
// and passes broken UTF-8 on. Pure.
#pragma once

#include "messages/types/time.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orc {

/// Numbers in their shortest form, text as clean UTF-8, members in the order of their insertion.
std::string to_text(const boost::json::value& v);

/// An empty text means "not said": null.
boost::json::value text_or_null(std::string_view text);

boost::json::value time_of(wall_time t);

template <class T>
boost::json::value value_or_null(const std::optional<T>& v) {
  return v ? boost::json::value(*v) : boost::json::value(nullptr);
}

inline boost::json::value value_or_null(const std::optional<wall_time>& v) {
  return v ? time_of(*v) : boost::json::value(nullptr);
}

} // namespace orc
