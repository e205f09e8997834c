#include "tests/e2e/churn.hpp"

#include "tests/e2e/program.hpp"

#include <iterator>
#include <sstream>
#include <utility>

namespace orc::e2e {

churn::churn(const tmux_server& server, std::string command, std::size_t panes)
    : server_(server), command_(std::move(command)), panes_(panes), thread_([this] { run(); }) {}

churn::~churn() {
  over_ = true;
  thread_.join();
}

const std::string& churn::one_of(const std::vector<std::string>& words) {
  return words[std::uniform_int_distribution<std::size_t>{0, words.size() - 1}(dice_)];
}

std::string churn::next_change(const std::vector<std::string>& panes) {
  const auto& pane = one_of(panes);
  const auto& other = one_of(panes);
  const auto size = std::to_string(std::uniform_int_distribution<int>{3, 40}(dice_));
  if (panes.size() < panes_)
    return one_of({"split-window -d -v -t " + pane + " " + command_,
                   "split-window -d -h -t " + pane + " " + command_,
                   "new-window -d -t =s: " + command_});
  if (panes.size() > panes_ + 4)
    return "kill-pane -t " + pane;
  return one_of({"resize-pane -y " + size + " -t " + pane,
                 "resize-pane -y " + size + " -t " + pane,
                 "resize-pane -x " + size + " -t " + pane,
                 "resize-pane -Z -t " + pane,
                 "resize-window -x 100 -y " + size + " -t " + pane,
                 "swap-pane -d -s " + pane + " -t " + other,
                 "join-pane -d -s " + pane + " -t " + other,
                 "break-pane -d -s " + pane + " -t =s:",
                 "select-layout -t " + pane + " even-vertical",
                 "rotate-window -t " + pane,
                 "kill-pane -t " + pane,
                 "split-window -d -v -t " + pane + " " + command_});
}

void churn::run() {
  while (!over_) {
    std::istringstream lines{server_.tmux({"list-panes", "-a", "-F", "#{pane_id}"})};
    const std::vector<std::string> panes{std::istream_iterator<std::string>{lines}, {}};
    if (panes.empty())
      return;
    // One at a time: a batch of ours and one of the daemon's may never stand side by side.
    for (int i = 0; i < 5; ++i, ++changes_)
      run_program({"tmux", "-S", server_.socket(), "source-file", "-"}, next_change(panes) + "\n");
  }
}

} // namespace orc::e2e
