// What a supervisor's logic wants to be done. Performed by the supervisor's shell, in this order.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/health.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace orc {

/// Stands for somebody who waits for an answer.
using ticket = std::uint64_t;

enum class way_to_stop : std::uint8_t {
  ask,   ///< ahead of what is in its mailbox
  drain, ///< behind it
  kill,
};

namespace effect {

struct spawn {
  std::string id;
  std::uint64_t life = 0;
};

struct stop {
  std::string id;
  way_to_stop how = way_to_stop::ask;
};

/// Does not end, whatever is done: goes on without it.
struct abandon {
  std::string id;
};

/// For good: retires its name.
struct forget {
  std::string id;
};

/// To look at this child again, in this life of it.
struct remind {
  child_reminder::about what = child_reminder::about::retry;
  std::string id;
  std::uint64_t life = 0;
  std::chrono::milliseconds in{0};
};

struct answer {
  ticket to = 0;
  result<component_facts> what;
};

struct tell {
  component_event what;
};

/// Every child has started for the first time.
struct ready {};

/// The supervisor itself ends: in order where there is no reason.
struct end {
  std::optional<error> reason;
};

} // namespace effect

using supervisor_effect = std::variant<effect::spawn,
                                       effect::stop,
                                       effect::abandon,
                                       effect::forget,
                                       effect::remind,
                                       effect::answer,
                                       effect::tell,
                                       effect::ready,
                                       effect::end>;
using supervisor_effects = std::vector<supervisor_effect>;

} // namespace orc
