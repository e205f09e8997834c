#include "runtime/host/background.hpp"

#include "runtime/host/proc_parser.hpp"
#include "runtime/host/raw_strings.hpp"
#include "runtime/host/small_file.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace orc::host {
namespace {

tl::unexpected<error> refused(const std::string& what, int code) {
  const auto kind = code == EACCES || code == EPERM ? errc::permission
                    : code == ESRCH                 ? errc::not_found
                                                    : errc::io;
  return fail(kind, what + ": " + std::generic_category().message(code));
}

/// A session of its own; input from nowhere; output into that descriptor, and no other one kept.
int spawn(const background_order& order, int output, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // Whatever our caller has blocked or ignored (nohup, a shell's background jobs) is not its
  // affair.
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  auto argv = raw_strings(order.argv);
  auto environment = raw_strings(order.environment);
  const int code =
      posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return code;
}

std::string in_proc(std::int64_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

} // namespace

result<std::int64_t> start_in_background(const background_order& order) {
  const int output = open(order.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0)
    return refused(order.output, errno);
  pid_t pid = -1;
  const int code = spawn(order, output, pid);
  close(output);
  if (code == ENOENT)
    return fail(errc::io, order.argv[0] + " is not installed, or not in PATH");
  return code == 0 ? result<std::int64_t>{pid} : refused("starting " + order.argv[0], code);
}

result<known_process> known_process::open(std::int64_t pid) {
  // glibc 2.36 declares its wrapper without C linkage.
  const auto fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0)
    return refused("process " + std::to_string(pid), errno);
  return known_process{fd};
}

known_process::known_process(known_process&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

known_process::~known_process() {
  if (fd_ >= 0)
    close(fd_);
}

result<void> known_process::signal(int number) const {
  if (syscall(SYS_pidfd_send_signal, fd_, number, nullptr, 0) != 0)
    return refused("signal", errno);
  return {};
}

bool known_process::wait(std::chrono::milliseconds timeout) const {
  const auto end = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd ended{fd_, POLLIN, 0};
    const int ready = poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready > 0 || (ready == 0 && left.count() <= 0))
      return ready > 0;
  }
}

std::optional<int> known_process::status() const {
  siginfo_t told{};
  if (waitid(P_PIDFD, static_cast<id_t>(fd_), &told, WEXITED | WNOHANG) != 0 || told.si_pid == 0)
    return std::nullopt;
  return told.si_code == CLD_EXITED ? told.si_status : 128 + told.si_status;
}

std::string command_of(std::int64_t pid) {
  auto text = read_small_file(in_proc(pid, "comm").c_str(), 64).value_or("");
  return text.substr(0, text.find('\n'));
}

std::optional<double> uptime_of(std::int64_t pid) {
  const auto text = read_small_file(in_proc(pid, "stat").c_str(), 4096);
  const auto stat = text ? parse_proc_stat(*text) : std::nullopt;
  const auto up = read_small_file("/proc/uptime", 64); // proc_uptime(5): seconds since boot
  if (!stat || !up)
    return std::nullopt;
  return std::strtod(up->c_str(), nullptr)
         - static_cast<double>(stat->start_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

} // namespace orc::host
