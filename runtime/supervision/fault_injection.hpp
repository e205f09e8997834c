// A crash on purpose, for tests and drills.
#pragma once

#include "messages/seam.hpp"

#include <stdexcept>
#include <string>

namespace orc {

/// Whoever gets it throws, as a bug in a handler would. A stable name lets it through only where
/// fault injection was allowed when the name was made.
struct inject_crash {
  std::string why;
};

class injected_crash : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace orc

ORC_LOCAL_MESSAGE(orc::inject_crash)
