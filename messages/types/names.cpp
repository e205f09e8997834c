#include "messages/types/agent.hpp"
#include "messages/types/census.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/error.hpp"
#include "messages/types/health.hpp"

#include <array>

namespace orc {
namespace {

template <std::size_t N, class Value>
std::string_view name_of(const std::array<std::string_view, N>& names, Value value) {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? names[i] : std::string_view{"?"};
}

constexpr std::array<std::string_view, 15> errc_names{"invalid_input",
                                                      "not_found",
                                                      "no_server",
                                                      "permission",
                                                      "timed_out",
                                                      "protocol",
                                                      "io",
                                                      "storage",
                                                      "storage_newer",
                                                      "busy",
                                                      "unavailable",
                                                      "conflict",
                                                      "start_failed",
                                                      "gave_up",
                                                      "internal"};
constexpr std::array<std::string_view, agent_state_count> state_names{"starting",
                                                                      "working",
                                                                      "idle",
                                                                      "waiting_input",
                                                                      "unsubmitted",
                                                                      "rate_limited",
                                                                      "error",
                                                                      "crashed",
                                                                      "exited",
                                                                      "unknown"};
constexpr std::array<std::string_view, 5> foreground_names{
    "agent", "shell", "other", "suspended", "none"};
constexpr std::array<std::string_view, 4> life_names{"alive", "suspected", "crashed", "exited"};
constexpr std::array<std::string_view, contradiction_count> contradiction_names{
    "title_says_work",
    "shell_prompt_in_front",
    "ended_but_working",
    "violence_and_farewell",
    "busy_but_still"};
constexpr std::array<std::string_view, census_fault_count> census_fault_names{
    "missed", "phantom", "wrong_kind"};
constexpr std::array<std::string_view, 3> color_names{"green", "yellow", "red"};
constexpr std::array<std::string_view, 3> status_names{"healthy", "degraded", "critical"};
constexpr std::array<std::string_view, 7> component_state_names{
    "starting", "running", "backoff", "stopping", "stopped", "orphan", "failed"};
constexpr std::array<std::string_view, 4> fault_names{"none", "crash", "hang", "slow"};

} // namespace

std::string_view to_string(errc code) {
  return name_of(errc_names, static_cast<int>(code) - 1);
}

std::string_view to_string(contradiction c) {
  return name_of(contradiction_names, c);
}

std::string_view to_string(census_fault f) {
  return name_of(census_fault_names, f);
}

std::string_view to_string(agent_state s) {
  return name_of(state_names, s);
}

std::optional<agent_state> agent_state_from(std::string_view text) {
  for (std::size_t i = 0; i < state_names.size(); ++i)
    if (state_names[i] == text)
      return static_cast<agent_state>(i);
  return std::nullopt;
}

std::string_view to_string(foreground f) {
  return name_of(foreground_names, f);
}

std::string_view to_string(life l) {
  return name_of(life_names, l);
}

std::string_view to_string(color c) {
  return name_of(color_names, c);
}

std::string_view to_status(color c) {
  return name_of(status_names, c);
}

std::string_view to_string(component_state s) {
  return name_of(component_state_names, s);
}

std::string_view to_string(fault_kind kind) {
  return name_of(fault_names, kind);
}

} // namespace orc
