// Processes as the test wants them.
#pragma once

#include "runtime/host/process_table.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orc::test {

class fake_process_table final : public host::process_table {
public:
  struct process {
    process_facts facts;
    std::int64_t foreground_group = 0;
    host::liveness alive = host::liveness::running;
    std::vector<host::companion> below; ///< or beside it
  };

  std::map<std::int64_t, process> processes; ///< by pid; absent: gone
  std::uint64_t glances = 0;
  std::uint64_t questions = 0; ///< everything but glances

  result<host::process_glance> glance(std::int64_t pid) override {
    ++glances;
    const auto found = processes.find(pid);
    if (found == processes.end())
      return missing(pid);
    return host::process_glance{found->second.foreground_group, found->second.facts.start_ticks};
  }

  result<process_facts> facts_of(std::int64_t pid) override {
    ++questions;
    const auto found = processes.find(pid);
    if (found == processes.end())
      return missing(pid);
    return found->second.facts;
  }

  result<process_facts> foreground_of(std::int64_t pane_pid) override {
    const auto found = processes.find(pane_pid);
    if (found == processes.end())
      return missing(pane_pid);
    return facts_of(found->second.foreground_group);
  }

  std::vector<host::companion> companions_of(std::int64_t pid, int) override {
    ++questions;
    const auto found = processes.find(pid);
    return found == processes.end() ? std::vector<host::companion>{} : found->second.below;
  }

  host::liveness liveness_of(std::int64_t pid, std::uint64_t start_ticks) override {
    ++questions;
    const auto found = processes.find(pid);
    return found == processes.end() || found->second.facts.start_ticks != start_ticks
               ? host::liveness::gone
               : found->second.alive;
  }

private:
  static tl::unexpected<error> missing(std::int64_t pid) {
    return fail(errc::not_found, "no process " + std::to_string(pid));
  }
};

} // namespace orc::test
