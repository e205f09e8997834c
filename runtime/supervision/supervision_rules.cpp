#include "runtime/supervision/supervision_rules.hpp"

#include <set>

namespace orc {
namespace {

constexpr std::chrono::milliseconds worker_shutdown{5000};

std::string quoted(const std::string& id) {
  return "child \"" + id + "\"";
}

void look_at_policies(const supervisor_rules& s, std::vector<std::string>& faults) {
  if (s.name.empty())
    faults.push_back("the supervisor has no name");
  if (s.how > strategy::simple_one_for_one)
    faults.push_back("the strategy is none that there is");
  if (s.ends > auto_shutdown::all_significant)
    faults.push_back("the automatic shutdown is none that there is");
  if (s.intensity.restarts < 0)
    faults.push_back("the intensity allows a negative number of restarts");
  if (s.intensity.period <= std::chrono::milliseconds{0})
    faults.push_back("the period of the intensity is not positive");
  if (s.backoff.min < std::chrono::milliseconds{0} || s.backoff.max < s.backoff.min)
    faults.push_back("the backoff is negative, or its maximum below its minimum");
  if (s.backoff.jitter < 0)
    faults.push_back("the jitter of the backoff is negative");
}

void look_at_child(const supervisor_rules& s,
                   const child_outline& child,
                   std::set<std::string>& ids,
                   std::vector<std::string>& faults) {
  const auto& rules = *child.rules;
  if (rules.id.empty())
    faults.push_back("a child has no id");
  else if (!ids.insert(rules.id).second)
    faults.push_back(quoted(rules.id) + " is there twice");
  if (!child.has_start)
    faults.push_back(quoted(rules.id) + " has no start function");
  if (rules.type > restart_type::temporary)
    faults.push_back(quoted(rules.id) + " has a restart type that there is not");
  if (rules.shutdown && *rules.shutdown < std::chrono::milliseconds{0})
    faults.push_back(quoted(rules.id) + " has a negative time to stop");
  if (rules.significant && rules.type == restart_type::permanent)
    faults.push_back(quoted(rules.id) + " is significant, but permanent: it never ends by itself");
  if (rules.significant && s.ends == auto_shutdown::never)
    faults.push_back(quoted(rules.id) + " is significant, but its supervisor never ends by itself");
}

} // namespace

std::chrono::milliseconds time_to_stop(const child_rules& child) {
  return child.shutdown.value_or(child.supervisor ? infinity : worker_shutdown);
}

std::vector<std::string> faults_in(const supervisor_rules& supervisor,
                                   const std::vector<child_outline>& children,
                                   bool has_template) {
  std::vector<std::string> faults;
  look_at_policies(supervisor, faults);
  std::set<std::string> ids;
  for (const auto& child : children)
    look_at_child(supervisor, child, ids, faults);
  const bool on_demand = supervisor.how == strategy::simple_one_for_one;
  if (on_demand && (!has_template || !children.empty()))
    faults.push_back("simple_one_for_one takes one template and no other children");
  const bool groups =
      supervisor.how == strategy::one_for_all || supervisor.how == strategy::rest_for_one;
  if (groups && has_template)
    faults.push_back("children on demand have no place in the order that this strategy needs");
  return faults;
}

} // namespace orc
