// Keeps one message that comes again and again from filling the log: it is written once in a
// window, counted besides, and the count is told at the window's end. Used by log_sink. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace orc {

class log_repeats {
public:
  using time = std::chrono::system_clock::time_point;

  struct message {
    std::string component;
    int level = 0; ///< as the log library counts them
    std::string text;
  };

  /// A message that was kept back so many times.
  struct tally {
    message what;
    std::uint64_t times = 0;
  };

  explicit log_repeats(std::chrono::milliseconds window = {}) : window_(window) {}

  /// Whether it is to be written now. What has to be told before it is added to `due`.
  bool admit(const message& what, time now, std::vector<tally>& due);

  /// Forgets the messages whose window is over, and returns those that were kept back.
  [[nodiscard]] std::vector<tally> over(time now);

  /// The same of all.
  [[nodiscard]] std::vector<tally> rest();

private:
  using key = std::tuple<std::string, int, std::string>;

  struct entry {
    time since;
    std::uint64_t times = 0;
  };

  using entries = std::map<key, entry>;

  [[nodiscard]] bool is_over(const entry& e, time now) const;
  entries::iterator forget(entries::iterator at, std::vector<tally>& due);
  void make_room(std::vector<tally>& due);

  std::chrono::milliseconds window_;
  entries recent_;
};

} // namespace orc
