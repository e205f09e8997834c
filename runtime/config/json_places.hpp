// Where in a JSON text its members stand, which the library's parser does not tell.
//
// Used by json_file, only on texts that it has parsed: here nothing is checked again. A text that
// is no JSON gives places that mean nothing, and no worse. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orc {

/// As an editor counts: from 1, in characters. 0 where there is none.
struct place {
  std::size_t line = 0;
  std::size_t column = 0;
};

[[nodiscard]] place place_at(std::string_view text, std::size_t offset);

/// A member of an object by its key, or an item of an array by its number.
struct json_place {
  std::string name;
  std::size_t offset = 0; ///< of the key, or of the item
  std::vector<json_place> members;
};

/// A key that an object has twice.
struct repeated_key {
  std::string pointer;
  std::size_t first = 0;
  std::size_t again = 0;
};

struct json_places {
  json_place root;
  std::vector<repeated_key> repeated; ///< at most a hundred
};

[[nodiscard]] json_places places_in(std::string_view text);

/// RFC 6901, section 3.
[[nodiscard]] std::string pointer_step(std::string_view key);

/// The place of what the pointer names, or of the nearest thing round it that is there.
[[nodiscard]] std::size_t offset_of(const json_place& root, std::string_view pointer);

} // namespace orc
