// What a monitoring cycle takes beside what tmux itself takes, in one and the same run.
//
// usage: cycle_bench DAEMON [PANES [CYCLES]]
//
// Starts a private tmux server with scripted agents that repaint for ever, and the real daemon on
// it. After each cycle, while the daemon rests, it runs the very same tmux commands alone. Prints
// the medians, their ratio, and what the daemon takes.
#include "tests/bench/raw_tmux_cost.hpp"
#include "tests/e2e/api.hpp"
#include "tests/e2e/program.hpp"
#include "tests/support/scratch_folder.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace orc::bench {
namespace {

using namespace std::chrono_literals;

constexpr int panes_a_session = 20;
constexpr int warm_up = 5; ///< cycles

/// Agents in windows of a session each twenty, all of them repainting twice a second.
class busy_server {
public:
  busy_server(const std::string& folder, int panes) : socket_(folder + "/tmux.sock") {
    for (int i = 0; i < panes; ++i)
      add(i);
    std::istringstream ids{tmux({"list-panes", "-a", "-F", "#{pane_id}"}).out};
    for (std::string id; ids >> id;)
      panes_.push_back(std::atoi(id.c_str() + 1));
  }

  ~busy_server() { tmux({"kill-server"}); }

  busy_server(const busy_server&) = delete;
  busy_server& operator=(const busy_server&) = delete;

  [[nodiscard]] const std::string& socket() const { return socket_; }

  [[nodiscard]] const std::vector<int>& panes() const { return panes_; }

private:
  e2e::program_result tmux(std::vector<std::string> words) const {
    std::vector<std::string> argv{"tmux", "-u", "-f", "/dev/null", "-S", socket_};
    argv.insert(argv.end(), words.begin(), words.end());
    return e2e::run_program(argv);
  }

  void add(int i) {
    const auto session = "s" + std::to_string(i / panes_a_session);
    std::vector<std::string> make{"new-window", "-d", "-t", session + ":"};
    if (i % panes_a_session == 0)
      make = {"new-session", "-d", "-x", "200", "-y", "50", "-s", session};
    make.emplace_back(ORC_SOURCE_DIR "/scripts/demo/orc-agent --role busy --period 0.5");
    tmux(make);
  }

  std::string socket_;
  std::vector<int> panes_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// CPU seconds of the daemon alone, and of the tmux clients that it started (proc_pid_stat(5),
/// fields 14 to 17: utime, stime, cutime, cstime).
struct cpu_seconds {
  double own = 0;
  double clients = 0;
};

cpu_seconds cpu_of(pid_t pid) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/stat"};
  std::string text;
  std::getline(in, text);
  std::istringstream fields{text.substr(text.rfind(')') + 2)};
  std::vector<double> after; // after[0] is field 3
  for (std::string word; fields >> word;)
    after.push_back(std::atof(word.c_str()));
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return {(after[11] + after[12]) / ticks, (after[13] + after[14]) / ticks};
}

struct figures {
  std::vector<double> cycle;     ///< ms
  std::vector<double> published; ///< ms, from the cycle's start until its snapshot stood
  std::vector<double> raw;       ///< ms
  double captures = 0;           ///< over all measured cycles
  double failed = 0;
  double rss = 0;  ///< bytes, the largest
  cpu_seconds cpu; ///< over the measured time
  double seconds = 0;
};

void wait_for_next_cycle(const e2e::api& daemon, double& seen) {
  double now = seen;
  while (now <= seen) {
    std::this_thread::sleep_for(10ms);
    now = daemon.metric("tmux_orchestrator_cycles_total");
  }
  seen = now;
}

figures measure(const e2e::api& daemon, pid_t pid, const busy_server& server, int cycles) {
  figures f;
  host::process_tmux_client client{{{}, server.socket()}};
  double seen = -1;
  for (int i = 0; i < warm_up; ++i)
    wait_for_next_cycle(daemon, seen);
  const auto captures = daemon.metric(R"(tmux_orchestrator_operations_total{kind="capture"})");
  const auto before = cpu_of(pid);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < cycles; ++i) {
    wait_for_next_cycle(daemon, seen);
    f.cycle.push_back(daemon.metric("monitoring_cycle_duration") * 1000);
    f.published.push_back(daemon.metric("tmux_orchestrator_publish_seconds") * 1000);
    f.rss = std::max(f.rss, daemon.metric("process_resident_memory_bytes"));
    if (const auto raw = raw_tmux_once(client, server.panes(), 200))
      f.raw.push_back(raw->together().count());
  }
  const auto after = cpu_of(pid);
  f.cpu = {after.own - before.own, after.clients - before.clients};
  f.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  f.captures = daemon.metric(R"(tmux_orchestrator_operations_total{kind="capture"})") - captures;
  f.failed = daemon.metric(R"(tmux_orchestrator_operations_failed_total{kind="capture"})");
  return f;
}

void print(const figures& f, std::size_t panes) {
  const auto cycle = median(f.cycle);
  const auto raw = median(f.raw);
  std::printf("%zu panes, %zu cycles, %.1f captures a cycle, %.0f failed\n",
              panes,
              f.cycle.size(),
              f.captures / static_cast<double>(f.cycle.size()),
              f.failed);
  std::printf("cycle      median %7.2f ms\n", cycle);
  std::printf("published  median %7.2f ms\n", median(f.published));
  std::printf("tmux alone median %7.2f ms\n", raw);
  std::printf("ratio      %.2f\n", raw > 0 ? cycle / raw : 0);
  std::printf("memory     %.1f MB at most\n", f.rss / 1e6);
  std::printf("CPU        %.1f %% of a core, and %.1f %% for its tmux clients\n",
              100 * f.cpu.own / f.seconds,
              100 * f.cpu.clients / f.seconds);
}

std::string config_for(const test::scratch_folder& folder, const std::string& socket) {
  auto path = folder / "monitor.json";
  std::ofstream{path} << R"({"http": {"port": 18089}, "tmux": {"discover": false, "socket_path": ")"
                      << socket << R"("}, "storage": {"path": ")" << (folder / "monitor.db")
                      << R"("}})";
  return path;
}

int run(const std::string& program, int panes, int cycles) {
  const test::scratch_folder folder;
  const busy_server server{folder.path().string(), panes};
  const e2e::child_program daemon{{program, "--config", config_for(folder, server.socket())},
                                  folder / "log"};
  const e2e::api http{18089};
  print(measure(http, daemon.pid(), server, cycles), server.panes().size());
  return 0;
}

} // namespace
} // namespace orc::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: cycle_bench DAEMON [PANES [CYCLES]]\n");
    return 64;
  }
  return orc::bench::run(
      argv[1], argc > 2 ? std::atoi(argv[2]) : 200, argc > 3 ? std::atoi(argv[3]) : 30);
}
