#include "runtime/host/terminals.hpp"

#include "runtime/host/nonce.hpp"
#include "runtime/host/proc_parser.hpp"
#include "runtime/host/process_table.hpp"
#include "runtime/host/small_file.hpp"
#include "runtime/host/text_scan.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace orc::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t stat_bytes = 2048;

tl::unexpected<error> unreadable(const std::string& what) {
  return fail(errc::protocol, "tmux's list of terminals: " + what);
}

/// proc_pid_stat(5), field 7: the minor number is in bits 31 to 20 and 7 to 0, the major one in
/// bits 15 to 8.
terminal_number terminal_in(std::int64_t field) {
  const auto bits = static_cast<std::uint32_t>(field);
  return {(bits >> 8U) & 0xffU, ((bits >> 12U) & 0xfff00U) | (bits & 0xffU)};
}

/// What is needed of a process that is not on a pane's terminal costs no look at its command line.
void add_process(const fs::path& folder,
                 const std::set<terminal_number>& panes,
                 terminal_look& to) {
  const auto text = read_small_file((folder / "stat").c_str(), stat_bytes);
  auto stat = text ? parse_proc_stat(*text) : std::nullopt;
  if (!stat || stat->state == 'Z' || stat->state == 'X')
    return;
  const auto terminal = terminal_in(stat->terminal);
  if (!panes.contains(terminal))
    return to.elsewhere.push_back({stat->pid, stat->start_ticks});
  auto& found = to.processes.emplace_back();
  found.terminal = terminal;
  found.in_front = stat->group == stat->foreground_group;
  found.facts.pid = stat->pid;
  found.facts.start_ticks = stat->start_ticks;
  found.facts.command = std::move(stat->command);
  const auto line = read_small_file((folder / "cmdline").c_str(), argv_bytes);
  found.facts.argv = parse_cmdline(line.value_or(std::string{}), argv_words);
}

void add_processes(const std::string& proc, terminal_look& to) {
  std::set<terminal_number> panes;
  for (const auto& pane : to.panes)
    if (pane.terminal)
      panes.insert(*pane.terminal);
  std::error_code ended;
  fs::directory_iterator entry{proc, ended};
  for (; !ended && entry != fs::directory_iterator{}; entry.increment(ended))
    if (number_in<std::int64_t>(entry->path().filename().native()))
      add_process(entry->path(), panes, to);
}

/// What one server shows, where it answers. One that does not run has no panes.
void add_panes(const named_client& server, std::chrono::milliseconds timeout, terminal_look& to) {
  const auto nonce = random_nonce();
  const auto listed =
      server.client->run(terminals_args(nonce), {}, timeout).and_then([&](const std::string& text) {
        return parse_terminals(text, nonce);
      });
  if (!listed && listed.error().code != errc::no_server)
    return;
  to.servers.push_back(server.server);
  if (!listed)
    return;
  for (const auto& row : *listed)
    to.panes.push_back({server.server,
                        row.pane,
                        row.session_name,
                        row.window_name,
                        row.dead ? std::nullopt : terminal_at(row.path)});
}

} // namespace

std::vector<std::string> terminals_args(std::string_view nonce) {
  const std::string mark{nonce};
  return {"list-panes",
          "-a",
          "-F",
          mark + "#{pane_id} #{pane_dead} #{pane_tty}" + mark + "#{session_name}" + mark
              + "#{window_name}"};
}

result<std::vector<listed_terminal>> parse_terminals(std::string_view text,
                                                     std::string_view nonce) {
  if (nonce.empty())
    return fail(errc::internal, "a list without a nonce");
  if (!text.ends_with('\n'))
    return unreadable("cut short");
  if (!take_until(text, nonce).empty())
    return unreadable("something stands before it");
  std::vector<listed_terminal> out;
  while (!text.empty()) {
    auto head = take_until(text, nonce);
    listed_terminal row;
    row.pane = take_until(head, " ");
    const auto dead = take_until(head, " ");
    row.dead = dead == "1";
    row.path = head;
    row.session_name = take_until(text, nonce);
    auto window = take_until(text, nonce);
    if (!row.pane.starts_with('%') || (dead != "0" && dead != "1") || !window.ends_with('\n'))
      return unreadable("bad pane: " + row.pane.substr(0, 120));
    window.remove_suffix(1);
    row.window_name = window;
    out.push_back(std::move(row));
  }
  return out;
}

std::optional<terminal_number> terminal_at(const std::string& path) {
  struct stat found {};

  if (stat(path.c_str(), &found) != 0 || !S_ISCHR(found.st_mode))
    return std::nullopt;
  return terminal_number{major(found.st_rdev), minor(found.st_rdev)};
}

proc_terminal_watcher::proc_terminal_watcher(std::function<std::vector<named_client>()> servers,
                                             std::chrono::milliseconds timeout,
                                             std::string proc)
    : servers_(std::move(servers)), timeout_(timeout), proc_(std::move(proc)) {}

result<terminal_look> proc_terminal_watcher::look() {
  terminal_look out;
  const auto servers = servers_();
  for (const auto& server : servers)
    add_panes(server, timeout_, out);
  if (out.servers.empty() && !servers.empty())
    return fail(errc::unavailable, "no tmux server could be read");
  if (!out.panes.empty())
    add_processes(proc_, out);
  return out;
}

} // namespace orc::host
