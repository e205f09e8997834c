#pragma once

#include "messages/component_actor.hpp"
#include "messages/rollback_controller_actor.hpp"
#include "messages/types/snapshot.hpp"

namespace orc {

/// The METRICS_AGGREGATOR counts, and makes one immutable snapshot per cycle.
using metrics_aggregator_actor = component_of<
    // Every agent after a cycle: closes the books and publishes a snapshot.
    void(shared<fleet>),
    // The components' colours, for the next snapshot.
    void(shared<health_report>),
    // A component started or went down.
    void(component_event),
    // Somebody wrote, checked or delivered.
    void(operations_done),
    // How the rollback triggers stand.
    void(mode_view),
    // A producer of history got rid of records, or could not.
    void(recording_figures),
    // A census was made, or could not be.
    void(shared<census_report>)>;

} // namespace orc

ORC_LOCAL_MESSAGE(orc::operations_done)
ORC_LOCAL_MESSAGE(orc::recording_figures)
