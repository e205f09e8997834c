// The reading side of the history. Used by history_reader alone.
//
// Lifecycle:
//  1. open() a database that state_keeper has made; one that is missing, being set up or of another
//     version is refused.
//  2. Ask. Answers are of one moment; the writer never waits for a reader, nor a reader for it.
//  3. When replaced() or after a failure, drop it and open another.
// Threading: one thread at a time.
#pragma once

#include "messages/types/record.hpp"
#include "storage/files.hpp"
#include "storage/sqlite.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

class history_reading {
public:
  static result<history_reading> open(const std::string& path,
                                      std::chrono::milliseconds busy_timeout);

  /// Transitions, newest first. Limits beyond 1..1000 are taken as the nearest of these.
  result<history_page> page(const history_query& query);

  /// Fleet events, newest first; the limit likewise.
  result<std::vector<event_entry>> events(const event_query& query);

  /// Whether any transition of this agent is recorded.
  result<bool> was_seen(std::string_view agent_id);

  /// True where another file, or none, stands at the path now.
  [[nodiscard]] bool replaced() const;

private:
  explicit history_reading(sqlite::connection db);

  sqlite::connection db_;
  files::identity identity_;
};

} // namespace orc
