// What must hold between two settings, each of which is fine by itself. Used by settings_file.
// Pure.
#pragma once

#include "runtime/config/settings.hpp"

#include <string>
#include <vector>

namespace orc {

/// A time that may not be longer than another one, and is.
struct broken_order {
  std::string shorter; ///< pointer of the one that should be
  std::string longer;
  std::string too_long; ///< what was found, in seconds
  std::string limit;
  std::string why;
};

[[nodiscard]] std::vector<broken_order> broken_orders(const settings& s);

/// What is allowed and hardly meant, a sentence each.
[[nodiscard]] std::vector<std::string> doubts_about(const settings& s);

} // namespace orc
