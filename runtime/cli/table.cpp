#include "runtime/cli/table.hpp"

#include "messages/types/utf8.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <map>
#include <numeric>
#include <unistd.h>

namespace orc::cli {
namespace {

constexpr std::size_t readable_column = 8;
constexpr std::size_t least_column = 3; // two letters and an ellipsis, where all columns are narrow

wchar_t code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return static_cast<wchar_t>(lead);
  auto value = static_cast<unsigned>(lead & (0xffU >> (character.size() + 1)));
  for (const char c : character.substr(1))
    value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3fU);
  return static_cast<wchar_t>(value);
}

std::size_t width_of_character(std::string_view character) {
  const int columns = wcwidth(code_point(character));
  return columns < 0 ? 1 : static_cast<std::size_t>(columns);
}

/// The text cut to so many columns, with an ellipsis where something is missing.
std::string cut(const std::string& text, std::size_t columns) {
  if (width_of(text) <= columns)
    return text;
  std::string out;
  std::size_t used = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto bytes = std::max<std::size_t>(1, utf8_front(rest));
    const auto wide = width_of_character(rest.substr(0, bytes));
    if (used + wide + 1 > columns)
      break;
    out += rest.substr(0, bytes);
    used += wide;
    rest.remove_prefix(bytes);
  }
  return out + "…";
}

/// As wide as the texts; where that is too much the widest column gives way, time and again. The
/// first one names the row, and other commands want that name: it gives way last.
std::vector<std::size_t> widths(const std::vector<std::vector<cell>>& lines, std::size_t columns) {
  std::vector<std::size_t> out(lines.front().size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = std::max(out[i], width_of(line[i].text));
  const auto total = [&] { return std::accumulate(out.begin(), out.end(), 2 * (out.size() - 1)); };
  const auto give_way = [&](auto first, std::size_t least) {
    for (auto widest = std::max_element(first, out.end());
         widest != out.end() && total() > columns && *widest > least;
         widest = std::max_element(first, out.end()))
      --*widest;
  };
  give_way(out.begin() + 1, readable_column);
  give_way(out.begin() + 1, least_column);
  give_way(out.begin(), least_column);
  return out;
}

/// Nothing stands behind the last text of a line, in no column.
std::string line_of(const std::vector<cell>& cells,
                    const std::vector<std::size_t>& columns,
                    const terminal& t) {
  std::string out;
  std::size_t blanks = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto text = cut(cells[i].text, columns[i]);
    if (!text.empty()) {
      out += std::string(blanks, ' ') + paint(text, cells[i].color, t);
      blanks = 0;
    }
    blanks += columns[i] - width_of(text) + 2;
  }
  return out + "\n";
}

} // namespace

terminal this_terminal() {
  terminal t;
  const bool on_one = isatty(STDOUT_FILENO) != 0;
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind != nullptr && std::strcmp(kind, "dumb") == 0;
  t.colors = on_one && !dumb && (no_color == nullptr || *no_color == '\0');
  winsize size{};
  if (const char* columns = std::getenv("COLUMNS"); columns && std::atoi(columns) > 0)
    t.columns = static_cast<std::size_t>(std::atoi(columns));
  else if (on_one && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    t.columns = size.ws_col;
  else if (!on_one)
    t.columns = std::string::npos; // a file or a pipe is cut by nobody
  return t;
}

std::string paint(std::string_view text, ink color, const terminal& t) {
  static const std::map<ink, std::string_view> codes{{ink::red, "31"},
                                                     {ink::yellow, "33"},
                                                     {ink::green, "32"},
                                                     {ink::blue, "34"},
                                                     {ink::dim, "2"}};
  const auto code = codes.find(color);
  if (!t.colors || code == codes.end())
    return std::string{text};
  return "\033[" + std::string{code->second} + "m" + std::string{text} + "\033[0m";
}

std::string printable(std::string_view text) {
  std::string out;
  const auto clean = to_utf8(text);
  for (std::string_view rest = clean; !rest.empty();) {
    const auto bytes = std::max<std::size_t>(1, utf8_front(rest));
    const auto c = static_cast<unsigned>(code_point(rest.substr(0, bytes)));
    const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    const bool reorders = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    if (control || reorders)
      out += "·";
    else
      out += rest.substr(0, bytes);
    rest.remove_prefix(bytes);
  }
  return out;
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto bytes = std::max<std::size_t>(1, utf8_front(text));
    columns += width_of_character(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return columns;
}

std::string table(const std::vector<std::string>& head,
                  const std::vector<std::vector<cell>>& rows,
                  const terminal& t) {
  std::vector<std::vector<cell>> lines(1);
  for (const auto& h : head)
    lines[0].push_back({h, ink::dim});
  for (const auto& row : rows) {
    lines.push_back(row);
    for (auto& c : lines.back())
      c.text = printable(c.text);
  }
  const auto columns = widths(lines, t.columns);
  std::string out;
  for (const auto& line : lines)
    out += line_of(line, columns, t);
  return out;
}

std::string short_duration(double seconds) {
  const auto s = static_cast<long long>(seconds);
  const auto pair = [](long long a, const char* big, long long b, const char* small) {
    return std::to_string(a) + big + (b != 0 ? " " + std::to_string(b) + small : "");
  };
  if (s < 60)
    return std::to_string(s) + "s";
  if (s < 3600)
    return pair(s / 60, "m", 0, "");
  if (s < 86400)
    return pair(s / 3600, "h", s / 60 % 60, "m");
  return pair(s / 86400, "d", s / 3600 % 24, "h");
}

ink ink_of(std::string_view word) {
  static const std::map<std::string_view, ink> inks{{"working", ink::green},
                                                    {"green", ink::green},
                                                    {"healthy", ink::green},
                                                    {"waiting_input", ink::yellow},
                                                    {"unsubmitted", ink::yellow},
                                                    {"yellow", ink::yellow},
                                                    {"degraded", ink::yellow},
                                                    {"rate_limited", ink::yellow},
                                                    {"error", ink::red},
                                                    {"crashed", ink::red},
                                                    {"red", ink::red},
                                                    {"critical", ink::red},
                                                    {"starting", ink::blue},
                                                    {"exited", ink::dim},
                                                    {"unknown", ink::dim}};
  const auto found = inks.find(word);
  return found == inks.end() ? ink::plain : found->second;
}

} // namespace orc::cli
