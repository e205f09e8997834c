// Decides what becomes of a supervisor's children: who is started, in which order, again, when,
// and when the supervisor gives up. Pure: no actor, no clock, no timer.
//
// Used by supervisor.cpp, which performs the effects and tells what came of them.
//
// Lifecycle of a child:
//  1. starting: spawned, and not known to work yet. The next in line waits for it.
//  2. running: it answered.
//  3. backoff: down, to be started again; stopped: down, and to stay so.
//  4. stopping: asked to end, after its time killed, after another (orphan_after) left behind.
// Lifecycle of the supervisor: begin() starts all children in order, and ends it where one does not
// come up; then it keeps them; shut_down(), a failure too many or a significant child end it: all
// children are stopped in reverse, those on demand together.
// Every call adds to effects(), which the caller takes.
#pragma once

#include "runtime/supervision/supervision_rules.hpp"
#include "runtime/supervision/supervisor_effects.hpp"

#include <deque>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace orc {

class supervisor_logic {
public:
  supervisor_logic(supervisor_rules rules, std::vector<child_rules> children);

  supervisor_effects take_effects();

  // What happened. A life is one start of a child: effect::spawn tells its number.
  void begin(steady_time now);
  void spawned(const std::string& id, steady_time now);
  void declined(const std::string& id, steady_time now);
  void did_not_spawn(const std::string& id, const std::string& why, steady_time now);
  void ready(const std::string& id, std::uint64_t life, steady_time now);
  /// Its first answer did not come, or was a failure.
  void
  not_ready(const std::string& id, std::uint64_t life, const std::string& why, steady_time now);
  void went_down(const std::string& id, const std::string& why, bool abnormal, steady_time now);
  void orphan_ended(const std::string& id);
  void retry_due(const std::string& id, std::uint64_t life, steady_time now);
  void overdue(const std::string& id, std::uint64_t life, steady_time now);

  // What is asked for; `who` gets the answer, now or later.
  void shut_down(std::optional<error> why);
  void restart(const std::string& id, ticket who, steady_time now);
  void revive(const std::string& id, ticket who, steady_time now);
  void stop(const std::string& id, ticket who, steady_time now);
  void erase(const std::string& id, ticket who);
  /// On demand; answered by the facts once it runs.
  void start(child_rules rules, ticket who, steady_time now);

  /// Null where there is none. The pointer is good until the next call.
  [[nodiscard]] const component_facts* find(const std::string& id) const;
  [[nodiscard]] std::vector<component_facts> which() const;
  [[nodiscard]] child_counts count() const;

  [[nodiscard]] bool stopping() const { return stopping_; }

private:
  /// What is to happen when a child that is being stopped is down.
  enum class intent : std::uint8_t {
    stay,    ///< stopped, until somebody revives it
    restart, ///< started at once
    rejoin,  ///< started with its group
    forget,
    fail, ///< counted as a failure: it is being stopped because it did not answer its start
  };

  struct child {
    child_rules rules;
    component_facts facts;
    std::uint64_t life = 0; ///< of this start: tells reminders of different ones apart
    bool alive = false;     ///< there is an actor
    bool killed = false;
    intent wanted = intent::stay;
    std::string failure;        ///< with intent fail: what it did
    std::uint64_t failures = 0; ///< in a row, for the backoff
    std::vector<ticket> until_stopped;
    std::vector<ticket> until_running;
  };

  /// A group that is brought down, and started again as one.
  struct regrouping {
    std::string lead;     ///< whose failure it was; its backoff is that of the group
    std::size_t from = 0; ///< index of its first member
    bool delay_over = false;
  };

  // supervisor_logic.cpp: how a child starts, fails and comes back
  child& adopt(child_rules rules, bool dynamic);
  void launch(child& c, steady_time now);
  void failed_to_start(child& c, const std::string& why, steady_time now);
  void failed(child& c, const std::string& why, steady_time now);
  void come_back(child& c, steady_time now);
  void give_up(child& c, const std::string& why);
  void end_for_good(child& c, const std::string& why, bool abnormal, steady_time now);
  void set_alive(child& c, bool alive);

  // supervisor_stops.cpp: how a child is stopped, and all of them
  void bring_down(child& c);
  void is_down(child& c, steady_time now);
  void follow_intent(child& c, steady_time now);
  void forget(child& c);
  void pump_shutdown();

  // supervisor_groups.cpp: who starts beside whom, and who ends with whom
  void regroup(child& lead);
  void pump_regrouping(steady_time now);
  void pump_line(steady_time now);
  void leave_line(const std::string& id, steady_time now);
  [[nodiscard]] bool is_group() const;
  [[nodiscard]] bool waits_in_group(const child& c) const;
  [[nodiscard]] bool is_in_line(const child& c) const;
  [[nodiscard]] std::size_t index_of(const child& c) const;
  void note_significant_end(const child& ended);
  [[nodiscard]] bool is_coming_back(const child& c) const;

  // supervisor_orders.cpp: what is asked for
  void answer(std::vector<ticket>& who, const result<component_facts>& what);
  void answer(ticket who, const result<component_facts>& what);
  void refuse_all(child& c, const std::string& why);
  void tell(const char* type, const child& c, std::chrono::milliseconds delay = {});
  child* find_child(const std::string& id);
  child* child_for(const std::string& id, ticket who);
  child* resting_child_for(const std::string& id, ticket who);

  supervisor_rules rules_;
  std::list<child> children_;                                          ///< in start order
  std::unordered_map<std::string, std::list<child>::iterator> places_; ///< by id
  std::size_t on_demand_alive_ = 0;
  supervisor_effects effects_;
  restart_budget budget_;
  std::uint64_t lives_ = 0;
  std::mt19937 luck_;
  std::deque<std::string> line_; ///< to be started one after the other
  std::optional<regrouping> regrouping_;
  bool booting_ = true;
  bool stopping_ = false;
  bool ended_ = false;
  std::optional<error> reason_;
};

} // namespace orc
