#pragma once

#include "messages/component_actor.hpp"
#include "messages/types/record.hpp"

#include <vector>

namespace orc {

using event_entries = std::vector<event_entry>;

/// The HISTORY_READER answers questions about the past from a read-only connection.
using history_reader_actor = component_of<
    // One page of transitions, newest first. errc::storage.
    history_page(history_query),
    // One page of fleet events, newest first. errc::storage.
    event_entries(event_query)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::history_query)
ORC_LOCAL_MESSAGE(orc::history_page)
ORC_LOCAL_MESSAGE(orc::event_query)
ORC_LOCAL_MESSAGE(orc::event_entries)
