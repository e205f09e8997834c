#include "runtime/host/self_usage.hpp"

#include "runtime/host/proc_parser.hpp"
#include "runtime/host/small_file.hpp"
#include "runtime/host/text_scan.hpp"

#include <ctime>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace orc::host {
namespace {

double seconds_of(clockid_t which) {
  timespec t{};
  clock_gettime(which, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double ticks_a_second() {
  return static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// proc_pid_stat(5), field 22 counts from boot. Worked out once, so that the figure never moves
/// with the wall clock.
double start_time(std::uint64_t start_ticks) {
  static const double boot = seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME);
  return boot + static_cast<double>(start_ticks) / ticks_a_second();
}

std::uint64_t open_descriptors() {
  std::error_code fault;
  const std::filesystem::directory_iterator all{"/proc/self/fd", fault};
  const auto count = fault ? 0 : std::distance(begin(all), end(all));
  return count > 0 ? static_cast<std::uint64_t>(count - 1) : 0; // without the iterator's own
}

} // namespace

result<resource_usage> self_usage() {
  const auto stat_text = read_small_file("/proc/self/stat", 2048);
  const auto stat = stat_text ? parse_proc_stat(*stat_text) : std::nullopt;
  const auto memory = read_small_file("/proc/self/statm", 256);
  if (!stat || !memory)
    return fail(errc::io, "/proc/self/stat or statm cannot be read");
  std::string_view pages{*memory};
  take_until(pages, " ");
  const auto resident = number_in<std::uint64_t>(take_until(pages, " ")); // proc_pid_statm(5)
  if (!resident)
    return fail(errc::io, "/proc/self/statm cannot be read: " + *memory);
  resource_usage usage;
  usage.cpu_seconds = static_cast<double>(stat->user_ticks + stat->system_ticks) / ticks_a_second();
  usage.rss_bytes = *resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  usage.threads = stat->threads;
  usage.open_fds = open_descriptors();
  usage.start_time_seconds = start_time(stat->start_ticks);
  return usage;
}

} // namespace orc::host
