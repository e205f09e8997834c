// What the facts that doctor gathered mean, and what to do about them. Pure.
#pragma once

#include "runtime/cli/doctor_facts.hpp"

#include <vector>

namespace orc::cli {

[[nodiscard]] std::vector<finding> judge(const doctor_facts& f);

/// The part of them that is about tmux: its program, its servers, whose they are.
[[nodiscard]] std::vector<finding> judge_tmux(const doctor_facts& f);

/// The worst of them.
[[nodiscard]] level worst_of(const std::vector<finding>& all);

} // namespace orc::cli
