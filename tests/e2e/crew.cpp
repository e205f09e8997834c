#include "tests/e2e/crew.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace orc::e2e {
namespace {

/// Words that are believed at once, whatever was before.
constexpr std::array words{"working", "waiting", "error"};

std::vector<std::string> without_repetitions(const std::vector<std::string>& states) {
  std::vector<std::string> out;
  std::unique_copy(states.begin(), states.end(), std::back_inserter(out));
  return out;
}

} // namespace

crew::crew(const tmux_server& server, std::size_t agents) {
  for (std::size_t i = 0; i < agents; ++i)
    agents_.push_back(
        server.add_agent("crew" + std::to_string(i / 4), "agent" + std::to_string(i % 4)));
}

crew::~crew() {
  rest();
}

void crew::work_on(std::uint64_t seed, std::chrono::milliseconds at_least) {
  over_ = false;
  const auto pause = at_least / static_cast<int>(agents_.size()) + std::chrono::milliseconds{1};
  thread_ = std::thread{[this, seed, pause] { run(seed, pause); }};
}

void crew::rest() {
  over_ = true;
  if (thread_.joinable())
    thread_.join();
}

void crew::run(std::uint64_t seed, std::chrono::milliseconds pause) {
  std::mt19937_64 dice{seed};
  std::vector<std::size_t> last(agents_.size(), 0);
  for (std::size_t i = 0; !over_; i = (i + 1) % agents_.size()) {
    const auto step = std::uniform_int_distribution<std::size_t>{1, words.size() - 1}(dice);
    last[i] = (last[i] + step) % words.size(); // never the same again
    tmux_server::tell(agents_[i], words[last[i]]);
    std::this_thread::sleep_for(pause);
  }
}

std::vector<std::string> told_of(const std::vector<history_entry>& past) {
  std::vector<std::string> told;
  for (const auto& entry : past)
    // what an agent cannot say itself: it has not shown anything yet
    if (entry.says.rule != "process.started")
      told.emplace_back(to_string(entry.says.state));
  return without_repetitions(told);
}

std::vector<std::string> truth_of(const scripted_agent& agent) {
  std::vector<std::string> truth;
  for (const auto state : logged_states(agent))
    truth.emplace_back(to_string(state));
  return without_repetitions(truth);
}

std::string flaw_in(const std::vector<history_entry>& past) {
  for (std::size_t i = 0; i < past.size(); ++i) {
    const auto& here = past[i];
    const auto where =
        here.name + " at " + to_rfc3339(here.at) + ", " + std::string{to_string(here.says.state)};
    if (here.first != (i == 0))
      return where + ": its first entry is not its first";
    if (i > 0 && here.from != past[i - 1].says.state)
      return where + ": comes from " + std::string{to_string(here.from)} + ", but was "
             + std::string{to_string(past[i - 1].says.state)};
    if (i > 0 && here.at == past[i - 1].at && here.says.state == past[i - 1].says.state)
      return where + ": is there twice";
  }
  return {};
}

bool is_part(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  auto from = whole.begin();
  for (const auto& word : part) {
    from = std::find(from, whole.end(), word);
    if (from == whole.end())
      return false;
    ++from;
  }
  return true;
}

} // namespace orc::e2e
