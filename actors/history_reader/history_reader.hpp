// Answers questions about the past from a read-only connection.
//
// Lifecycle:
//  1. The connection is opened by the first question, not at the start: the database may not be
//     there yet. Until it is, a question is answered with errc::storage and a sentence, not with an
//     empty page, which would say that nothing ever happened.
//  2. Before each question it looks whether another file stands at the path, and opens that one.
//  3. A failed question drops the connection; the next one opens it again.
// Its report is yellow while the last question failed: the monitor's own work does not depend on
// it. Threading: to be spawned detached, since it blocks on the disk.
#pragma once

#include "messages/history_reader_actor.hpp"
#include "storage/history_reading.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace orc {

struct history_reader_options {
  std::string path;
  std::chrono::milliseconds busy_timeout{1000};
};

struct history_reader_state {
  static inline const char* name = "history_reader";

  history_reader_state() = default;

  result<history_reading*> past();
  /// Runs the question on the connection and keeps book of how it went.
  template <class Question>
  auto answer(Question question);
  void failed(const error& why);

  history_reader_options options;
  std::optional<history_reading> open_past;
  std::string trouble; ///< why the last question failed; empty: it did not
};

history_reader_actor::behavior_type
history_reader(history_reader_actor::stateful_pointer<history_reader_state> self,
               history_reader_options options);

} // namespace orc
