#include "runtime/config/json_file.hpp"

#include "actors/session_detector/screen.hpp"
#include "messages/types/utf8.hpp"

#include <boost/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace orc {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_file = 1 << 20; // bytes
constexpr std::size_t most_faults = 100;
constexpr std::size_t longest_pointer = 200; // of what is shown

/// Why the open file is none to be read, or nothing.
std::optional<std::string> unreadable(int fd) {
  struct stat found {};

  if (::fstat(fd, &found) != 0)
    return std::string{"cannot be read: "} + std::strerror(errno);
  if (S_ISDIR(found.st_mode))
    return "is a folder, expected a file";
  if (!S_ISREG(found.st_mode)) // it might never end, or never begin
    return "is no regular file";
  if (found.st_size > static_cast<off_t>(largest_file))
    return "is larger than 1 MiB";
  return std::nullopt;
}

std::string content_of(int fd) {
  std::string text(largest_file + 1, '\0');
  std::size_t size = 0;
  for (ssize_t n = 0; size < text.size(); size += static_cast<std::size_t>(n))
    if (n = ::read(fd, text.data() + size, text.size() - size); n <= 0)
      break;
  text.resize(size);
  return text;
}

/// Byte order marks: The Unicode Standard 15, table 2-4.
std::optional<file_fault> wrong_encoding(std::string_view file, std::string_view text) {
  using std::string_view_literals::operator""sv;
  const auto starts = [&](std::string_view mark) { return text.starts_with(mark); };
  const auto fault = [&](std::string what, std::size_t offset) {
    return file_fault{std::string{file}, "", std::move(what), place_at(text, offset)};
  };
  if (starts("\xff\xfe"sv) || starts("\xfe\xff"sv) || starts("{\0"sv) || starts("\0{"sv))
    return fault("is UTF-16, expected UTF-8", 0);
  if (starts("\xef\xbb\xbf"sv))
    return fault("begins with a byte order mark, expected UTF-8 without one", 0);
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_front(text.substr(at));
    if (length == 0)
      return fault("holds a byte that is no UTF-8", at);
    at += length;
  }
  return std::nullopt;
}

/// The parser's own words are few: what stands at the place says more.
std::string explained(const json::error_code& why, std::string_view text, std::size_t offset) {
  if (why == json::error::incomplete)
    return "no JSON: the file ends before what was opened is closed";
  if (why == json::error::extra_data)
    return "no JSON: something stands behind its end";
  if (why == json::error::too_deep)
    return "nested deeper than 16";
  const auto rest = text.substr(std::min(offset, text.size()));
  std::string found;
  append_clean(found, rest.substr(0, rest.find_first_of(" \t\r\n,")), 20);
  return "no JSON: " + why.message() + ", found " + (found.empty() ? "the end of the line" : found);
}

} // namespace

std::string to_string(const file_fault& fault) {
  auto text = fault.file;
  if (fault.where.line > 0)
    text += ":" + std::to_string(fault.where.line) + ":" + std::to_string(fault.where.column);
  const bool long_one = fault.at.size() > longest_pointer;
  const auto at = long_one ? fault.at.substr(0, longest_pointer) + "..." : fault.at;
  text += ": " + (at.empty() ? "" : at + ": ") + fault.what;
  std::string line; // what was found is anybody's text, and is shown on a terminal
  append_clean(line, text, text.size() * std::string_view{"\uFFFD"}.size());
  return line;
}

std::string shown(const json::value& v) {
  constexpr std::size_t longest = 60;
  if (const auto* number = v.if_double()) { // 0.099, where JSON's serializer says 9.9E-2
    char text[32];
    std::snprintf(text, sizeof text, "%g", *number);
    return text;
  }
  auto text = json::serialize(v);
  if (text.size() <= longest)
    return text;
  auto end = longest;
  while (end > 0 && utf8_front(std::string_view{text}.substr(end)) == 0)
    --end; // not in the middle of a character
  return text.substr(0, end) + "...";
}

tl::expected<std::string, file_fault> read_text(const std::string& path) {
  const auto fault = [&](std::string what) {
    return tl::unexpected<file_fault>({path, "", std::move(what)});
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return fault(std::string{"cannot be read: "} + std::strerror(errno));
  if (auto why = unreadable(fd)) {
    ::close(fd);
    return fault(std::move(*why));
  }
  auto text = content_of(fd);
  ::close(fd);
  if (text.size() > largest_file)
    return fault("is larger than 1 MiB");
  if (text.empty())
    return fault("is empty, expected an object");
  return text;
}

tl::expected<json::value, file_fault> parse_json(std::string_view file, std::string_view text) {
  if (auto wrong = wrong_encoding(file, text))
    return tl::unexpected<file_fault>(std::move(*wrong));
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
        {std::string{file}, "", explained(failed, text, used), place_at(text, used)});
  return parser.release();
}

std::vector<file_fault> repeated_keys(std::string_view file, std::string_view text) {
  std::vector<file_fault> out;
  for (const auto& [pointer, first, again] : places_in(text).repeated)
    out.push_back({std::string{file},
                   pointer,
                   "stands twice, first in line " + std::to_string(place_at(text, first).line),
                   place_at(text, again)});
  return out;
}

void locate(std::vector<file_fault>& faults, std::string_view text) {
  const auto count = faults.size();
  if (count > most_faults)
    faults.resize(most_faults);
  const auto places = places_in(text);
  for (auto& fault : faults)
    if (fault.where.line == 0 && (fault.at.empty() || fault.at.front() == '/'))
      fault.where = place_at(text, offset_of(places.root, fault.at));
  std::stable_sort(faults.begin(), faults.end(), [](const auto& a, const auto& b) {
    return std::pair{a.where.line, a.where.column} < std::pair{b.where.line, b.where.column};
  });
  if (count > most_faults)
    faults.push_back(
        {faults.front().file, "", std::to_string(count - most_faults) + " more mistakes"});
}

} // namespace orc
