#include "messages/types/time.hpp"

#include <cstdio>
#include <ctime>

namespace orc {

std::string to_rfc3339(wall_time t) {
  const auto ms = t.time_since_epoch().count();
  auto seconds = static_cast<std::time_t>(ms / 1000);
  auto rest = ms % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[48];
  const auto n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + n, sizeof text - n, ".%03dZ", static_cast<int>(rest));
  return text;
}

} // namespace orc
