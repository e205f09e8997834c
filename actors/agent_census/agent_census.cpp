#include "actors/agent_census/agent_census.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <algorithm>
#include <utility>

namespace orc {
namespace {

/// "agent_detection" is the guide's word to search for.
void log_difference(const census_difference& d) {
  const auto said = d.tracked_kind.empty() ? "nobody" : d.tracked_kind;
  const auto there = d.found_kind.empty() ? "nobody" : d.found_kind;
  log_of(agent_census_state::name)
      .warn("agent_detection: {}: server {}, pane {}: {} is tracked, {} is there (process {})",
            to_string(d.what),
            d.server,
            d.pane,
            said,
            there,
            d.pid);
}

} // namespace

void agent_census_state::start() {
  if (options.terminals)
    remind(self, std::min(options.first_after, options.interval), round_atom_v);
}

void agent_census_state::look_first() {
  remind(self, options.interval, round_atom_v);
  if (first) // the one before still waits for its second look
    return;
  look([this](census_count count) { take_first(std::move(count)); });
}

/// Processes first, then the fleet: what is asked later is at least as new.
void agent_census_state::look(std::function<void(census_count)> then) {
  auto there = options.terminals->look();
  if (!there)
    return fail(there.error().message);
  ask(self, links.analyzer, options.timeout, which_atom_v)
      .then([this, there = std::move(*there), then = std::move(then)](
                const shared<fleet>& tracked) { then(compare(there, *tracked, options.rules)); },
            [this](const caf::error& why) {
              fail("no fleet from idle_analyzer: " + self->system().render(why));
            });
}

void agent_census_state::take_first(census_count count) {
  if (count.differences.empty())
    return finish(std::move(count));
  first = std::move(count);
  remind(self, options.confirm_after, check_atom_v);
}

void agent_census_state::look_again() {
  if (first)
    look([this](census_count count) { finish(std::move(count)); });
}

void agent_census_state::finish(census_count second) {
  const auto before = std::exchange(first, std::nullopt).value_or(census_count{});
  failed.clear();
  auto report = confirm(before, std::move(second), {self->clock().now(), options.wall()});
  report.good_until = report.at.steady + intervals_good * options.interval;
  tell_all(std::move(report));
}

void agent_census_state::fail(const std::string& why) {
  first.reset();
  failed = why;
  log_of(name).warn("agent_detection: no census could be made: {}", why);
  census_report nothing;
  nothing.at = {self->clock().now(), options.wall()};
  nothing.error = why;
  tell_all(std::move(nothing));
}

void agent_census_state::tell_all(census_report report) {
  for (const auto& difference : report.differences)
    log_difference(difference);
  const auto told = std::make_shared<const census_report>(std::move(report));
  tell(self, links.metrics, shared<census_report>{told});
  tell(self, links.rollback, shared<census_report>{told});
}

self_report agent_census_state::report() const {
  if (failed.empty())
    return {};
  return {color::yellow, "the last census could not be made: " + failed};
}

agent_census_actor::behavior_type
agent_census(agent_census_actor::stateful_pointer<agent_census_state> self,
             agent_census_links links,
             agent_census_options options) {
  guard(self);
  auto& s = state_of(self);
  s.self = self;
  s.links = std::move(links);
  s.options = std::move(options);
  s.start();
  return {
      [self](heartbeat_atom) { return state_of(self).report(); },
      [self](round_atom) { state_of(self).look_first(); },
      [self](check_atom) { state_of(self).look_again(); },
  };
}

} // namespace orc
