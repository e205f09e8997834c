#include "runtime/cli/doctor_gather.hpp"
#include "runtime/host/child_process.hpp"
#include "runtime/host/tmux_client.hpp"
#include "runtime/host/tmux_servers.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace orc::cli {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::size_t most_sockets = 64;

result<std::string> tmux_version(const environment& env) {
  host::process_order order;
  order.argv = {"tmux", "-V"};
  if (const auto path = env.find("PATH"); path != env.end())
    order.environment = {"PATH=" + path->second};
  auto done = host::run_process(order);
  if (!done)
    return tl::unexpected<error>(std::move(done.error()));
  return done->out.substr(0, done->out.find('\n'));
}

socket_facts look_at_socket(const std::string& path, bool configured) {
  socket_facts out;
  out.path = path;
  out.configured = configured;

  struct stat found {};

  if (stat(path.c_str(), &found) == 0) {
    out.exists = true;
    out.owner = found.st_uid;
  }
  host::process_tmux_client client{{"", path}};
  const auto sessions = client.run({"list-sessions", "-F", "."}, "", 2s);
  if (sessions)
    out.sessions = static_cast<std::size_t>(std::count(sessions->begin(), sessions->end(), '\n'));
  else
    out.refusal = sessions.error();
  return out;
}

/// Every socket by its path, and whether it was configured.
std::map<std::string, bool> sockets_of(const settings& s, const std::string& folder) {
  std::map<std::string, bool> out;
  const auto add = [&](const std::string& name) {
    out[name.find('/') == std::string::npos ? folder + "/" + name : name] = true;
  };
  if (!s.tmux.socket_path.empty())
    add(s.tmux.socket_path);
  else if (!s.tmux.socket_name.empty())
    add(s.tmux.socket_name);
  for (const auto& more : s.tmux.sockets)
    add(more);
  if (s.tmux.discover) // as the daemon would, wherever their sockets are
    for (const auto& running : host::listening_servers("/proc"))
      out.try_emplace(running, false);
  std::error_code absent;
  for (fs::directory_iterator at{folder, absent}, end;
       !absent && at != end && out.size() < most_sockets;
       at.increment(absent))
    if (at->is_socket(absent))
      out.try_emplace(at->path().string(), false);
  return out;
}

std::vector<std::string> other_users(const std::string& ours) {
  std::vector<std::string> out;
  std::error_code absent;
  const auto parent = fs::path{ours}.parent_path();
  for (fs::directory_iterator at{parent, absent}, end; !absent && at != end && out.size() < 5;
       at.increment(absent)) {
    struct stat found {};

    if (at->path() != ours && at->path().filename().string().starts_with("tmux-")
        && stat(at->path().c_str(), &found) == 0 && S_ISDIR(found.st_mode))
      out.push_back(host::user_name(found.st_uid));
  }
  return out;
}

} // namespace

tmux_facts gather_tmux(const settings& s, const environment& env) {
  tmux_facts out;
  out.version = tmux_version(env);
  out.folder = host::socket_folder();

  struct stat found {};

  if (stat(out.folder.c_str(), &found) == 0) {
    out.folder_exists = true;
    out.folder_owner = found.st_uid;
    out.folder_mode = found.st_mode & 0777U;
  }
  if (out.version)
    for (const auto& [path, configured] : sockets_of(s, out.folder))
      out.sockets.push_back(look_at_socket(path, configured));
  out.others = other_users(out.folder);
  return out;
}

} // namespace orc::cli
