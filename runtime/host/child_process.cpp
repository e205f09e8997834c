#include "runtime/host/child_process.hpp"

#include "runtime/host/raw_strings.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

namespace orc::host {
namespace {

using clock = std::chrono::steady_clock;

/// A file descriptor that closes itself.
class descriptor {
public:
  descriptor() = default;

  explicit descriptor(int fd) : fd_(fd) {}

  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;

  ~descriptor() { reset(); }

  int get() const { return fd_; }

  void reset(int fd = -1) {
    if (fd_ >= 0)
      close(fd_);
    fd_ = fd;
  }

private:
  int fd_ = -1;
};

/// A started child. Whatever happens, it is dead and reaped when this goes.
class child {
public:
  child() = default;
  child(const child&) = delete;
  child& operator=(const child&) = delete;

  ~child() {
    if (pid <= 0)
      return;
    kill(pid, SIGKILL);
    reap();
  }

  int reap() {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
      if (errno != EINTR)
        break;
    pid = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  pid_t pid = -1;
};

struct output_pipe {
  descriptor ours;
  descriptor theirs;

  bool open() {
    std::array<int, 2> fds{-1, -1};
    if (pipe2(fds.data(), O_CLOEXEC) != 0)
      return false;
    ours.reset(fds[0]);
    theirs.reset(fds[1]);
    return fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0;
  }
};

struct spawn_settings {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  spawn_settings(int in, int out, int err) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    // Our threads block signals, and SIGPIPE is ignored: neither may reach the child.
    sigset_t none;
    sigemptyset(&none);
    sigset_t defaults;
    sigfillset(&defaults);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  spawn_settings(const spawn_settings&) = delete;
  spawn_settings& operator=(const spawn_settings&) = delete;

  ~spawn_settings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

/// The input as a file in memory: the child reads it when it likes, and we never wait for that.
bool fill(descriptor& file, std::string_view input) {
  file.reset(memfd_create("orc-stdin", MFD_CLOEXEC));
  while (!input.empty() && file.get() >= 0) {
    const auto n = write(file.get(), input.data(), input.size());
    if (n < 0 && errno != EINTR)
      return false;
    input.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  return file.get() >= 0 && lseek(file.get(), 0, SEEK_SET) == 0;
}

/// Reads what is there. False when there will never be more.
bool drain(int fd, std::string& text, std::size_t limit) {
  std::array<char, 65536> buffer; // NOLINT: read(2) fills it
  while (text.size() <= limit) {
    const auto n = read(fd, buffer.data(), buffer.size());
    if (n > 0)
      text.append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
      return false;
    else if (errno == EAGAIN)
      return true;
  }
  return true;
}

tl::unexpected<error> system_fault(const std::string& what, int code) {
  return fail(errc::io, what + ": " + std::generic_category().message(code));
}

int milliseconds_until(clock::time_point deadline) {
  // Rounded up: a poll that returns a little early would spin.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

/// Reads both pipes until the child ends. Others that hold the pipes open do not matter.
result<void> pump(const process_order& order, pid_t pid, int out, int err, process_output& into) {
  const auto deadline = clock::now() + order.timeout;
  // pidfd_open(2). glibc 2.36 declares its wrapper without C linkage.
  const descriptor ended{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
  if (ended.get() < 0)
    return system_fault("pidfd_open", errno);
  std::array<pollfd, 3> waits{pollfd{out, POLLIN, 0}, {err, POLLIN, 0}, {ended.get(), POLLIN, 0}};
  while (waits[2].revents == 0) {
    const int ready = poll(waits.data(), waits.size(), milliseconds_until(deadline));
    if (ready < 0 && errno != EINTR)
      return system_fault("poll", errno);
    if (ready == 0 && clock::now() >= deadline)
      return fail(errc::timed_out,
                  order.argv[0] + " did not answer within " + std::to_string(order.timeout.count())
                      + " ms");
    if (!drain(out, into.out, order.output_limit))
      waits[0].fd = -1; // poll(2) ignores it from here on
    if (!drain(err, into.err, order.output_limit))
      waits[1].fd = -1;
    if (std::max(into.out.size(), into.err.size()) > order.output_limit)
      return fail(errc::protocol,
                  order.argv[0] + " printed more than " + std::to_string(order.output_limit)
                      + " bytes");
  }
  drain(out, into.out, order.output_limit);
  drain(err, into.err, order.output_limit);
  return {};
}

} // namespace

result<process_output> run_process(const process_order& order) {
  if (order.argv.empty())
    return fail(errc::internal, "a process order without a program");
  descriptor input;
  output_pipe out;
  output_pipe err;
  if (!fill(input, order.input) || !out.open() || !err.open())
    return system_fault("preparing " + order.argv[0], errno);
  auto argv = raw_strings(order.argv);
  auto environment = raw_strings(order.environment);
  child running;
  {
    const spawn_settings settings{input.get(), out.theirs.get(), err.theirs.get()};
    const int code = posix_spawnp(&running.pid,
                                  argv[0],
                                  &settings.files,
                                  &settings.attributes,
                                  argv.data(),
                                  environment.data());
    if (code != 0) {
      running.pid = -1;
      return code == ENOENT ? fail(errc::io, order.argv[0] + " is not installed, or not in PATH")
                            : system_fault("starting " + order.argv[0], code);
    }
  }
  out.theirs.reset();
  err.theirs.reset();
  process_output output;
  if (auto done = pump(order, running.pid, out.ours.get(), err.ours.get(), output); !done)
    return tl::unexpected<error>(done.error());
  output.status = running.reap();
  return output;
}

} // namespace orc::host
