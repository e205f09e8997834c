#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/record.hpp"

#include <string>

namespace orc {

/// The STATE_KEEPER is the only writer of the database.
using state_keeper_actor = component_of<
    // Gives a producer its epoch and the agents' last committed states. errc::storage.
    producer_grant(open_atom, std::string),
    // Writes and commits, then answers. Writing twice is harmless. errc::storage, busy, permission;
    // errc::invalid_input where the batch before it is missing: send all that is not acknowledged.
    record_ack(record_batch)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::producer_grant)
ORC_LOCAL_MESSAGE(orc::record_batch)
ORC_LOCAL_MESSAGE(orc::record_ack)
