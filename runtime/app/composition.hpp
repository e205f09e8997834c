// The one place that knows every component: a table of rows gives each its place in the tree, its
// links to others, and what it is started with.
//
// Used by monitor.cpp. Threading: one thread, before anything runs.
#pragma once

#include "runtime/app/monitor_setup.hpp"
#include "runtime/app/tree_builder.hpp"

namespace orc {

/// The tree from its root; names and wiring stay with `tree`.
supervisor_spec compose(tree_builder& tree, const shared_setup& setup);

} // namespace orc
