#include "tests/e2e/program.hpp"

#include <sys/wait.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace orc::e2e {
namespace {

int status_of(int raw) {
  return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

std::vector<char*> raw_argv(const std::vector<std::string>& argv) {
  std::vector<char*> raw;
  for (const auto& a : argv)
    raw.push_back(const_cast<char*>(a.c_str()));
  raw.push_back(nullptr);
  return raw;
}

pid_t spawn(const std::vector<std::string>& argv, posix_spawn_file_actions_t* actions) {
  auto raw = raw_argv(argv);
  pid_t pid = -1;
  if (const auto error = posix_spawnp(&pid, raw[0], actions, nullptr, raw.data(), environ))
    throw std::runtime_error("cannot start " + argv[0] + ": " + std::to_string(error));
  return pid;
}

} // namespace

program_result run_program(const std::vector<std::string>& argv, const std::string& input) {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
  const auto pid = spawn(argv, &actions);
  posix_spawn_file_actions_destroy(&actions);
  close(to[0]);
  close(from[1]);
  if (write(to[1], input.data(), input.size()) != static_cast<ssize_t>(input.size()))
    throw std::runtime_error("input of " + argv[0] + " does not fit its pipe");
  close(to[1]);
  program_result result;
  std::array<char, 65536> buffer{};
  for (ssize_t n = 0; (n = read(from[0], buffer.data(), buffer.size())) > 0;)
    result.out.append(buffer.data(), static_cast<std::size_t>(n));
  close(from[0]);
  int raw = 0;
  waitpid(pid, &raw, 0);
  result.status = status_of(raw);
  return result;
}

child_program::child_program(const std::vector<std::string>& argv, const std::string& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_ = spawn(argv, &actions);
  posix_spawn_file_actions_destroy(&actions);
}

child_program::~child_program() {
  if (is_running()) {
    kill(pid_, SIGKILL);
    wait(10);
  }
}

bool child_program::is_running() {
  return wait(0) == -1;
}

void child_program::signal(int number) const {
  kill(pid_, number);
}

int child_program::wait(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (status_ == -1) {
    int raw = 0;
    if (waitpid(pid_, &raw, WNOHANG) == pid_)
      status_ = status_of(raw);
    else if (std::chrono::steady_clock::now() >= end)
      break;
    else
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return status_;
}

} // namespace orc::e2e
