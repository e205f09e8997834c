#include "runtime/telemetry/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>

namespace orc {
namespace {

/// The level as the guide's greps look for it: ERROR, WARNING, INFO.
class capital_level final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    static constexpr std::array<std::string_view, 7> words{
        "TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "OFF"};
    const auto word = words[static_cast<std::size_t>(msg.level)];
    to.append(word.data(), word.data() + word.size());
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<capital_level>();
  }
};

/// The payload as the inside of a JSON string; control characters never break a line in two.
class json_payload final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    for (const char c : msg.payload) {
      if (c == '"' || c == '\\')
        to.push_back('\\');
      if (static_cast<unsigned char>(c) < 0x20)
        fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c));
      else
        to.push_back(c);
    }
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_payload>();
  }
};

/// The payload on one line: a hostile name with a newline cannot forge a second one.
class text_payload final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg,
              const std::tm& /*tm*/,
              spdlog::memory_buf_t& to) override {
    for (const char c : msg.payload)
      to.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<text_payload>();
  }
};

std::unique_ptr<spdlog::formatter> line_format(bool json) {
  auto f = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  f->add_flag<capital_level>('*').add_flag<json_payload>('&').add_flag<text_payload>('~');
  f->set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%*","component":"%n",)"
                        R"("message":"%&"})"
                      : "%Y-%m-%dT%H:%M:%S.%eZ %* %n: %~");
  return f;
}

struct registry {
  std::mutex mutex;
  spdlog::sink_ptr sink = std::make_shared<spdlog::sinks::null_sink_mt>();
  spdlog::level::level_enum level = spdlog::level::off;
  // Never erased, so that references handed out stay good until the process ends.
  std::map<std::string, std::unique_ptr<spdlog::logger>, std::less<>> loggers;
};

registry& the_registry() {
  static registry r;
  return r;
}

void adopt(registry& r, spdlog::sink_ptr sink, spdlog::level::level_enum level) {
  r.sink = std::move(sink);
  r.level = level;
  for (auto& [name, logger] : r.loggers) {
    logger->flush();
    logger->sinks() = {r.sink};
    logger->set_level(level);
  }
}

} // namespace

result<void> start_logging(const log_options& options) {
  const auto level = spdlog::level::from_str(options.level);
  if (level == spdlog::level::off && options.level != "off")
    return fail(errc::invalid_input, "no such log level: " + options.level);
  spdlog::sink_ptr sink;
  try {
    if (options.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
  } catch (const spdlog::spdlog_ex& e) {
    return fail(errc::io, e.what());
  }
  sink->set_formatter(line_format(options.json));
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  adopt(r, std::move(sink), level);
  return {};
}

spdlog::logger& log_of(std::string_view component) {
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  auto found = r.loggers.find(component);
  if (found == r.loggers.end()) {
    std::string name{component};
    auto logger = std::make_unique<spdlog::logger>(name, r.sink);
    logger->set_level(r.level);
    logger->flush_on(spdlog::level::info);
    found = r.loggers.emplace(std::move(name), std::move(logger)).first;
  }
  return *found->second;
}

void stop_logging() {
  auto& r = the_registry();
  const std::lock_guard lock{r.mutex};
  adopt(r, std::make_shared<spdlog::sinks::null_sink_mt>(), spdlog::level::off);
}

} // namespace orc
