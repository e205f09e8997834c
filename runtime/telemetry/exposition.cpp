#include "runtime/telemetry/exposition.hpp"

#include "messages/types/utf8.hpp"
#include "runtime/telemetry/metric_names.hpp"

#include <prometheus/text_serializer.h>
#include <zlib.h>

#include <array>
#include <limits>
#include <numeric>

namespace orc {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct label {
  std::string_view name;
  std::string_view value;
};

MetricType type_of(metric::kind k) {
  switch (k) {
  case metric::kind::counter:
    return MetricType::Counter;
  case metric::kind::gauge:
    return MetricType::Gauge;
  case metric::kind::histogram:
    return MetricType::Histogram;
  case metric::kind::untyped:
    break;
  }
  return MetricType::Untyped;
}

/// prometheus-cpp 1.0.1 writes HELP as it is; the format wants \\ and \n escaped.
std::string escaped_help(std::string_view help) {
  std::string text;
  for (const char c : help) {
    if (c == '\\')
      text += "\\\\";
    else if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

class book {
public:
  /// Opens a family; a family without series is written as well, so that its name is known.
  book& family(const metric::name& n) {
    families_.push_back({std::string{n.text}, escaped_help(n.help), type_of(n.type), {}});
    return *this;
  }

  book& series(double value, std::initializer_list<label> labels = {}) {
    ClientMetric m;
    for (const auto& l : labels)
      m.label.push_back({std::string{l.name}, to_utf8(l.value)});
    switch (families_.back().type) {
    case MetricType::Counter:
      m.counter.value = value;
      break;
    case MetricType::Gauge:
      m.gauge.value = value;
      break;
    default:
      m.untyped.value = value;
      break;
    }
    families_.back().metric.push_back(std::move(m));
    return *this;
  }

  void one(const metric::name& n, double value) { family(n).series(value); }

  void one(const metric::name& n, std::uint64_t value) { one(n, static_cast<double>(value)); }

  void histogram(const metric::name& n, const cycle_histogram& h) {
    family(n);
    ClientMetric m;
    m.histogram.sample_count = h.count;
    m.histogram.sample_sum = h.sum;
    for (std::size_t i = 0; i < h.bounds.size(); ++i)
      m.histogram.bucket.push_back({h.at_most[i], h.bounds[i]});
    m.histogram.bucket.push_back({h.count, std::numeric_limits<double>::infinity()});
    families_.back().metric.push_back(std::move(m));
  }

  std::vector<MetricFamily> take() { return std::move(families_); }

private:
  std::vector<MetricFamily> families_;
};

std::uint64_t count_of(const snapshot& s, agent_state state) {
  return s.agents_by_state[static_cast<std::size_t>(state)];
}

std::uint64_t healthy_agents(const snapshot& s) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < agent_state_count; ++i)
    if (is_healthy(static_cast<agent_state>(i)))
      n += s.agents_by_state[i];
  return n;
}

std::uint64_t all_agents(const snapshot& s) {
  std::uint64_t n = 0;
  for (const auto count : s.agents_by_state)
    n += count;
  return n;
}

void add_cycle(const snapshot& s, book& b) {
  const auto* stats = s.fleet_now ? &s.fleet_now->stats : nullptr;
  const auto last = stats ? std::chrono::duration<double>(stats->duration).count() : 0.0;
  b.one(metric::cycle_duration, last);
  b.one(metric::agents_per_second, agents_per_second(s));
  b.histogram(metric::cycle_seconds, s.durations);
  b.one(metric::cycle_median, s.cycle_median_seconds);
  b.one(metric::cycles, s.cycles);
  b.one(metric::cycles_incomplete, s.cycles_incomplete);
  b.one(metric::last_cycle,
        stats ? std::chrono::duration<double>(stats->cycle.wall.time_since_epoch()).count() : 0.0);
  b.one(metric::publish_seconds, s.publish_seconds);
  b.one(metric::throughput, agents_per_second(s));
  b.one(metric::sessions, stats ? stats->sessions : 0);
  b.one(metric::panes, stats ? stats->panes : 0);
  b.one(metric::tmux_up, std::uint64_t{stats && stats->tmux_answers});
  b.one(metric::tmux_servers, stats ? stats->servers : 0);
  b.one(metric::tmux_servers_silent, stats ? stats->servers_silent : 0);
  b.one(metric::tmux_server, std::uint64_t{stats && stats->tmux_answers && stats->server_present});
}

void add_agents(const snapshot& s, book& b) {
  b.one(metric::agents_total, all_agents(s));
  b.one(metric::agents_healthy, healthy_agents(s));
  b.one(metric::agents_idle, count_of(s, agent_state::idle));
  b.one(metric::agents_fit, healthy_agents(s));
  b.family(metric::agents);
  for (std::size_t i = 0; i < agent_state_count; ++i)
    b.series(static_cast<double>(s.agents_by_state[i]),
             {{"state", to_string(static_cast<agent_state>(i))}});
  b.one(metric::transitions, s.transitions);
  b.family(metric::agent_info);
  if (s.fleet_now)
    for (const auto& a : s.fleet_now->agents)
      b.series(1,
               {{"agent", a.where.agent_id},
                {"kind", a.where.kind},
                {"state", to_string(a.says.state)}});
}

void add_operations(const snapshot& s, book& b) {
  struct row {
    std::string_view kind;
    const operation_count& count;
  };

  const std::array<row, 4> rows{
      {{"capture", s.captures}, {"reading", s.readings}, {"write", s.writes}, {"check", s.checks}}};
  const auto failed = s.captures.failed + s.readings.failed;
  const auto& differences = s.census.differences;
  const auto detection = std::accumulate(
      differences.begin(), differences.end(), failed); // the guide's alert takes all
  b.one(metric::errors_total, failed + s.writes.failed + s.checks.failed);
  b.one(metric::agent_detection_errors, detection);
  b.one(metric::detection_errors, detection);
  b.family(metric::operations);
  for (const auto& r : rows)
    b.series(static_cast<double>(r.count.attempted), {{"kind", r.kind}});
  b.family(metric::operations_failed);
  for (const auto& r : rows)
    b.series(static_cast<double>(r.count.failed), {{"kind", r.kind}});
}

/// Of the last census: each difference, and what is no difference.
void add_last_census(const census_report& last, book& b) {
  b.family(metric::detection_accuracy).series(accuracy_of(last));
  std::array<double, census_fault_count> found{};
  for (const auto& d : last.differences)
    ++found[static_cast<std::size_t>(d.what)];
  b.family(metric::census_agents)
      .series(static_cast<double>(last.right), {{"found", "right"}})
      .series(static_cast<double>(last.contradicted), {{"found", "contradicted"}});
  for (std::size_t i = 0; i < found.size(); ++i)
    b.series(found[i], {{"found", to_string(static_cast<census_fault>(i))}});
}

void add_census(const snapshot& s, book& b) {
  const auto& c = s.census;
  if (c.last) {
    add_last_census(*c.last, b);
  } else {
    b.family(metric::detection_accuracy);
    b.family(metric::census_agents);
  }
  const auto at = c.last ? c.last->at.wall.time_since_epoch() : wall_time::duration{};
  b.one(metric::census_time, std::chrono::duration<double>(at).count());
  b.one(metric::censuses, c.made);
  b.one(metric::censuses_failed, c.failed);
  b.family(metric::census_differences);
  for (std::size_t i = 0; i < c.differences.size(); ++i)
    b.series(static_cast<double>(c.differences[i]),
             {{"kind", to_string(static_cast<census_fault>(i))}});
}

void add_contradictions(const contradiction_figures& figures, book& b) {
  const auto by_kind = [&](const metric::name& n, const auto& counts) {
    b.family(n);
    for (std::size_t i = 0; i < counts.size(); ++i)
      b.series(static_cast<double>(counts[i]),
               {{"kind", to_string(static_cast<contradiction>(i))}});
  };
  by_kind(metric::contradictions, figures.now);
  by_kind(metric::contradictions_total, figures.begun);
}

double value_of(color c) {
  return c == color::green ? 1 : c == color::yellow ? 0.5 : 0;
}

void add_usage(const std::vector<component_health>& all, book& b) {
  struct row {
    const metric::name& name;
    double (*value)(const component_facts& f);
  };

  static constexpr auto number = [](std::uint64_t n) { return static_cast<double>(n); };
  static const std::array<row, 6> rows{
      {{metric::component_cpu, [](const component_facts& f) { return f.usage.cpu_seconds; }},
       {metric::component_messages,
        [](const component_facts& f) { return number(f.usage.messages); }},
       {metric::component_depth, [](const component_facts& f) { return number(f.usage.depth); }},
       {metric::component_busy, [](const component_facts& f) { return f.usage.busy_seconds; }},
       {metric::component_load, [](const component_facts& f) { return f.load_seconds; }},
       {metric::component_orphans, [](const component_facts& f) { return number(f.orphans); }}}};
  for (const auto& r : rows) {
    b.family(r.name);
    for (const auto& c : all)
      b.series(r.value(c.facts), {{"component", c.facts.name}});
  }
}

void add_components(const snapshot& s, book& b) {
  static const std::vector<component_health> none;
  const auto& all = s.health ? s.health->components : none;
  for (const auto* n : {&metric::component_health, &metric::health}) {
    b.family(*n);
    for (const auto& c : all)
      b.series(value_of(c.shade), {{"component", c.facts.name}});
  }
  b.family(metric::component_restarts);
  for (const auto& c : all)
    b.series(static_cast<double>(c.facts.restarts), {{"component", c.facts.name}});
  b.family(metric::heartbeat_age);
  for (const auto& c : all)
    if (c.heartbeat_age)
      b.series(*c.heartbeat_age, {{"component", c.facts.name}});
  add_usage(all, b);
  b.one(metric::restarts, s.restarts);
}

void add_mode(const snapshot& s, book& b) {
  b.family(metric::rollback_fired);
  for (const auto& t : s.mode.triggers)
    b.series(t.fired ? 1 : 0, {{"trigger", t.name}});
  b.family(metric::rollback_fired_total);
  for (const auto& t : s.mode.triggers)
    b.series(static_cast<double>(t.fired_total), {{"trigger", t.name}});
}

void add_recording(const snapshot& s, book& b) {
  b.one(metric::spool_bytes, s.spool.bytes);
  b.one(metric::spool_records, s.spool.records);
  const auto by_producer = [&](const metric::name& n, std::uint64_t recording_figures::*figure) {
    b.family(n);
    for (const auto& [producer, sum] : s.recording)
      b.series(static_cast<double>(sum.*figure), {{"producer", producer}});
  };
  by_producer(metric::outbox_records, &recording_figures::waiting);
  by_producer(metric::records_acknowledged, &recording_figures::acknowledged);
  by_producer(metric::records_dropped, &recording_figures::dropped);
}

void add_process(const snapshot& s, book& b) {
  b.one(metric::state_file, s.state_file_bytes);
  b.one(metric::process_cpu, s.resources.cpu_seconds);
  b.one(metric::process_rss, s.resources.rss_bytes);
  b.one(metric::process_threads, s.resources.threads);
  b.one(metric::process_fds, s.resources.open_fds);
  b.one(metric::process_start, s.resources.start_time_seconds);
}

} // namespace

double agents_per_second(const snapshot& s) {
  if (!s.fleet_now || s.fleet_now->stats.duration.count() <= 0)
    return 0;
  const auto seconds = std::chrono::duration<double>(s.fleet_now->stats.duration).count();
  return static_cast<double>(s.fleet_now->stats.agents) / seconds;
}

std::vector<MetricFamily> metric_families(const snapshot& s, std::string_view version) {
  book b;
  b.family(metric::build_info).series(1, {{"version", version}});
  b.one(metric::fault_injection, std::uint64_t{s.fault_injection});
  add_cycle(s, b);
  add_agents(s, b);
  add_operations(s, b);
  add_census(s, b);
  add_contradictions(s.contradictions, b);
  add_components(s, b);
  add_mode(s, b);
  add_recording(s, b);
  add_process(s, b);
  return b.take();
}

std::string metrics_text(const snapshot& s, std::string_view version) {
  return prometheus::TextSerializer{}.Serialize(metric_families(s, version));
}

result<std::string> gzip(std::string_view plain) {
  constexpr int gzip_window = 15 + 16; // zlib.h: deflateInit2, 16 more asks for a gzip header
  z_stream z{};
  if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(errc::internal, "zlib could not start to compress");
  std::string packed(deflateBound(&z, plain.size()), '\0');
  std::string input{plain}; // zlib's next_in is not const
  z.next_in = reinterpret_cast<Bytef*>(input.data());
  z.avail_in = static_cast<uInt>(input.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  const bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
  packed.resize(z.total_out);
  deflateEnd(&z);
  if (!done)
    return fail(errc::internal,
                "zlib could not compress " + std::to_string(plain.size()) + " bytes");
  return packed;
}

} // namespace orc
