// A tmux that says what the test wants, and remembers what it was asked.
#pragma once

#include "runtime/host/tmux_client.hpp"

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace orc::test {

class fake_tmux_client final : public host::tmux_client {
public:
  struct call {
    std::vector<std::string> args;
    std::string input;
    std::chrono::milliseconds timeout{0};
  };

  using answer = std::function<result<std::string>(const call&)>;

  /// Answers one call each, in order; when they are used up, `otherwise` answers.
  std::deque<answer> script;
  answer otherwise = [](const call&) -> result<std::string> {
    return fail(errc::no_server, "no tmux server on socket fake");
  };
  std::vector<call> calls;

  result<std::string> run(const std::vector<std::string>& args,
                          std::string_view input,
                          std::chrono::milliseconds timeout) override {
    calls.push_back({args, std::string{input}, timeout});
    if (script.empty())
      return otherwise(calls.back());
    const auto next = std::move(script.front());
    script.pop_front();
    return next(calls.back());
  }

  std::string where() const override { return "socket fake"; }
};

} // namespace orc::test
