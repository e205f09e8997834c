// Answers the outside: owns the HTTP server, and brings each request together with what is known.
//
// Lifecycle:
//  1. At its start it binds. A port that cannot be had ends it with the reason, so that its
//     supervisor tries again after a backoff. A control socket that cannot be had makes it yellow.
//  2. The server's thread hands each request over as a message; it is answered from the newest
//     snapshot and health report; what only the database knows is asked of history_reader, and how
//     the triggers stand of rollback_controller.
//  3. What changed from one snapshot, or report, to the next goes out on the event stream.
//  4. Its end, whatever the reason, destroys its state and with it the server: the port is free,
//     and the server's thread joined.
// Threading: pool; the server has a thread of its own, which holds no strong handle of this actor.
#pragma once

#include "messages/history_reader_actor.hpp"
#include "messages/http_gateway_actor.hpp"
#include "messages/rollback_controller_actor.hpp"
#include "messages/session_detector_actor.hpp"
#include "messages/types/world_fault.hpp"
#include "runtime/http/answer_cache.hpp"
#include "runtime/http/answers.hpp"
#include "runtime/http/event_log.hpp"
#include "runtime/http/http_server.hpp"
#include "runtime/http/orders.hpp"
#include "runtime/http/view.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace orc {

struct http_gateway_links {
  history_reader_actor history;
  rollback_controller_actor rollback;
  std::map<std::string, supervisor_actor> supervisors; ///< by name, to restart their children
};

struct http_gateway_options {
  http_server_options server; ///< address, port, limits, deadlines
  std::chrono::milliseconds cycle_interval{1000};
  std::chrono::milliseconds report_interval{5000}; ///< how often colours come at least
  std::chrono::milliseconds history_timeout{2000};
  std::chrono::milliseconds restart_timeout{25000}; ///< the server's control_deadline is longer
  std::string control_socket;                       ///< path; empty: there is none
  bool export_metrics = true;
  /// Component -> those that it sends to. A child on demand stands under its prefix.
  std::map<std::string, std::vector<std::string>> sends_to;
  fault_switches faults;          ///< null: the daemon runs without fault injection
  std::function<bool()> draining; ///< true once the daemon is about to end; may be empty
  std::function<void(std::uint16_t)> listening; ///< told the port after each bind; may be empty
};

/// A component's fault that is in force until then.
struct drill_record {
  std::string fault;
  steady_time until;
  std::uint64_t incarnation = 0; ///< another one is well again
};

struct http_gateway_state {
  static inline const char* name = "http_gateway";

  http_gateway_state() = default;

  void start();
  [[nodiscard]] monitor_view view() const;
  void answer(api_exchange exchange);
  void ask_history(api_exchange exchange, const history_query& query);
  void ask_events(api_exchange exchange, const event_query& query);
  void ask_mode(api_exchange exchange);
  void ask_why(const api_exchange& exchange, const explain_query& query);
  void ask_detector(const api_exchange& exchange,
                    const explain_query& query,
                    const session_detector_actor& detector);
  void rearm(api_exchange exchange, const rearm_trigger_order& order);
  void take(const shared<snapshot>& newest);
  void take(const shared<health_report>& newest);
  void publish(const std::vector<stream_event>& changes);
  void restart(const api_exchange& exchange, const restart_order& order);
  void drill(const api_exchange& exchange, const drill_order& order);

  using facts_handler = std::function<void(const component_facts&)>;
  using fault_handler = std::function<void(const caf::error&)>;
  using question = std::function<void(const supervisor_actor&, facts_handler, fault_handler)>;

  /// What a supervisor is asked to do with one of its children, and where its answer goes.
  struct child_order {
    std::string component;
    question ask;
    std::function<void(tl::expected<component_facts, error>)> done;
  };

  void order_below(const std::string& behind, const child_order& order, bool one_was_away);
  [[nodiscard]] question arming_of(const drill_order& order);
  void note_drill(const drill_order& order, const component_facts& facts);
  void release_everything();
  [[nodiscard]] std::vector<armed_drill> drills_in_force() const;
  [[nodiscard]] bool is_another_life(const std::string& component, std::uint64_t incarnation) const;
  [[nodiscard]] self_report report() const;

  http_gateway_actor::stateful_pointer<http_gateway_state> self = nullptr;
  http_gateway_links links;
  http_gateway_options options;
  shared<snapshot> figures;
  cycle_log cycles;
  event_log events;
  answer_cache answers;
  shared<health_report> health;
  steady_time started{};
  std::map<std::string, drill_record> drilled; ///< components that were made to fail, by name
  std::string control_fault;                   ///< why there is no control socket, or empty
  http_server server;
};

http_gateway_actor::behavior_type
http_gateway(http_gateway_actor::stateful_pointer<http_gateway_state> self,
             http_gateway_links links,
             http_gateway_options options);

} // namespace orc
