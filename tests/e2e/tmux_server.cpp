#include "tests/e2e/tmux_server.hpp"

#include "tests/e2e/program.hpp"

#include <sys/stat.h>

#include <fstream>

namespace orc::e2e {

tmux_server::tmux_server(std::string folder, const std::string& socket)
    : folder_(std::move(folder)), socket_(folder_ + "/" + socket) {}

tmux_server::~tmux_server() {
  kill();
}

std::string tmux_server::tmux(std::vector<std::string> arguments) const {
  std::vector<std::string> argv{"tmux", "-u", "-f", "/dev/null", "-S", socket_};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  auto out = run_program(argv).out;
  if (!out.empty() && out.back() == '\n')
    out.pop_back();
  return out;
}

scripted_agent tmux_server::add_agent(const std::string& session, const std::string& window) const {
  scripted_agent agent;
  const auto stem = folder_ + "/" + session + "." + window;
  agent.control = stem + ".control";
  agent.log = stem + ".log";
  mkfifo(agent.control.c_str(), 0600);
  agent.command =
      ORC_SOURCE_DIR "/scripts/demo/orc-agent --control " + agent.control + " --log " + agent.log;
  const bool there =
      run_program({"tmux", "-S", socket_, "has-session", "-t", "=" + session}).status == 0;
  std::vector<std::string> make =
      there ? std::vector<std::string>{"new-window", "-d", "-t", "=" + session + ":"}
            : std::vector<std::string>{"new-session", "-d", "-x", "100", "-y", "30", "-s", session};
  for (const auto* word :
       {"-n", window.c_str(), "-P", "-F", "#{pane_id}", "bash --norc --noprofile"})
    make.emplace_back(word);
  agent.pane = tmux(make);
  type(agent.pane, agent.command);
  return agent;
}

void tmux_server::tell(const scripted_agent& agent, const std::string& word) {
  std::ofstream{agent.control} << word << std::endl;
}

void tmux_server::type(const std::string& pane, const std::string& text) const {
  tmux({"send-keys", "-t", pane, "-l", text});
  tmux({"send-keys", "-t", pane, "Enter"});
}

void tmux_server::kill() const {
  run_program({"tmux", "-S", socket_, "kill-server"});
}

} // namespace orc::e2e
