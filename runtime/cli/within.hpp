// A deadline for what has none of its own. Used by the command line, which ends soon after.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace orc::cli {

/// What `work` returns, or nothing where that takes longer: then it goes on, on a thread of its own
/// and for nobody. It must not refer to anything of its caller's.
template <class T>
std::optional<T> within(std::chrono::milliseconds timeout, std::function<T()> work) {
  const auto done = std::make_shared<std::promise<T>>();
  auto result = done->get_future();
  std::thread{[done, work = std::move(work)] { done->set_value(work()); }}.detach();
  if (result.wait_for(timeout) != std::future_status::ready)
    return std::nullopt;
  return result.get();
}

} // namespace orc::cli
