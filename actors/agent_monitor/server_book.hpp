// The tmux servers that are watched: whom a cycle asks and waits for, what each said, and who sits
// on each. Used by agent_monitor. Pure.
//
// A server that did not answer the last time is asked but not waited for, so that one that hangs
// does not delay the others; its agents stay as they were until it speaks.
#pragma once

#include "actors/agent_monitor/seats.hpp"
#include "messages/types/cycle.hpp"
#include "messages/types/tmux.hpp"

#include <map>
#include <string>
#include <vector>

namespace orc {

/// What one server answered in one cycle: its panes, or that it is not there, or a fault.
struct server_answer {
  enum class kind : std::uint8_t { none, listed, absent, failed };
  kind what = kind::none;
  shared<pane_listing> listing; ///< when listed
  std::string fault;            ///< when failed
};

/// Lifecycle, once a cycle:
///  1. begin() says who is to be asked.
///  2. heard() takes each answer; is_complete() when nobody is waited for any more.
///  3. take() makes seats of all that was listed; count() fills in the figures.
class server_book {
public:
  using kind = server_answer::kind;

  /// It is known from now on, but asked only once it is ready().
  void add(const std::string& server);
  void ready(const std::string& server); ///< its gateway is there

  [[nodiscard]] bool knows(const std::string& server) const { return servers_.contains(server); }

  /// A server that is there no more: its sessions close.
  std::vector<fleet_event> remove(const std::string& server, wall_time now);

  /// What the database knows of the agents. Those of servers that the book does not know are gone.
  std::vector<fleet_event> remember(const std::vector<agent_view>& known, wall_time now);

  [[nodiscard]] std::vector<std::string> begin();

  /// An answer that comes too late for its cycle only proves that the server speaks again.
  void heard(const std::string& server, server_answer answer);
  [[nodiscard]] bool is_complete() const;

  /// False where no server could be read at all: then nothing is known to have changed.
  [[nodiscard]] bool has_news() const;

  /// The listings of this cycle, by server.
  [[nodiscard]] std::map<std::string, shared<pane_listing>> listings() const;

  /// `processes` is by server and pane number, for each server that was listed.
  std::vector<fleet_event>
  take(const std::map<std::string, std::map<int, pane_processes>>& processes,
       wall_time now,
       const seat_rules& rules);

  void count(cycle_stats& figures) const;

  [[nodiscard]] const seat* find(const std::string& server, const std::string& agent_id) const;
  [[nodiscard]] std::vector<seat> seats() const;                     ///< of all servers
  [[nodiscard]] std::map<std::string, std::string> sessions() const; ///< key -> name

private:
  struct entry {
    seat_memory memory;
    server_answer said;   ///< in this cycle
    std::string fault;    ///< of its last answer, or empty
    bool ready = false;   ///< its gateway is there
    bool counted = false; ///< it was there when this cycle began
    bool open = false;    ///< asked, and not answered yet
    bool prompt = true;   ///< answered when it was last asked
    bool awaited = false; ///< by this cycle
  };

  std::map<std::string, entry> servers_;
  bool gathering_ = false;
};

} // namespace orc
