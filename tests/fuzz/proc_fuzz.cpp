// The parsers of /proc on any bytes: a process may call itself what it likes.
#include "runtime/host/proc_parser.hpp"
#include "tests/fuzz/invariant.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>

namespace orc::fuzz {
namespace {

void check_any_bytes(std::string_view text) {
  host::parse_proc_stat(text);
  const auto words = host::parse_cmdline(text, 16);
  require(words.size() <= 16, "no more arguments than were wanted");
  for (const auto& word : words)
    require(word.find('\0') == std::string::npos, "an argument ends at its NUL");
  require(host::parse_children(text).size() <= text.size(), "a child takes at least a byte");
}

/// proc_pid_stat(5): what the kernel prints around a name that may be anything.
void check_hostile_name(FuzzedDataProvider& from) {
  const auto pid = from.ConsumeIntegralInRange<std::int64_t>(1, 4194304);
  const auto ticks = from.ConsumeIntegral<std::uint64_t>();
  const auto name = from.ConsumeRandomLengthString(64);
  const auto stat = host::parse_proc_stat(std::to_string(pid) + " (" + name
                                          + ") S 1 2 3 4 -1 0 0 0 0 0 14 15 0 0 20 0 1 0 "
                                          + std::to_string(ticks) + " 0 0\n");
  require(stat.has_value(), "what the kernel prints can be read, whatever the name is");
  require(stat->pid == pid && stat->command == name && stat->state == 'S' && stat->parent == 1
              && stat->foreground_group == -1 && stat->start_ticks == ticks,
          "no name forges a field");
}

void check_arguments(FuzzedDataProvider& from) {
  std::vector<std::string> arguments;
  std::string text;
  while (from.remaining_bytes() > 0 && arguments.size() < 8) {
    auto one = from.ConsumeRandomLengthString(24);
    std::replace(one.begin(), one.end(), '\0', ' ');
    text += one + '\0';
    arguments.push_back(std::move(one));
  }
  require(host::parse_cmdline(text, 8) == arguments, "arguments come as they were given");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orc::fuzz::check_any_bytes({reinterpret_cast<const char*>(data), size});
  FuzzedDataProvider from{data, size};
  orc::fuzz::check_hostile_name(from);
  orc::fuzz::check_arguments(from);
  return 0;
}
