// The command line: parses, runs one command, prints. Used by main alone.
#pragma once

namespace orc::cli {

/// What main returns: 0; 1 to 3 of `monitor --health-check`; 64 usage, 66 not known to the daemon,
/// 69 no daemon, 70 the daemon failed, 78 the configuration is wrong.
int run(int argc, char** argv);

} // namespace orc::cli
