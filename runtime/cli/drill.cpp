#include "runtime/cli/drill.hpp"

namespace orc::cli {

command drill_command() {
  return {.name = "drill", .summary = "failures on purpose, and what the monitor makes of them"};
}

} // namespace orc::cli
