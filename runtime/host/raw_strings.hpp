// Texts as the system calls that start programs want them.
#pragma once

#include <string>
#include <vector>

namespace orc::host {

/// Valid while `texts` is; the last is null.
inline std::vector<char*> raw_strings(const std::vector<std::string>& texts) {
  std::vector<char*> raw;
  raw.reserve(texts.size() + 1);
  for (const auto& text : texts)
    raw.push_back(const_cast<char*>(text.c_str())); // posix_spawn(3) does not write through them
  raw.push_back(nullptr);
  return raw;
}

} // namespace orc::host
