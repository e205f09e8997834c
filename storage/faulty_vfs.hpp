// Makes SQLite meet a world that fails, for drills and tests: a held lock, a full disk, a damaged
// file, a disk that cannot be read or written. It stands between SQLite and the operating system
// (https://sqlite.org/vfs.html), so that what runs then is SQLite's own code.
//
// Used by the daemon with --fault-injection, and by tests; in any other process nothing of it runs.
//
// Lifecycle:
//  1. install() before the first database is opened: those opened earlier never fail.
//  2. The switch that it gave decides what fails: one for the whole process, as SQLite's own list
//  of
//     file systems is.
// Threading: any thread.
#pragma once

#include "messages/types/world_fault.hpp"

#include <memory>

namespace orc {

/// Becomes what databases are opened with from now on. Again gives the same switch.
std::shared_ptr<fault_switch> install_faulty_vfs();

} // namespace orc
