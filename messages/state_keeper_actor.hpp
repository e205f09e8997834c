#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/record.hpp"

#include <string>

namespace orc {

/// The STATE_KEEPER is the only writer of the database.
using state_keeper_actor = component_of<
    // Gives a producer its epoch and the agents' last committed states. errc::storage, busy.
    producer_grant(open_atom, std::string),
    // Answers when it is on disk. Writing twice is harmless. errc::storage, busy, permission, io;
    // errc::invalid_input where the batch before it is missing: send all that is not acknowledged.
    record_ack(record_batch),
    // INTERNAL: writes a batch of the spool back.
    void(retry_atom)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::producer_grant)
ORC_LOCAL_MESSAGE(orc::record_batch)
ORC_LOCAL_MESSAGE(orc::record_ack)
