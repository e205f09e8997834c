#include "tests/e2e/storm.hpp"

#include "messages/session_detector_actor.hpp"
#include "runtime/cli/http_client.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/raw_client.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using clock = std::chrono::steady_clock;

/// One fewer than a supervisor takes within its window (restart_policy.hpp), and a bit longer.
constexpr std::size_t budget = 4;
constexpr auto budget_window = 31s;

int roll(std::mt19937& dice, int least, int most) {
  return std::uniform_int_distribution<int>{least, most}(dice);
}

/// Eight steps, no two alike in a row, the last and the first neither.
std::string script_of(std::chrono::milliseconds least, std::mt19937& dice) {
  constexpr std::array<const char*, 4> words{"working", "waiting", "error", "idle"};
  const auto shortest = static_cast<int>(least.count());
  std::string out = "idle:6";
  std::string before = "idle";
  for (int step = 0; step < 8; ++step) {
    std::string word = before;
    while (word == before || (step == 7 && word == "idle"))
      word = words[static_cast<std::size_t>(roll(dice, 0, 3))];
    char text[48];
    std::snprintf(
        text, sizeof text, ",%s:%.3f", word.c_str(), roll(dice, shortest, 2 * shortest) / 1000.0);
    out += text;
    before = word;
  }
  return out + ",loop";
}

double seconds_since(clock::time_point then) {
  return std::chrono::duration<double>(clock::now() - then).count();
}

} // namespace

scripted_agent add_storm_agent(const tmux_server& server,
                               const std::string& folder,
                               int number,
                               std::chrono::milliseconds least,
                               std::mt19937& dice) {
  constexpr int in_a_session = 20;
  const auto session = "storm" + std::to_string(number / in_a_session);
  const auto stem = folder + "/agent" + std::to_string(number);
  scripted_agent agent;
  agent.control = stem + ".control";
  agent.log = stem + ".log";
  mkfifo(agent.control.c_str(), 0600);
  agent.command = ORC_SOURCE_DIR "/scripts/demo/orc-agent --period 1 --control " + agent.control
                  + " --log " + agent.log + " --script " + script_of(least, dice);
  std::vector<std::string> make{"new-window", "-d", "-t", "=" + session + ":"};
  if (number % in_a_session == 0)
    make = {"new-session", "-d", "-x", "100", "-y", "30", "-s", session};
  for (const auto* word : {"-P", "-F", "#{pane_id}", agent.command.c_str()})
    make.emplace_back(word);
  agent.pane = server.tmux(make);
  return agent;
}

pesterer::pesterer(std::uint16_t port) : port_(port), thread_([this] { run(); }) {}

pesterer::~pesterer() {
  over_ = true;
  if (thread_.joinable())
    thread_.join();
}

requests_seen pesterer::stop() {
  over_ = true;
  thread_.join();
  return seen_;
}

void pesterer::run() {
  while (!over_)
    for (const auto* path : {"/health",
                             "/api/v1/agents",
                             "/metrics",
                             "/api/v1/components",
                             "/api/v1/events?limit=5",
                             "/health/components",
                             "/readyz",
                             "/livez"}) {
      ask(path);
      std::this_thread::sleep_for(5ms); // the machine is for the storm
    }
}

void pesterer::ask(const std::string& path) {
  const auto began = clock::now();
  test::raw_client client{port_};
  if (client.connected())
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto said = client.connected() ? client.read_all() : std::string{};
  seen_.slowest = std::max(seen_.slowest, seconds_since(began));
  if (said.empty())
    ++seen_.refused;
  else if (said.starts_with("HTTP/1.1 200 ") || said.starts_with("HTTP/1.1 503 ")
           || said.starts_with("HTTP/1.1 504 "))
    ++seen_.answered;
  else if (++seen_.wrong == 1)
    seen_.example = path + ": " + said.substr(0, 300);
}

storm_maker::storm_maker(const daemon_program& daemon, unsigned seed)
    : daemon_(daemon), dice_(seed) {}

std::vector<storm_target> storm_maker::targets() const {
  const auto reply = daemon_.http().get("/api/v1/components");
  if (reply.status != 200)
    return {};
  std::vector<storm_target> out;
  const auto body = json::parse(reply.body);
  for (const auto& item : body.at("items").as_array()) {
    if (item.at("parent").is_null()) // the root
      continue;
    storm_target t{std::string{item.at("name").as_string()},
                   std::string{item.at("parent").as_string()},
                   std::string{item.at("state").as_string()},
                   item.at("incarnation").as_int64()};
    if (const auto* load = item.as_object().if_contains("load_seconds"); load && load->is_number())
      t.load_seconds = load->to_number<double>();
    out.push_back(std::move(t));
  }
  return out;
}

storm_target storm_maker::find(const std::string& name) const {
  for (auto& target : targets())
    if (target.name == name)
      return target;
  return {};
}

bool storm_maker::crash(const std::string& name) const {
  const auto answer = cli::http_post("unix:" + daemon_.control_socket(),
                                     "/api/v1/drills",
                                     R"({"fault":"crash","target":")" + name + R"("})",
                                     10s);
  return answer && answer->status < 300;
}

bool storm_maker::is_back(const std::string& name, std::int64_t before) const {
  return eventually([&] {
    const auto now = find(name);
    return now.state == "running" && now.incarnation > before;
  });
}

std::string storm_maker::choose(const std::string& name) {
  if (name != "session_detector")
    return name;
  std::vector<std::string> detectors;
  for (const auto& target : targets())
    if (target.name.starts_with(detector_prefix))
      detectors.push_back(target.name);
  if (detectors.empty())
    return name;
  return detectors[static_cast<std::size_t>(
      roll(dice_, 0, static_cast<int>(detectors.size()) - 1))];
}

void storm_maker::wait_for_budget(const std::string& supervisor) {
  auto& spent = spent_[supervisor];
  if (spent.size() >= budget) {
    std::this_thread::sleep_until(spent[spent.size() - budget] + budget_window);
    spent.pop_front();
  }
}

void storm_maker::kill_one(const std::string& name) {
  storm_target before;
  const auto chosen = choose(name);
  if (!eventually([&] { return (before = find(chosen)).state == "running"; }))
    return seen_.lost.push_back(chosen + " does not run");
  wait_for_budget(before.parent);
  if (!eventually([&] { return crash(chosen); }))
    return seen_.lost.push_back(chosen + " could not be crashed");
  spent_[before.parent].push_back(clock::now());
  ++seen_.kills[name];
  if (!is_back(chosen, before.incarnation))
    return seen_.lost.push_back(chosen + " did not come back");
  if (const auto load = find(chosen).load_seconds; load >= 0)
    seen_.loads[name].push_back(load);
}

void storm_maker::storm(const std::vector<std::string>& names,
                        int times,
                        std::chrono::milliseconds least) {
  for (int round = 0; round < times; ++round) {
    auto order = names;
    std::shuffle(order.begin(), order.end(), dice_);
    for (const auto& name : order) {
      kill_one(name); // which may wait long before it kills: the pause begins behind it
      const auto pause =
          roll(dice_, static_cast<int>(least.count()), static_cast<int>(least.count() * 3 / 2));
      std::this_thread::sleep_for(std::chrono::milliseconds{pause});
    }
  }
}

long resident_kb(pid_t pid) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/status"};
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmRSS:"))
      return std::strtol(line.c_str() + 6, nullptr, 10);
  return 0;
}

} // namespace orc::e2e
