#include "runtime/host/machine.hpp"

#include "runtime/host/small_file.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <langinfo.h>
#include <pwd.h>
#include <string_view>
#include <unistd.h>

namespace orc::host {
namespace {

std::optional<std::uint64_t> available_memory() {
  const auto text = read_small_file("/proc/meminfo", 8192).value_or("");
  constexpr std::string_view mark = "MemAvailable:";
  const auto at = text.find(mark);
  if (at == std::string::npos)
    return std::nullopt;
  return std::strtoull(text.c_str() + at + mark.size(), nullptr, 10) * 1024; // told in kB
}

std::optional<bool> clock_synchronised() {
  timex asked{}; // modes 0: only looks
  const int state = adjtimex(&asked);
  if (state < 0)
    return std::nullopt;
  return state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0;
}

/// newlocale(3) leaves the process's own locale as it is.
std::string codeset() {
  const auto locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr)
    return "unknown";
  std::string out = nl_langinfo_l(CODESET, locale);
  freelocale(locale);
  return out;
}

} // namespace

machine_facts look_at_machine() {
  machine_facts out;
  out.clock_synchronised = clock_synchronised();
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0)
    out.open_files = files.rlim_cur;
  out.memory = available_memory();
  const auto us = "/proc/" + std::to_string(getpid());
  out.proc_readable = read_small_file((us + "/stat").c_str(), 4096).has_value()
                      && read_small_file((us + "/cmdline").c_str(), 4096).has_value();
  const auto children = us + "/task/" + std::to_string(getpid()) + "/children";
  out.proc_children = read_small_file(children.c_str(), 4096).has_value();
  out.codeset = codeset();
  return out;
}

folder_facts look_at_folder(const std::string& path) {
  std::error_code absent;
  auto at = std::filesystem::absolute(path, absent);
  while (!std::filesystem::exists(at, absent) && at.has_parent_path() && at != at.parent_path())
    at = at.parent_path();
  folder_facts out;
  out.nearest = at.string();
  out.writable = std::filesystem::is_directory(at, absent) && access(at.c_str(), W_OK | X_OK) == 0;

  struct statvfs disk {};

  if (statvfs(at.c_str(), &disk) == 0)
    out.free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  return out;
}

std::string user_name(std::uint32_t uid) {
  const auto* found =
      getpwuid(uid); // NOLINT(concurrency-mt-unsafe): the command line has one thread
  return found != nullptr ? found->pw_name : std::to_string(uid);
}

} // namespace orc::host
