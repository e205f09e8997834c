#include "runtime/app/watch_step.hpp"

#include "messages/types/utf8.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

void add_line(std::string& to, const std::string& line) {
  to += (to.empty() ? "" : "\n") + line;
}

std::string in_seconds(std::chrono::milliseconds d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(d).count()) + " s";
}

void take_answer(watch_step& step, bool answered, const watch_policy& policy) {
  auto& silent = step.next.silent;
  if (answered) {
    step.good_news = silent > 0;
    step.complaint = silent > 0 ? "the supervisors and health_monitor answer again" : "";
    silent = 0;
    return add_line(step.notify, "WATCHDOG=1");
  }
  ++silent;
  const auto lasted = policy.period * static_cast<std::int64_t>(silent);
  step.complaint = "neither the root supervisor nor health_monitor is known to work: no answer for "
                   + in_seconds(lasted);
  step.end = policy.unresponsive_exit.count() > 0 && lasted >= policy.unresponsive_exit;
}

} // namespace

watch_step advance(watch_state state, const watch_look& look, const watch_policy& policy) {
  watch_step step{std::move(state), {}, {}};
  if (!step.next.ready && look.listening && look.checked) {
    step.next.ready = true;
    add_line(step.notify, "READY=1");
  }
  if (look.checked && look.status != step.next.status) {
    step.next.status = look.status;
    add_line(step.notify, "STATUS=" + look.status);
  }
  if (look.answered)
    take_answer(step, *look.answered, policy);
  return step;
}

std::string status_line(color shade, const std::string& reason, std::uint64_t agents) {
  constexpr std::size_t most = 300; // a reason may hold a whole chain
  auto said = std::string{to_status(shade)} + (reason.empty() ? "" : ": " + reason);
  std::replace_if(
      said.begin(), said.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (said.size() > most)
    said = said.substr(0, most) + "...";
  return to_utf8(said) + "; " + std::to_string(agents) + (agents == 1 ? " agent" : " agents");
}

watch_policy watch_policy_for(std::optional<std::chrono::microseconds> watchdog,
                              std::chrono::milliseconds unresponsive_exit) {
  using std::chrono::milliseconds;
  watch_policy policy;
  policy.unresponsive_exit = unresponsive_exit;
  if (watchdog)
    policy.period = std::chrono::duration_cast<milliseconds>(*watchdog / 3);
  else if (unresponsive_exit.count() > 0)
    policy.period = std::min(policy.period, unresponsive_exit / 3);
  policy.period = std::max(policy.period, milliseconds{1});
  return policy;
}

} // namespace orc
