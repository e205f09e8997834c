#include "runtime/app/service_watch.hpp"

#include "runtime/telemetry/log.hpp"

#include <systemd/sd-daemon.h>

#include <utility>

namespace orc {
namespace {

using clock = std::chrono::steady_clock;

/// Without NOTIFY_SOCKET this does nothing; a service manager that is gone is no trouble of ours.
void tell_manager(const std::string& text) {
  if (!text.empty())
    (void)sd_notify(0, text.c_str());
}

} // namespace

std::optional<std::chrono::microseconds> wanted_watchdog() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0)
    return std::nullopt;
  return std::chrono::microseconds{microseconds};
}

service_watch::service_watch(watch_policy policy) : policy_{policy} {}

service_watch::~service_watch() {
  join();
}

void service_watch::start(question ask, std::function<void(const std::string&)> on_silence) {
  thread_ = std::thread{
      [this, ask = std::move(ask), on_silence = std::move(on_silence)] { run(ask, on_silence); }};
}

void service_watch::run(const question& ask,
                        const std::function<void(const std::string&)>& on_silence) {
  watch_state state;
  auto due = clock::now();
  for (bool ended = false;;) {
    std::unique_lock lock{mutex_};
    changed_.wait_until(lock, due, [this] { return stop_ || news_; });
    if (stop_)
      return;
    news_ = false;
    auto look = known_;
    lock.unlock();
    if (clock::now() >= due) {
      due = clock::now() + policy_.period; // from its beginning: the answer's time is part of it
      look.answered = ask(policy_.period);
    }
    const auto step = advance(std::move(state), look, policy_);
    state = step.next;
    if (!perform(step))
      return;
    if (step.end && !std::exchange(ended, true))
      on_silence(step.complaint);
  }
}

/// False where the end has begun meanwhile: then nobody needs to answer any more.
bool service_watch::perform(const watch_step& step) {
  {
    const std::lock_guard lock{mutex_};
    if (stop_)
      return false;
    ready_ = step.next.ready;
  }
  tell_manager(step.notify);
  if (!step.complaint.empty())
    log_of("main").log(
        step.good_news ? spdlog::level::info : spdlog::level::err, "{}", step.complaint);
  return true;
}

void service_watch::change(const std::function<void(watch_look&)>& how) {
  {
    const std::lock_guard lock{mutex_};
    how(known_);
    news_ = true;
  }
  changed_.notify_one();
}

void service_watch::note_listening() {
  change([](watch_look& known) { known.listening = true; });
}

void service_watch::note_check(std::string status) {
  change([&](watch_look& known) {
    known.checked = true;
    known.status = std::move(status);
  });
}

void service_watch::reloading() {
  const auto since_boot = clock::now().time_since_epoch(); // CLOCK_MONOTONIC, as libstdc++ has it
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
  tell_manager("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now));
}

void service_watch::reloaded() {
  const std::lock_guard lock{mutex_};
  if (ready_) // else the thread says so when it is
    tell_manager("READY=1");
}

void service_watch::stop() {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(stop_, true))
      return;
  }
  changed_.notify_one();
  tell_manager("STOPPING=1");
}

void service_watch::join() {
  stop();
  if (thread_.joinable())
    thread_.join();
}

} // namespace orc
