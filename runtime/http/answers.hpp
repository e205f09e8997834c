// From a request to its answer. Pure: http_gateway brings the view, and asks history_reader for
// what only the database knows.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/explanation.hpp"
#include "messages/types/http.hpp"
#include "messages/types/mode.hpp"
#include "messages/types/record.hpp"
#include "runtime/http/drills.hpp"
#include "runtime/http/orders.hpp"
#include "runtime/http/view.hpp"

#include <string>
#include <variant>
#include <vector>

namespace orc {

/// The event stream from behind this event on; empty: from now on.
struct stream_query {
  std::string last_event_id;
};

/// Why this agent's last screen was read as it was; its session's detector knows.
struct explain_query {
  std::string agent_id;
  std::string session_key;
  bool owner = false; ///< may see rows of the screen
};

/// Which engine monitors, and its triggers.
struct mode_query {};

/// Either the answer, or what must be asked or done first.
using api_answer = std::variant<api_response,
                                history_query,
                                event_query,
                                stream_query,
                                mode_query,
                                explain_query,
                                restart_order,
                                level_order,
                                rearm_trigger_order,
                                drill_order>;

api_answer answer_to(const api_request& request, const monitor_view& v);

/// What history_reader said. An agent that was never recorded but is on the roster has an empty
/// history; one that is neither is 404.
api_response
answer_history(const history_query& asked, const history_page& page, const monitor_view& v);
/// `why` is null where no screen of the agent was read yet.
api_response
answer_explain(const explain_query& asked, const explanation* why, const monitor_view& v);
api_response answer_stream(std::string beginning);
api_response answer_mode(const mode_view& mode);
api_response answer_events(const event_query& asked, const std::vector<event_entry>& events);

/// `status` with {"error":{"code":...,"message":...}}.
api_response error_response(int status, std::string_view code, std::string_view message);

/// What a component's fault means to the one who asked: 504 when it was too late, 503 when it could
/// not answer, 400 for what was asked wrongly, 404 for what is not there, else 500.
api_response fault_response(const error& e);

} // namespace orc
