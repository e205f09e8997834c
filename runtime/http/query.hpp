// Reads a request's parameters and finds every one that is wrong. Pure.
//
// Used by answers.cpp. Lifecycle: 1. one call for each parameter that there is, 2. fault() says
// what is wrong: a value, or a parameter that no call asked for.
#pragma once

#include "messages/types/agent.hpp"
#include "messages/types/health.hpp"
#include "messages/types/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace orc {

class query_reader {
public:
  using parameters = std::map<std::string, std::string>;

  explicit query_reader(const parameters& given) : given_{given} {}

  std::optional<std::string> text(const std::string& key);
  std::optional<agent_state> state(const std::string& key);
  std::optional<color> shade(const std::string& key);
  std::optional<bool> flag(const std::string& key);
  std::optional<wall_time> time(const std::string& key);
  std::optional<std::uint32_t> limit();     ///< 1..1000
  std::uint64_t id(const std::string& key); ///< 0: not given

  /// One sentence, or nothing when all is well.
  [[nodiscard]] std::optional<std::string> fault() const;

private:
  void refuse(const std::string& why);

  const parameters& given_;
  std::set<std::string> known_;
  std::optional<std::string> fault_;
};

} // namespace orc
