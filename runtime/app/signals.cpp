#include "runtime/app/signals.hpp"

#include <csignal>
#include <initializer_list>
#include <unistd.h>

namespace orc {
namespace {

sigset_t ours() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1})
    sigaddset(&set, number);
  return set;
}

} // namespace

signal_inbox::signal_inbox() : process_id_(getpid()) {
  const auto set = ours();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN); // a client that goes away is an error code, not our end
}

int signal_inbox::wait() {
  const auto set = ours();
  int number = 0;
  sigwait(&set, &number);
  return number == SIGUSR1 ? 0 : number;
}

void signal_inbox::wake() {
  kill(process_id_, SIGUSR1);
}

} // namespace orc
