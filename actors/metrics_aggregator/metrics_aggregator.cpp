#include "actors/metrics_aggregator/metrics_aggregator.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/exposition.hpp"
#include "runtime/telemetry/log.hpp"

#include <memory>
#include <utility>

namespace orc {

shared<snapshot> metrics_aggregator_state::make_snapshot() {
  auto s = std::make_shared<snapshot>(sums.figures());
  s->fleet_now = newest;
  s->health = health;
  s->mode = mode;
  s->fault_injection = options.fault_injection;
  if (options.usage)
    s->resources = options.usage();
  if (options.export_metrics) {
    s->metrics_text = metrics_text(*s, options.version);
    auto packed = gzip(s->metrics_text);
    if (packed)
      s->metrics_gzip = std::move(*packed);
    else
      log_of(name).warn("metrics go out unpacked: {}", packed.error().message);
  }
  published = self->clock().now();
  return s;
}

void metrics_aggregator_state::close_cycle(const shared<fleet>& f) {
  newest = f;
  sums.close_cycle(*f, self->clock().now());
  const auto s = make_snapshot();
  tell(self, links.http, s);
  tell(self, links.health, s);
}

void metrics_aggregator_state::take(const shared<health_report>& report) {
  health = report;
  if (self->clock().now() - published >= options.quiet)
    publish_late();
}

void metrics_aggregator_state::publish_late() {
  tell(self, links.http, make_snapshot());
}

metrics_aggregator_actor::behavior_type
metrics_aggregator(metrics_aggregator_actor::stateful_pointer<metrics_aggregator_state> self,
                   metrics_aggregator_links links,
                   metrics_aggregator_options options) {
  guard(self);
  auto& state = state_of(self);
  state.self = self;
  state.links = std::move(links);
  state.options = std::move(options);
  state.publish_late();
  return {
      [](heartbeat_atom) { return self_report{}; },
      [self](const shared<fleet>& f) { state_of(self).close_cycle(f); },
      [self](const shared<health_report>& report) { state_of(self).take(report); },
      [self](const component_event& event) { state_of(self).sums.note(event); },
      [self](const operations_done& done) { state_of(self).sums.note(done); },
      [self](const mode_view& mode) { state_of(self).mode = mode; },
      [self](const recording_figures& figures) { state_of(self).sums.note(figures); },
      [self](const shared<census_report>& census) { state_of(self).sums.note(census); },
  };
}

} // namespace orc
