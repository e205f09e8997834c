// The daemon: arguments, configuration, start, signals, end.
#pragma once

namespace orc {

/// What main returns; sysexits(3) where something is wrong: 64 usage, 69 the port is taken, 70 the
/// monitor gave up, 75 another daemon writes the same database, 78 the configuration.
int run_daemon(int argc, char** argv);

} // namespace orc
