#include "runtime/cli/logs.hpp"

#include "messages/types/utf8.hpp"
#include "runtime/cli/control.hpp"
#include "runtime/cli/log_reader.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <sysexits.h>
#include <thread>

namespace orc::cli {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds look_again{200};

/// Of the daemon that runs its own word, else what a daemon would write or has written.
std::string log_of(const installation& here) {
  if (here.holder)
    return note_of(here, "log");
  std::error_code absent;
  const auto before = background_log(here);
  return here.log.empty() && std::filesystem::exists(before, absent) ? before : here.log;
}

std::string lines_for_a_person(const std::string& text) {
  std::string out;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);)
    out += printable(line) + "\n";
  return out;
}

outcome as_json(const std::string& file, const std::string& text) {
  json::array items;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);)
    items.emplace_back(to_utf8(line));
  const json::object body{{"file", file}, {"items", std::move(items)}};
  return {EX_OK, json::serialize(body) + "\n", ""};
}

/// Until it is interrupted, or nobody reads any more.
outcome follow(log_follower& log) {
  for (;;) {
    const auto text = lines_for_a_person(log.more());
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
      return {};
    std::this_thread::sleep_for(look_again);
  }
}

} // namespace

outcome monitor_logs(const context& c, const logs_arguments& a) {
  if (a.follow && c.json)
    return refused(EX_USAGE, {errc::invalid_input, "--follow and --json do not go together"});
  const auto here = installation_named(a.config);
  if (!here)
    return here.error();
  const auto file = log_of(*here);
  if (file.empty())
    return refused(EX_NOINPUT,
                   {errc::not_found,
                    "the daemon logs to its standard error; a service's is shown by "
                    "journalctl -u tmux-orchestrator-monitor"});
  auto log = log_follower::open(file, a.lines);
  if (!log)
    return refused(EX_NOINPUT, log.error());
  if (a.follow)
    return follow(*log);
  auto text = log->more();
  text += log->rest();
  return c.json ? as_json(file, text) : outcome{EX_OK, lines_for_a_person(text), ""};
}

command logs_command() {
  return {.name = "monitor logs",
          .summary = "the end of the daemon's log",
          .options = {config_option(),
                      {.name = "-n,--lines",
                       .value = "N",
                       .meaning = "so many lines, 50 by default",
                       .range = {0, 100000}},
                      {.name = "-f,--follow",
                       .meaning = "go on with what comes, through rotation, until interrupted"}},
          .run = [](const context& c, const arguments& a) {
            return monitor_logs(c,
                                {a.text("--config"),
                                 static_cast<std::size_t>(a.number("--lines", 50)),
                                 a.has("--follow")});
          }};
}

} // namespace orc::cli
