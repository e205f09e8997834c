#include "runtime/telemetry/log.hpp"

#include "messages/types/log_names.hpp"
#include "runtime/telemetry/log_format.hpp"
#include "runtime/telemetry/log_sink.hpp"

#include <spdlog/details/periodic_worker.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

namespace orc {
namespace {

using spdlog::level::level_enum;

constexpr std::chrono::seconds repeats_told_every{5};

struct registry {
  std::mutex mutex;
  const std::shared_ptr<log_sink> sink = std::make_shared<log_sink>();
  level_enum level = spdlog::level::off;
  std::map<std::string, level_enum, std::less<>> levels;
  // Never erased, so that references handed out stay good until the process ends.
  std::map<std::string, std::unique_ptr<spdlog::logger>, std::less<>> loggers;
  std::unique_ptr<spdlog::details::periodic_worker> repeats_teller;
};

registry& the_registry() {
  static registry r;
  return r;
}

level_enum level_of(const registry& r, std::string_view component) {
  const auto own = r.levels.find(component);
  return own == r.levels.end() ? r.level : own->second;
}

void apply_levels(registry& r) {
  for (auto& [name, logger] : r.loggers)
    logger->set_level(level_of(r, name));
}

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

result<level_enum> level_from(std::string_view word) {
  if (!is_one_of(log_levels, word))
    return fail(errc::invalid_input, "no such log level: " + std::string{word});
  return spdlog::level::from_str(std::string{word});
}

result<std::map<std::string, level_enum, std::less<>>> levels_from(const level_map& words) {
  std::map<std::string, level_enum, std::less<>> out;
  for (const auto& [component, word] : words) {
    const auto level = level_from(word);
    if (!level)
      return tl::unexpected<error>(level.error());
    out.emplace(component, *level);
  }
  return out;
}

result<log_output> output_of(const log_options& options) {
  if (options.file.empty())
    return log_output::standard_error();
  return log_output::open(options.file);
}

} // namespace

result<void> start_logging(const log_options& options) {
  const auto level = level_from(options.level);
  if (!level)
    return tl::unexpected<error>(level.error());
  auto own = levels_from(options.levels);
  if (!own)
    return tl::unexpected<error>(own.error());
  auto output = output_of(options);
  if (!output)
    return tl::unexpected<error>(output.error());
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  r.sink->aim(std::move(*output), line_format(options.json), options.repeat_window);
  r.level = *level;
  r.levels = std::move(*own);
  apply_levels(r);
  if (!r.repeats_teller)
    r.repeats_teller = std::make_unique<spdlog::details::periodic_worker>(
        [sink = r.sink] { sink->tell_repeats(); }, repeats_told_every);
  return {};
}

spdlog::logger& log_of(std::string_view component) {
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  auto found = r.loggers.find(component);
  if (found == r.loggers.end()) {
    std::string name{component};
    auto logger = std::make_unique<spdlog::logger>(name, r.sink);
    logger->set_level(level_of(r, name));
    found = r.loggers.emplace(std::move(name), std::move(logger)).first;
  }
  return *found->second;
}

result<void> set_level(std::string_view component, std::string_view level) {
  if (!component.empty() && !is_one_of(log_components, component))
    return fail(errc::not_found, "nothing logs under the name " + std::string{component});
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  if (!component.empty() && level.empty()) {
    r.levels.erase(std::string{component});
  } else {
    const auto chosen = level_from(level);
    if (!chosen)
      return tl::unexpected<error>(chosen.error());
    (component.empty() ? r.level : r.levels[std::string{component}]) = *chosen;
  }
  apply_levels(r);
  return {};
}

level_map levels() {
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  level_map out{{"", std::string{log_levels[static_cast<std::size_t>(r.level)]}}};
  for (const auto& [component, level] : r.levels)
    out.emplace(component, log_levels[static_cast<std::size_t>(level)]);
  return out;
}

result<void> reopen_log() {
  return the_registry().sink->reopen();
}

void stop_logging() {
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  r.repeats_teller.reset();
  r.level = spdlog::level::off;
  r.levels.clear();
  apply_levels(r);
  r.sink->silence();
}

} // namespace orc
