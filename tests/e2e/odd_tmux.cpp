#include "tests/e2e/odd_tmux.hpp"

#include "tests/e2e/program.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Finds its wishes beside itself. `mv` makes sure that one is granted once.
constexpr const char* program = R"(#!/usr/bin/env bash
here=${0%/*}
if [[ " $* " == *" source-file "* ]] && mv "$here/once" "$here/used" 2>/dev/null; then
  "$tmux" "${@:1:3}" source-file "$here/used"
fi
[[ -e $here/before ]] && . "$here/before"
exec "$tmux" "$@"
)";

std::string real_tmux() {
  auto path = run_program({"sh", "-c", "command -v tmux"}).out;
  path.pop_back();
  return path;
}

} // namespace

odd_tmux::odd_tmux(const std::string& folder) : folder_(folder + "/odd") {
  fs::create_directory(folder_);
  std::string text = program;
  text.insert(text.find("here="), "tmux=" + real_tmux() + "\n");
  put("tmux", text);
  fs::permissions(folder_ + "/tmux", fs::perms::owner_all);
}

std::string odd_tmux::path() const {
  return folder_ + ":" + std::getenv("PATH");
}

void odd_tmux::before_tmux(const std::string& script) const {
  put("before", script + "\n");
}

void odd_tmux::once_before_captures(const std::string& commands) const {
  fs::remove(folder_ + "/used");
  put("once", commands + "\n");
}

bool odd_tmux::was_used() const {
  return fs::exists(folder_ + "/used");
}

void odd_tmux::put(const std::string& name, const std::string& text) const {
  // Whole or not at all: a call may read it at this very moment.
  std::ofstream{folder_ + "/new"} << text;
  fs::rename(folder_ + "/new", folder_ + "/" + name);
}

frozen::frozen(pid_t pid) : pid_(pid) {
  kill(pid_, SIGSTOP);
}

frozen::~frozen() {
  kill(pid_, SIGCONT);
}

stutter::stutter(pid_t pid)
    : thread_([this, pid] {
        while (!over_) {
          {
            const frozen stopped{pid};
            std::this_thread::sleep_for(130ms);
          }
          std::this_thread::sleep_for(70ms);
        }
      }) {}

stutter::~stutter() {
  over_ = true;
  thread_.join();
}

} // namespace orc::e2e
