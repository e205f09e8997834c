// What a scrape of /metrics takes alone, and beside clients that hold on: in one and the same run.
//
// usage: http_bench DAEMON [SLOW [IDLE [SCRAPES]]]
//
// Starts the real daemon without any tmux server. SLOW clients send a request byte by byte and
// never finish, IDLE ones have asked once and stay; whoever the daemon lets go of comes back at
// once. Prints median and 99th percentile of both, and the medians' ratio. Exit status 1: a scrape
// failed, or the ratio is 2 or more.
#include "tests/e2e/program.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/scratch_folder.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

namespace orc::bench {
namespace {

using namespace std::chrono_literals;
using client = test::raw_client;

constexpr std::uint16_t port = 18090;

/// Clients that do nothing good, in a thread of their own.
class crowd {
public:
  crowd(int slow, int idle) {
    for (int i = 0; i < slow; ++i)
      slow_.push_back(come());
    for (int i = 0; i < idle; ++i)
      idle_.push_back(asked_once());
    thread_ = std::thread{[this] { hold_on(); }};
  }

  ~crowd() {
    done_ = true;
    thread_.join();
  }

  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;

private:
  using client_ptr = std::unique_ptr<client>;

  static client_ptr come() {
    auto c = std::make_unique<client>(port);
    c->send("GET /metrics HTTP/1.1\r\nX-Slow: ");
    return c;
  }

  static client_ptr asked_once() {
    auto c = std::make_unique<client>(port);
    c->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    c->read_until("alive\"}\n");
    return c;
  }

  void hold_on() {
    while (!done_) {
      std::this_thread::sleep_for(50ms);
      for (auto& c : slow_)
        if (c->send("a"); c->closed())
          c = come();
      for (auto& c : idle_)
        if (c->closed())
          c = asked_once();
    }
  }

  std::vector<client_ptr> slow_;
  std::vector<client_ptr> idle_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

struct figures {
  std::vector<double> ms;
  int failed = 0;
  std::size_t bytes = 0;

  [[nodiscard]] double at(double part) const {
    return ms.empty() ? 0 : ms[static_cast<std::size_t>(part * static_cast<double>(ms.size() - 1))];
  }
};

/// As Prometheus does it: again and again, on a new connection.
figures scrape(int times) {
  figures f;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    client c{port};
    c.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const auto answer = c.read_all();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    f.ms.push_back(took.count());
    f.bytes = answer.size();
    f.failed += answer.starts_with("HTTP/1.1 200 ") ? 0 : 1;
    std::this_thread::sleep_for(2ms); // so that both runs see several cycles
  }
  std::sort(f.ms.begin(), f.ms.end());
  return f;
}

void print(const char* what, const figures& f) {
  std::printf("%-28s median %6.3f ms, p99 %6.3f ms, %zu scrapes of %zu bytes, %d failed\n",
              what,
              f.at(0.5),
              f.at(0.99),
              f.ms.size(),
              f.bytes,
              f.failed);
}

bool wait_until_ready() {
  for (int i = 0; i < 500; ++i) {
    client c{port};
    c.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    if (c.read_all().starts_with("HTTP/1.1 200 "))
      return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

int run(const std::string& program, int slow, int idle, int scrapes) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const test::scratch_folder folder;
  std::ofstream{folder / "monitor.json"}
      << R"({"http": {"port": )" << port << R"(}, "tmux": {"socket_path": ")" << (folder / "none")
      << R"("}, "storage": {"path": ")" << (folder / "monitor.db") << R"("}})";
  const e2e::child_program daemon{{program, "--config", folder / "monitor.json"}, folder / "log"};
  if (!wait_until_ready()) {
    std::fprintf(stderr, "http_bench: the daemon does not get ready\n");
    return 1;
  }
  scrape(50); // warm
  const auto alone = scrape(scrapes);
  print("alone", alone);
  const crowd others{slow, idle};
  const auto beside = scrape(scrapes);
  const auto label = "beside " + std::to_string(slow) + " slow, " + std::to_string(idle) + " idle";
  print(label.c_str(), beside);
  const double ratio = alone.at(0.5) > 0 ? beside.at(0.5) / alone.at(0.5) : 0;
  std::printf("ratio of the medians         %.2f\n", ratio);
  return alone.failed + beside.failed == 0 && ratio < 2 ? 0 : 1;
}

} // namespace
} // namespace orc::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: http_bench DAEMON [SLOW [IDLE [SCRAPES]]]\n");
    return 64;
  }
  const auto number = [&](int i, int otherwise) {
    return argc > i ? std::atoi(argv[i]) : otherwise;
  };
  return orc::bench::run(argv[1], number(2, 200), number(3, 200), number(4, 1000));
}
