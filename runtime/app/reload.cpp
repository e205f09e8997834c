#include "runtime/app/reload.hpp"

#include "runtime/app/reload_plan.hpp"
#include "runtime/app/setup.hpp"
#include "runtime/config/settings_check.hpp"
#include "runtime/telemetry/log.hpp"

#include <filesystem>
#include <utility>

namespace orc {
namespace {

std::string path_of(const sources& from) {
  std::error_code absent;
  if (!from.file.empty())
    return from.file;
  return std::filesystem::exists(from.paths.config, absent) ? from.paths.config : "";
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : ", ") + word;
  return out;
}

} // namespace

tl::expected<configuration, std::vector<file_fault>> load_configuration(const sources& from) {
  auto chosen = load_settings(path_of(from), from.env);
  if (!chosen)
    return tl::unexpected<std::vector<file_fault>>(std::move(chosen.error()));
  chosen->log.file = log_path(*chosen, from.paths);
  const auto built_in = rules_folder(*chosen);
  const auto users =
      chosen->agents.user_rules.empty() ? from.paths.rules : chosen->agents.user_rules;
  auto text = rules_text(built_in, users);
  auto rules = load_rules(built_in, users);
  if (!rules)
    return tl::unexpected<std::vector<file_fault>>(std::move(rules.error()));
  if (auto wrong = unknown_kinds(*chosen, *rules, path_of(from)); !wrong.empty())
    return tl::unexpected<std::vector<file_fault>>(std::move(wrong));
  return configuration{std::move(*chosen), std::move(*rules), std::move(text)};
}

reloader::reloader(sources from, settings chosen, std::string rules_text)
    : from_(std::move(from)), chosen_(std::move(chosen)), rules_text_(std::move(rules_text)),
      log_file_(chosen_.log.file) {}

std::string reloader::fault() const {
  const std::lock_guard lock{mutex_};
  return fault_;
}

steady_time reloader::changed() const {
  const std::lock_guard lock{mutex_};
  return changed_;
}

std::string reloader::log_file() const {
  const std::lock_guard lock{mutex_};
  return log_file_;
}

void reloader::note_port(std::uint16_t port) {
  const std::lock_guard lock{mutex_};
  port_ = port;
}

void reloader::refuse(std::vector<std::string> faults) {
  for (const auto& fault : faults)
    log_of("main").error("reload refused, the old configuration stays: {}", fault);
  const auto more =
      faults.size() > 1 ? " (and " + std::to_string(faults.size() - 1) + " more)" : std::string{};
  const std::lock_guard lock{mutex_};
  fault_ = "the configuration was not reloaded: " + faults.front() + more;
}

result<void> reloader::renew_log(const settings& chosen, bool changed) {
  if (!changed)
    return reopen_log(); // levels that were set while it runs outlive a rotation
  auto started = start_logging(log_options_of(chosen));
  if (!started)
    return started;
  const std::lock_guard lock{mutex_};
  log_file_ = chosen.log.file;
  return {};
}

void reloader::reload(monitor& whole) {
  auto found = load_configuration(from_);
  if (!found) {
    (void)reopen_log(); // a rotation does not wait for a person
    std::vector<std::string> faults;
    for (const auto& fault : found.error())
      faults.push_back(to_string(fault));
    return refuse(std::move(faults));
  }
  const bool rules_changed = found->rules_text != rules_text_;
  auto plan = plan_reload(chosen_, found->chosen, rules_changed);
  if (const auto log = renew_log(plan.chosen, plan.log); !log)
    return refuse({log.error().message});
  for (const auto& key : plan.need_restart)
    log_of("main").warn("reload: {} changed, and needs a restart", key);
  for (const auto& doubt : doubts_about(plan.chosen))
    log_of("main").warn("{}", doubt);
  if (rules_changed)
    plan.taken.emplace_back("the rules");
  log_of("main").info("reload: {}",
                      plan.taken.empty() ? "nothing to take over"
                                         : "takes over " + listed(plan.taken));
  apply(whole, std::move(plan.chosen), std::move(*found), plan.components);
}

void reloader::apply(monitor& whole,
                     settings chosen,
                     configuration found,
                     const std::vector<std::string>& who) {
  chosen_ = std::move(chosen);
  rules_text_ = std::move(found.rules_text);
  if (!who.empty()) { // before anything is started with it: what crashes then shall count
    const std::lock_guard lock{mutex_};
    changed_ = std::chrono::steady_clock::now();
  }
  const auto done = who.empty()
                        ? result<void>{}
                        : whole.reload(setup_for(whole, chosen_, std::move(found.rules)), who);
  if (!done)
    log_of("main").error("reload: {}", done.error().message);
  const std::lock_guard lock{mutex_};
  fault_.clear();
}

/// What belongs to this run of the daemon and not to its configuration is kept.
monitor_setup
reloader::setup_for(const monitor& whole, const settings& chosen, rule_sets rules) const {
  auto fresh = setup_from(chosen, from_.paths, std::move(rules));
  const auto now = whole.setup();
  fresh.tmux = now->tmux;
  fresh.servers = now->servers;
  fresh.agents.finder = now->agents.finder;
  fresh.http.server.token = now->http.server.token;
  fresh.http.draining = now->http.draining;
  fresh.http.listening = now->http.listening;
  fresh.health.fault = now->health.fault;
  fresh.health.told = now->health.told;
  fresh.rollback.changed = now->rollback.changed;
  fresh.rollback.mode_since = now->rollback.mode_since;
  if (now->fault_injection)
    allow_faults(fresh, now->http.faults.tmux);
  const std::lock_guard lock{mutex_};
  if (port_ != 0)
    fresh.http.server.port = port_;
  return fresh;
}

} // namespace orc
