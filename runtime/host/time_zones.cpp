#include "runtime/host/time_zones.hpp"

#include "runtime/host/zone_rule.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>

namespace orc::host {
namespace {

constexpr const char* zone_folder = "/usr/share/zoneinfo/"; // tzfile(5)
constexpr std::size_t most_remembered = 64;
constexpr std::size_t header_bytes = 44;

using std::chrono::seconds;

/// Names come from screens: nothing in them leads out of the folder.
bool is_zone_name(std::string_view name) {
  return name.size() <= 64 && !name.starts_with('/')
         && std::all_of(name.begin(), name.end(), [](unsigned char c) {
              return std::isalnum(c) != 0 || c == '_' || c == '+' || c == '-' || c == '/';
            });
}

std::int64_t number_at(std::string_view text, std::size_t at, std::size_t bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    out = out << 8U | static_cast<unsigned char>(text[at + i]);
  return bytes == 4 ? static_cast<std::int32_t>(out) : static_cast<std::int64_t>(out);
}

/// A data block's counts (RFC 8536, section 3.1).
struct block {
  std::size_t isut = 0;
  std::size_t isstd = 0;
  std::size_t leaps = 0;
  std::size_t times = 0;
  std::size_t types = 0;
  std::size_t letters = 0;

  [[nodiscard]] std::size_t bytes(std::size_t of_time) const {
    return times * of_time + times + types * 6 + letters + leaps * (of_time + 4) + isstd + isut;
  }
};

std::optional<block> block_at(std::string_view file, std::size_t at, std::size_t of_time) {
  if (file.size() < at + header_bytes || file.substr(at, 4) != "TZif")
    return std::nullopt;
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(
        static_cast<std::uint32_t>(number_at(file, at + 20 + 4 * i, 4)));
  };
  const block out{count(0), count(1), count(2), count(3), count(4), count(5)};
  return file.size() >= at + header_bytes + out.bytes(of_time) ? std::optional{out} : std::nullopt;
}

/// What stands between the two line ends at the end (RFC 8536, section 3.3).
std::string_view footer_behind(std::string_view file, std::size_t data) {
  const auto footer = file.substr(std::min(file.size(), data + 1));
  return footer.substr(0, footer.find('\n'));
}

std::string read_zone(std::string_view name) {
  std::ifstream in{zone_folder + std::string{name}, std::ios::binary};
  std::string out(1U << 16U, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return out;
}

std::optional<seconds> local_ahead(wall_time at) {
  const auto then = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  if (localtime_r(&then, &parts) == nullptr)
    return std::nullopt;
  return seconds{parts.tm_gmtoff};
}

} // namespace

std::optional<seconds> ahead_by(std::string_view file, wall_time at) {
  const auto old = block_at(file, 0, 4);
  const auto start = old ? header_bytes + old->bytes(4) : 0;
  const auto now = old ? block_at(file, start, 8) : std::nullopt; // version 2 and later
  if (!now || now->types == 0)
    return std::nullopt;
  const auto times = start + header_bytes;
  const auto moment = std::chrono::floor<seconds>(at);
  const auto when = moment.time_since_epoch().count();
  std::size_t after = 0; // transitions that lie behind us
  while (after < now->times && number_at(file, times + 8 * after, 8) <= when)
    ++after;
  const auto rule = footer_behind(file, times + now->bytes(8));
  if (after == now->times && rule.find(',') != std::string_view::npos)
    return ahead_by_rule(rule, moment);
  const auto kind = after == 0
                        ? std::size_t{0}
                        : static_cast<unsigned char>(file[times + 8 * now->times + after - 1]);
  if (kind >= now->types)
    return std::nullopt;
  return seconds{number_at(file, times + 9 * now->times + 6 * kind, 4)};
}

std::optional<seconds> zone_ahead(std::string_view zone, wall_time at) {
  if (zone.empty())
    return local_ahead(at);
  if (!is_zone_name(zone))
    return std::nullopt;
  static std::mutex mine;
  static std::map<std::string, std::string, std::less<>> known;
  const std::lock_guard lock{mine};
  auto file = known.find(zone);
  if (file == known.end()) {
    if (known.size() >= most_remembered)
      known.clear();
    file = known.emplace(zone, read_zone(zone)).first;
  }
  return ahead_by(file->second, at);
}

} // namespace orc::host
