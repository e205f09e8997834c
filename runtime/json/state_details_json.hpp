// What a screen tells beyond the state: the same object in agents and in history.
#pragma once

#include "messages/types/agent.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json/object.hpp>

namespace orc {

inline boost::json::object details_json(const state_details& d) {
  return {{"sub_kind", text_or_null(d.sub_kind)},
          {"reset_at", value_or_null(d.reset_at)},
          {"context_left_percent", value_or_null(d.context_left_percent)},
          {"permission_mode", text_or_null(d.permission_mode)},
          {"retry_attempt", value_or_null(d.retry_attempt)},
          {"retry_limit", value_or_null(d.retry_limit)},
          {"elapsed", text_or_null(d.elapsed)},
          {"background_tasks", value_or_null(d.background_tasks)}};
}

} // namespace orc
