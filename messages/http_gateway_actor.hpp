#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/http.hpp"
#include "messages/types/snapshot.hpp"

namespace orc {

/// The HTTP_GATEWAY answers the outside from the newest snapshot and from the history.
using http_gateway_actor = component_of<
    // The newest figures and agents.
    void(shared<snapshot>),
    // The newest colours; they come by their own way, so that they do not stop with the cycle.
    void(shared<health_report>),
    // INTERNAL: the server's thread hands over one request.
    void(api_exchange)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::api_exchange)
