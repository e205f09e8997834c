#include "runtime/host/tmux_client.hpp"

#include "runtime/host/child_process.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>
#include <utility>

namespace orc::host {
namespace {

struct phrase {
  std::string_view words;
  errc meaning;
};

// tmux 3.3a, client.c, server.c, cmd-find.c and server-acl.c; the first that fits counts.
constexpr std::array phrases{
    phrase{"no server running", errc::no_server},
    phrase{"(No such file or directory)", errc::no_server},
    phrase{"(Connection refused)", errc::no_server},
    phrase{"server exited", errc::no_server},
    phrase{"lost server", errc::no_server},
    phrase{"(Permission denied)", errc::permission},
    phrase{"access not allowed", errc::permission},
    phrase{"unsafe permissions", errc::permission},
    phrase{"can't find", errc::not_found},
};

std::string first_line(std::string_view words) {
  constexpr std::size_t enough = 200;
  return std::string{words.substr(0, std::min(words.find('\n'), enough))};
}

/// Whether what was printed can be all: a client that a signal ended, or whose server went away in
/// the midst of it, may have printed a part. That one of several commands failed does not matter.
bool may_be_cut_short(const process_output& done) {
  const bool killed = done.status > 128;
  return killed || done.err.find("lost server") != std::string::npos
         || done.err.find("server exited") != std::string::npos;
}

/// Only a question that a server left open says something about that server.
error with_place(error e, const std::string& where) {
  if (e.code == errc::timed_out)
    e.message += " (" + where + ")";
  return e;
}

std::vector<std::string> clean_environment() {
  std::vector<std::string> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    if (!text.starts_with("TMUX=") && !text.starts_with("TMUX_PANE="))
      kept.emplace_back(text);
  }
  return kept;
}

} // namespace

error classify_tmux(std::string_view words, const std::string& where) {
  for (const auto& known : phrases) {
    if (words.find(known.words) == std::string_view::npos)
      continue;
    if (known.meaning == errc::no_server)
      return {errc::no_server, "no tmux server on " + where};
    return {known.meaning, "tmux on " + where + ": " + first_line(words)};
  }
  return {errc::protocol, "tmux on " + where + ": " + first_line(words)};
}

process_tmux_client::process_tmux_client(tmux_socket socket, std::string program)
    : socket_(std::move(socket)), prefix_{std::move(program), "-u"},
      environment_(clean_environment()) {
  if (!socket_.path.empty())
    prefix_.insert(prefix_.end(), {"-S", socket_.path});
  else if (!socket_.name.empty())
    prefix_.insert(prefix_.end(), {"-L", socket_.name});
}

result<std::string> process_tmux_client::run(const std::vector<std::string>& args,
                                             std::string_view input,
                                             std::chrono::milliseconds timeout) {
  process_order order;
  order.argv = prefix_;
  order.argv.insert(order.argv.end(), args.begin(), args.end());
  order.environment = environment_;
  order.input = input;
  order.timeout = timeout;
  auto done = run_process(order);
  if (!done)
    return tl::unexpected<error>(with_place(std::move(done.error()), where()));
  if (done->status != 0 && (done->out.empty() || may_be_cut_short(*done)))
    return tl::unexpected<error>(classify_tmux(
        done->err.empty() ? "ended with status " + std::to_string(done->status) : done->err,
        where()));
  return std::move(done->out);
}

std::string process_tmux_client::where() const {
  if (!socket_.path.empty())
    return socket_.path;
  return "socket " + (socket_.name.empty() ? std::string{"default"} : socket_.name);
}

} // namespace orc::host
