#include "actors/session_detector/needle.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace orc {
namespace {

/// What screens are made of, most frequent first, as counted over tests/data/screens: blanks, the
/// bytes of frames and of the glyphs beside them, then letters.
constexpr std::string_view frequent = " \xe2\x80\x94\x96"
                                      "e\x84tonsraidhluc\x95m\x88.pwg\x82"
                                      "fk/by1x\xc2-C\x9dv\x90:\xb7"
                                      "A()";

/// The higher, the rarer.
std::size_t rarity_of(char byte) {
  return std::min(frequent.find(byte), frequent.size());
}

} // namespace

needle::needle(std::string text) : text_{std::move(text)} {
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (rarity_of(text_[i]) > rarity_of(text_[rarest_]))
      rarest_ = i;
}

bool needle::is_in(std::string_view hay) const {
  if (text_.empty())
    return true;
  if (hay.size() < text_.size())
    return false;
  const auto last = hay.size() - text_.size() + rarest_; // where its rarest byte may stand
  for (auto at = hay.find(text_[rarest_], rarest_); at <= last;
       at = hay.find(text_[rarest_], at + 1))
    if (hay.compare(at - rarest_, text_.size(), text_) == 0)
      return true;
  return false;
}

} // namespace orc
