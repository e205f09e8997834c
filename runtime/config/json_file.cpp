#include "runtime/config/json_file.hpp"

#include "actors/session_detector/screen.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc {
namespace {

namespace json = boost::json;

std::string place_in(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? offset + 1 : offset - start;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

} // namespace

std::string to_string(const file_fault& fault) {
  const auto text = fault.file + ": " + (fault.at.empty() ? "" : fault.at + ": ") + fault.what;
  std::string line; // what was found is anybody's text, and is shown on a terminal
  append_clean(line, text, text.size() * std::string_view{"\uFFFD"}.size());
  return line;
}

tl::expected<json::value, file_fault> parse_json(std::string_view file, std::string_view text) {
  json::parse_options options;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  options.max_depth = 16;
  json::stream_parser parser{{}, options};
  json::error_code failed;
  const auto used = parser.write_some(text.data(), text.size(), failed);
  if (!failed && used < text.size())
    failed = json::error::extra_data;
  if (!failed)
    parser.finish(failed);
  if (failed)
    return tl::unexpected<file_fault>(
        {std::string{file}, place_in(text, used), "no JSON: " + failed.message()});
  return parser.release();
}

} // namespace orc
