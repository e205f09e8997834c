#include "runtime/host/process_table.hpp"

#include "runtime/host/proc_parser.hpp"
#include "runtime/host/small_file.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace orc::host {
namespace {

// 52 numbers of up to 20 digits and a command of at most 64 bytes.
constexpr std::size_t stat_bytes = 2048;

std::string path_of(const std::string& root, std::int64_t pid, const char* file) {
  return root + '/' + std::to_string(pid) + '/' + file;
}

std::optional<proc_stat> stat_of(const std::string& root, std::int64_t pid) {
  if (pid <= 0)
    return std::nullopt;
  const auto text = read_small_file(path_of(root, pid, "stat").c_str(), stat_bytes);
  return text ? parse_proc_stat(*text) : std::nullopt;
}

tl::unexpected<error> no_process(std::int64_t pid) {
  return fail(errc::not_found, "no process " + std::to_string(pid));
}

process_facts facts_from(const std::string& root, proc_stat stat) {
  process_facts facts;
  facts.pid = stat.pid;
  facts.start_ticks = stat.start_ticks;
  facts.command = std::move(stat.command);
  // Empty for a zombie and a kernel thread, unreadable for nobody.
  const auto line = read_small_file(path_of(root, stat.pid, "cmdline").c_str(), argv_bytes);
  facts.argv = parse_cmdline(line.value_or(std::string{}), argv_words);
  return facts;
}

/// Of all its threads: node and others start children from any of them.
std::vector<std::int64_t> children_of(const std::string& root, std::int64_t pid) {
  std::vector<std::int64_t> children;
  std::error_code ended;
  std::filesystem::directory_iterator task{path_of(root, pid, "task"), ended};
  for (; !ended && task != std::filesystem::directory_iterator{}; task.increment(ended)) {
    const auto text = read_small_file((task->path() / "children").c_str(), argv_bytes);
    const auto some = parse_children(text.value_or(std::string{}));
    children.insert(children.end(), some.begin(), some.end());
  }
  return children;
}

/// What is below these, nearest first, added until there are enough.
void descend(const std::string& root,
             std::vector<std::int64_t> level,
             int depth,
             std::vector<companion>& found) {
  for (; depth > 0 && !level.empty(); --depth) {
    std::vector<std::int64_t> next;
    for (const auto parent : level)
      for (const auto child : children_of(root, parent)) {
        auto stat = stat_of(root, child);
        if (!stat || stat->state == 'Z')
          continue;
        if (found.size() == companion_limit)
          return;
        const auto group = stat->group;
        found.push_back({facts_from(root, std::move(*stat)), parent, group});
        next.push_back(child);
      }
    level = std::move(next);
  }
}

/// Whoever the same shell started into the same group. A parent on another terminal is no shell of
/// this one: it is the tmux server, with all its panes.
std::vector<companion> siblings_of(const std::string& root, const proc_stat& one) {
  std::vector<companion> found;
  const auto parent = stat_of(root, one.parent);
  if (!parent || one.terminal == 0 || parent->terminal != one.terminal)
    return found;
  for (const auto child : children_of(root, one.parent)) {
    auto stat = stat_of(root, child);
    if (!stat || stat->state == 'Z' || child == one.pid || stat->group != one.group)
      continue;
    if (found.size() == companion_limit)
      break;
    found.push_back({facts_from(root, std::move(*stat)), one.parent, one.group});
  }
  return found;
}

} // namespace

proc_process_table::proc_process_table(std::string root) : root_(std::move(root)) {}

result<process_glance> proc_process_table::glance(std::int64_t pid) {
  const auto stat = stat_of(root_, pid);
  if (!stat)
    return no_process(pid);
  return process_glance{stat->foreground_group, stat->start_ticks};
}

result<process_facts> proc_process_table::facts_of(std::int64_t pid) {
  auto stat = stat_of(root_, pid);
  if (!stat)
    return no_process(pid);
  return facts_from(root_, std::move(*stat));
}

result<process_facts> proc_process_table::foreground_of(std::int64_t pane_pid) {
  const auto pane = stat_of(root_, pane_pid);
  if (!pane)
    return no_process(pane_pid);
  auto leader = stat_of(root_, pane->foreground_group);
  if (leader && leader->state != 'Z')
    return facts_from(root_, std::move(*leader));
  std::vector<companion> below;
  descend(root_, {pane_pid}, 3, below);
  for (auto& one : below)
    if (one.group == pane->foreground_group)
      return std::move(one.facts);
  return fail(errc::not_found,
              "nothing is left of foreground group " + std::to_string(pane->foreground_group)
                  + " of process " + std::to_string(pane_pid));
}

std::vector<companion> proc_process_table::companions_of(std::int64_t pid, int depth) {
  const auto one = stat_of(root_, pid);
  if (!one)
    return {};
  auto found = siblings_of(root_, *one);
  std::vector<std::int64_t> level{pid};
  for (const auto& beside : found)
    level.push_back(beside.facts.pid);
  descend(root_, std::move(level), depth, found);
  return found;
}

liveness proc_process_table::liveness_of(std::int64_t pid, std::uint64_t start_ticks) {
  const auto stat = stat_of(root_, pid);
  // proc_pid_stat(5), field 3: Z zombie, X dead, T stopped, t stopped by a tracer.
  if (!stat || stat->start_ticks != start_ticks || stat->state == 'Z' || stat->state == 'X')
    return liveness::gone;
  return stat->state == 'T' || stat->state == 't' ? liveness::stopped : liveness::running;
}

} // namespace orc::host
