#include "tests/e2e/daemon_program.hpp"

#include "storage/history_reading.hpp"
#include "tests/e2e/witness.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

std::string contents_of(const std::string& path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> start_command(const std::string& folder,
                                       json::object sections,
                                       std::vector<std::string> wrapper,
                                       const std::vector<std::string>& flags) {
  if (!sections.contains("http"))
    sections["http"] = {{"port", 0}};
  auto& storage = sections["storage"];
  if (!storage.is_object())
    storage.emplace_object();
  storage.as_object()["path"] = folder + "/state.db";
  if (!sections.contains("cycle"))
    sections["cycle"] = {{"interval", 0.2}};
  const auto config = folder + "/monitor.json";
  std::ofstream{config} << json::serialize(sections);
  for (const auto* word : {ORC_DAEMON, "--config"})
    wrapper.emplace_back(word);
  wrapper.push_back(config);
  wrapper.insert(wrapper.end(), flags.begin(), flags.end());
  return wrapper;
}

/// The port that it says it listens on, once it is ready. The log may begin with an earlier life's.
std::uint16_t ready_port(const std::string& log) {
  std::uint16_t port = 0;
  const std::string mark = "page    http://127.0.0.1:";
  const bool ready = eventually([&] {
    const auto text = contents_of(log);
    const auto at = text.rfind(mark);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos)
      return false;
    port = static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
    return api{port}.get("/livez").status == 200 && api{port}.get("/health").status != 0;
  });
  if (!ready)
    throw std::runtime_error("the daemon was never ready:\n" + contents_of(log));
  return port;
}

std::string text_at(const json::object& o, const char* key) {
  const auto* found = o.if_contains(key);
  return found && found->is_string() ? std::string{found->as_string()} : std::string{};
}

} // namespace

json::object watching(const std::string& socket) {
  return {{"tmux", {{"socket_path", socket}, {"discover", false}}}};
}

daemon_program::daemon_program(const std::string& folder,
                               const json::object& sections,
                               std::vector<std::string> wrapper,
                               const std::vector<std::string>& flags)
    : folder_(folder),
      program_(start_command(folder, sections, std::move(wrapper), flags), folder + "/daemon.log"),
      http_(ready_port(folder + "/daemon.log")) {}

std::string daemon_program::said() const {
  return contents_of(folder_ + "/daemon.log");
}

json::object daemon_program::health() const {
  const auto body = http_.get("/health").body;
  return body.empty() ? json::object{} : json::parse(body).as_object();
}

int daemon_program::cycles_until(const std::string& color,
                                 const std::string& words,
                                 const std::string& since) const {
  std::set<std::string> cycles;
  const bool said = eventually([&] {
    const auto now = health();
    // RFC 3339 in UTC with milliseconds: they sort as text.
    if (const auto as_of = text_at(now, "as_of"); as_of >= since)
      cycles.insert(as_of);
    return text_at(now, "color") == color
           && text_at(now, "reason").find(words) != std::string::npos;
  });
  return said ? static_cast<int>(cycles.size()) : 99;
}

bool daemon_program::let_pass(int cycles) const {
  const auto done = [this] { return http_.metric("tmux_orchestrator_cycles_total"); };
  const auto before = done();
  // One more: the cycle that is open now began before.
  return eventually([&] { return done() > before + cycles; }, 60s);
}

std::vector<history_entry> daemon_program::history(const std::string& agent_id) const {
  auto past = history_reading::open(folder_ + "/state.db", 1s);
  if (!past)
    return {};
  std::vector<history_entry> all;
  for (std::uint64_t before = 0;;) {
    auto items = past->page({agent_id, before, 1000}).value_or(history_page{}).items;
    if (items.empty())
      break;
    before = items.back().id;
    std::move(items.begin(), items.end(), std::back_inserter(all));
  }
  std::reverse(all.begin(), all.end());
  return all;
}

std::vector<std::string> daemon_program::states(const std::string& agent_id) const {
  std::vector<std::string> out;
  for (const auto& entry : history(agent_id))
    out.emplace_back(to_string(entry.says.state));
  return out;
}

std::vector<fleet_event> daemon_program::events() const {
  auto past = history_reading::open(folder_ + "/state.db", 1s);
  std::vector<fleet_event> out;
  if (!past)
    return out;
  for (const auto& entry : past->events({"", "", 0, 1000}).value_or(std::vector<event_entry>{}))
    out.push_back(entry.what);
  return out;
}

bool is_of(const std::string& evidence, const std::string& agent_id) {
  const std::string mark = " of %";
  const auto at = evidence.find(mark);
  if (at == std::string::npos)
    return true;
  const auto named = evidence.substr(at + mark.size());
  const auto own = agent_id.substr(agent_id.rfind('-') + 1) + ".";
  return named.starts_with(own) || own.starts_with(named);
}

} // namespace orc::e2e
