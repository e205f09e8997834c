// The one table of the configuration: every key with its type, range, default and meaning. Parsing,
// validation, environment variables, config/monitor.json and `config --defaults` all come from it.
// Pure.
#pragma once

#include "runtime/config/settings.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orc {

struct text_setting {
  std::string& (*at)(settings&);
  std::vector<std::string_view> choices; ///< empty: any text
};

struct number_setting {
  std::int64_t& (*at)(settings&);
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

/// In the file: seconds, with or without a fraction.
struct seconds_setting {
  settings::duration& (*at)(settings&);
  settings::duration least{0};
  settings::duration most{std::chrono::hours{24}};
};

struct flag_setting {
  bool& (*at)(settings&);
};

/// In the file: an array of texts; in the environment: divided by commas.
struct list_setting {
  std::vector<std::string>& (*at)(settings&);
};

/// In the file: an object of texts; in the environment: "pattern=word" divided by commas.
struct map_setting {
  settings::ordered_map& (*at)(settings&);
  std::vector<std::string_view> keys{};   ///< empty: any text
  std::vector<std::string_view> values{}; ///< likewise
};

/// What a change of the file does to a daemon that runs, once it is told by SIGHUP.
enum class reload : bool {
  live,    ///< taken over
  restart, ///< said to need a new start of the daemon
};

struct setting {
  std::string_view key;
  std::string_view meaning; ///< one sentence for the comment in config/monitor.json
  std::variant<text_setting,
               number_setting,
               seconds_setting,
               flag_setting,
               list_setting,
               map_setting>
      type;
  reload when = reload::live;
  std::string_view section = {};
};

[[nodiscard]] const std::vector<setting>& settings_table();

[[nodiscard]] const setting* find_setting(std::string_view section, std::string_view key);

/// In the order of the table.
[[nodiscard]] std::vector<std::string> section_names();

[[nodiscard]] std::vector<std::string> keys_of(std::string_view section);

/// "/http/port"
[[nodiscard]] std::string pointer_of(const setting& s);

/// "TMUX_ORC_HTTP_PORT"
[[nodiscard]] std::string variable_of(const setting& s);

/// "1.5"
[[nodiscard]] std::string in_seconds(settings::duration d);

/// What is accepted, for a person: "a whole number from 0 to 65535".
[[nodiscard]] std::string expected_of(const setting& s);

/// The known key that looks most like this one, or empty where none does.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// A configuration file with every key at its default and its meaning as a comment.
[[nodiscard]] std::string commented_defaults();

} // namespace orc
