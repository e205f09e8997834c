// The page's files, built into the program (embed_assets.cmake writes their bytes).
#pragma once

#include <string_view>

namespace orc {

struct asset {
  std::string_view name;
  std::string_view content_type;
  std::string_view plain;
  std::string_view gzip;
  std::string_view etag; ///< with its quotes
};

/// Null where there is none of this name. The bytes live as long as the program.
const asset* find_asset(std::string_view name);

} // namespace orc
