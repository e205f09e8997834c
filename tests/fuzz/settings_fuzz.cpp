// read_settings() on any file and any environment. Input: the file, then variables after a NUL
// each.
#include "runtime/config/settings_file.hpp"
#include "runtime/config/settings_table.hpp"
#include "tests/fuzz/invariant.hpp"

#include <algorithm>
#include <cstdint>

namespace orc::fuzz {
namespace {

void check_faults(const std::vector<file_fault>& faults) {
  require(!faults.empty(), "a refusal says why");
  for (const auto& fault : faults)
    require(is_plain_line(to_string(fault)), "a fault can be shown on a terminal");
}

/// A number or a time that was taken over is in the range that the table states.
void check_ranges(settings& read) {
  for (const auto& one : settings_table()) {
    if (const auto* number = std::get_if<number_setting>(&one.type))
      require(number->at(read) >= number->least && number->at(read) <= number->most,
              "a number is in its range");
    if (const auto* time = std::get_if<seconds_setting>(&one.type))
      require(time->at(read) >= time->least && time->at(read) <= time->most,
              "a time is in its range");
  }
}

environment variables_in(std::string_view text) {
  environment env;
  while (!text.empty()) {
    const auto entry = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(entry.size() + 1, text.size()));
    if (const auto equals = entry.find('='); equals != std::string_view::npos)
      env.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return env;
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const auto file = all.substr(0, all.find('\0'));
  const auto env = orc::fuzz::variables_in(all.substr(std::min(file.size() + 1, all.size())));
  auto read = orc::read_settings("monitor.json", file, env);
  if (read)
    orc::fuzz::check_ranges(*read);
  else
    orc::fuzz::check_faults(read.error());
  return 0;
}
