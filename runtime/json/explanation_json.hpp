// An explanation as JSON, the same from the daemon and from `tmux-orc explain --file`. Pure.
#pragma once

#include "messages/types/explanation.hpp"

#include <boost/json/object.hpp>

namespace orc {

/// What of the screen's own text is told; the evidence of the verdict always is.
enum class screen_text : bool { hidden, shown };

/// {"at","seen","region","lines","other","rules","would_change"}: see runtime/http/API.md.
boost::json::object explanation_json(const explanation& why, screen_text text);

} // namespace orc
