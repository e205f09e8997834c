#include "runtime/telemetry/log_sink.hpp"

#include <string>
#include <utility>

namespace orc {

void log_sink::aim(log_output output,
                   std::unique_ptr<spdlog::formatter> format,
                   std::chrono::milliseconds repeat_window) {
  const std::lock_guard lock{mutex_};
  tell(repeats_.rest()); // into the old output
  repeats_ = log_repeats{repeat_window};
  output_ = std::move(output);
  formatter_ = std::move(format);
}

void log_sink::tell_repeats() {
  const std::lock_guard lock{mutex_};
  tell(repeats_.over(spdlog::log_clock::now()));
}

result<void> log_sink::reopen() {
  const std::lock_guard lock{mutex_};
  return output_ ? output_->reopen() : result<void>{};
}

void log_sink::silence() {
  const std::lock_guard lock{mutex_};
  tell(repeats_.rest());
  output_.reset();
}

void log_sink::sink_it_(const spdlog::details::log_msg& msg) {
  if (!output_)
    return;
  std::vector<log_repeats::tally> due;
  const bool now = repeats_.admit({{msg.logger_name.data(), msg.logger_name.size()},
                                   msg.level,
                                   {msg.payload.data(), msg.payload.size()}},
                                  msg.time,
                                  due);
  tell(due);
  if (now)
    put(msg);
}

void log_sink::tell(const std::vector<log_repeats::tally>& kept_back) {
  for (const auto& [what, times] : kept_back) {
    const auto often = times == 1 ? std::string{"once"} : std::to_string(times) + " times";
    const auto text = "repeated " + often + ": " + what.text;
    put({what.component, static_cast<spdlog::level::level_enum>(what.level), text});
  }
}

/// Once lines can be written again, the first one says how many could not.
void log_sink::put(const spdlog::details::log_msg& msg) {
  if (lost_ > 0) {
    const auto text = std::to_string(lost_) + " lines of this log could not be written";
    if (put_line({"main", spdlog::level::err, text}))
      lost_ = 0;
  }
  if (!put_line(msg))
    ++lost_;
}

bool log_sink::put_line(const spdlog::details::log_msg& msg) {
  if (!output_)
    return true;
  spdlog::memory_buf_t line;
  formatter_->format(msg, line);
  return output_->write({line.data(), line.size()});
}

} // namespace orc
