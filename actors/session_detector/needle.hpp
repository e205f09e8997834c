// A text that is looked for in many screens. Pure; used by compile.cpp and matching.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orc {

/// Looks for the byte of it that screens show least: nearly everywhere it is looked for it is not
/// there, and then each place that might be its own costs more than all the rest.
class needle {
public:
  needle() = default;
  explicit needle(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] bool empty() const { return text_.empty(); }

  /// An empty one is in every text.
  [[nodiscard]] bool is_in(std::string_view hay) const;

private:
  std::string text_;
  std::size_t rarest_ = 0; ///< which byte of it
};

} // namespace orc
