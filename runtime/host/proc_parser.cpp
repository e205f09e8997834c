#include "runtime/host/proc_parser.hpp"

#include "runtime/host/text_scan.hpp"

#include <algorithm>
#include <array>

namespace orc::host {

std::optional<proc_stat> parse_proc_stat(std::string_view text) {
  // The command may hold anything, ") S 1" too. After it come only numbers and one letter, so the
  // last parenthesis is the true one.
  const auto open = text.find(" (");
  const auto shut = text.rfind(") ");
  if (open == std::string_view::npos || shut == std::string_view::npos || shut < open + 2)
    return std::nullopt;
  const auto pid = number_in<std::int64_t>(text.substr(0, open));
  proc_stat stat;
  stat.command = text.substr(open + 2, shut - open - 2);
  auto rest = text.substr(shut + 2);
  std::array<std::string_view, 23> field; // by its number in the manual
  for (std::size_t i = 3; i < field.size(); ++i)
    field[i] = take_until(rest, " ");
  const auto parent = number_in<std::int64_t>(field[4]);
  const auto group = number_in<std::int64_t>(field[5]);
  const auto terminal = number_in<std::int64_t>(field[7]);
  const auto front = number_in<std::int64_t>(field[8]);
  const auto user = number_in<std::uint64_t>(field[14]);
  const auto system = number_in<std::uint64_t>(field[15]);
  const auto threads = number_in<std::uint64_t>(field[20]);
  const auto start = number_in<std::uint64_t>(field[22]);
  if (!pid || field[3].size() != 1 || !parent || !group || !terminal || !front || !user || !system
      || !threads || !start)
    return std::nullopt;
  stat.pid = *pid;
  stat.state = field[3].front();
  stat.parent = *parent;
  stat.group = *group;
  stat.terminal = *terminal;
  stat.foreground_group = *front;
  stat.user_ticks = *user;
  stat.system_ticks = *system;
  stat.threads = *threads;
  stat.start_ticks = *start;
  return stat;
}

std::vector<std::string> parse_cmdline(std::string_view text, std::size_t limit) {
  std::vector<std::string> words;
  while (!text.empty() && words.size() < limit)
    words.emplace_back(take_until(text, std::string_view{"\0", 1}));
  return words;
}

std::vector<std::int64_t> parse_children(std::string_view text) {
  std::vector<std::int64_t> pids;
  while (!text.empty()) {
    const auto pid = number_in<std::int64_t>(take_until(text, " "));
    if (!pid)
      break;
    pids.push_back(*pid);
  }
  return pids;
}

std::vector<unix_listener> parse_unix_listeners(std::string_view text) {
  std::vector<unix_listener> out;
  while (!text.empty()) {
    auto line = take_until(text, "\n");
    std::array<std::string_view, 6> field; // Num RefCount Protocol Flags Type St; then Inode, Path
    for (auto& f : field)
      f = take_until(line, " ");
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size())); // Inode is padded
    const auto inode = number_in<std::uint64_t>(take_until(line, " "));
    const bool listens = field[3] == "00010000"; // __SO_ACCEPTCON, linux/net.h
    if (inode && listens && !line.empty() && !line.starts_with('@'))
      out.push_back({*inode, std::string{line}});
  }
  return out;
}

} // namespace orc::host
