// The one sink behind all loggers: formats, keeps back what repeats, and says what was lost.
//
// Used by log alone.
//
// Lifecycle:
//  1. Made once; what is logged before the first aim() is nobody's.
//  2. aim() chooses output, format and window, again at any time.
//  3. tell_repeats() now and then; reopen() after a rotation; silence() at the end.
// Threading: any thread.
#pragma once

#include "runtime/telemetry/log_output.hpp"
#include "runtime/telemetry/log_repeats.hpp"

#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace orc {

class log_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  void aim(log_output output,
           std::unique_ptr<spdlog::formatter> format,
           std::chrono::milliseconds repeat_window);

  /// Tells how often the messages came whose window is over.
  void tell_repeats();

  result<void> reopen();

  /// Tells what is still counted, and closes the output.
  void silence();

protected:
  void sink_it_(const spdlog::details::log_msg& msg) override;

  void flush_() override {} // every line is written at once

private:
  void tell(const std::vector<log_repeats::tally>& kept_back);
  void put(const spdlog::details::log_msg& msg);
  bool put_line(const spdlog::details::log_msg& msg);

  std::optional<log_output> output_;
  log_repeats repeats_;
  std::uint64_t lost_ = 0;
};

} // namespace orc
