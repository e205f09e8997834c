// The processes of every pane, cycle after cycle, for as few reads of /proc as will do.
//
// Used by agent_monitor.
//
// Lifecycle, once a cycle:
//  1. begin_round(); look() at each pane; end_round() forgets the panes that were not looked at.
//     A pane without an agent to which nothing was written is not looked at in /proc at all:
//     whoever starts something there writes into it. Thousands of plain panes so cost next to
//     nothing.
//  2. One read a pane tells whether its foreground changed; command and argv are read again only
//     then, or after `rounds_between` rounds, or, where no agent is in front, when the pane was
//     written to: a program may have replaced itself by another (exec) under the same pid.
// Threading: belongs to one actor.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/tmux.hpp"
#include "runtime/host/process_table.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace orc::host {

class pane_watcher {
public:
  /// What a foreground process is to us.
  enum class role : std::uint8_t {
    agent,
    shell, ///< waits at its prompt, or leads a pipeline: ( cd notes; cat * ) | claude
    other, ///< may hide an agent below or beside it: a launcher, a wrapper, a pipeline's leader
  };
  using role_of = std::function<role(const process_facts&)>;

  static constexpr unsigned rounds_between = 15;
  static constexpr int depth = 3; ///< of the descendants: npm, sh, node

  pane_watcher(std::shared_ptr<process_table> table, role_of roles);

  void begin_round(wall_time now);

  /// `own` is the process of the agent that sat in this pane in the last round, or null.
  pane_processes look(const pane_row& pane, const process_facts* own);

  void end_round();

private:
  struct remembered {
    process_glance glance;
    pane_processes what;
    role in_front = role::other;
    std::int64_t activity = 0;
    std::int64_t glanced_at = 0; ///< whole seconds, as tmux counts activity
    std::uint64_t read_in = 0;   ///< round
    std::uint64_t seen_in = 0;   ///< round
  };

  [[nodiscard]] bool sleeps(const remembered& r, const pane_row& pane) const;
  [[nodiscard]] bool is_stale(const remembered& r, const pane_row& pane) const;
  void read(remembered& into, const pane_row& pane);
  [[nodiscard]] bool lives(const process_facts& own) const;

  std::shared_ptr<process_table> table_;
  role_of roles_;
  std::map<std::int64_t, remembered> panes_; ///< by the pid that the pane was started with
  std::uint64_t round_ = 0;
  std::int64_t second_ = 0; ///< of this round
};

} // namespace orc::host
