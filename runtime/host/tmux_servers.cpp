#include "runtime/host/tmux_servers.hpp"

#include "runtime/host/proc_parser.hpp"
#include "runtime/host/small_file.hpp"
#include "runtime/host/text_scan.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace orc::host {
namespace {

namespace fs = std::filesystem;

// tmux 3.3a, proc.c: the server's title is "tmux: server (path)", which the kernel keeps to 15.
constexpr std::string_view server_comm = "tmux: server";
constexpr std::size_t longest_name = 40;

std::string mark_of(std::string_view path) {
  std::uint32_t hash = 2166136261U; // FNV-1a, 32 bits
  for (const char c : path)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, small
  std::string mark;
  for (int i = 0; i < 4; ++i, hash >>= 5U)
    mark += alphabet[hash & 31U];
  return mark;
}

/// RFC 3986, section 2.3: characters that need no escape anywhere in a URL.
bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_plain(c); }, '_');
  return name.substr(0, longest_name);
}

std::string resolved(const std::string& path) {
  std::error_code failed;
  const auto out = fs::weakly_canonical(path, failed);
  return failed ? path : out.string();
}

bool is_server_of_this_user(const fs::path& process) {
  const auto comm = read_small_file((process / "comm").c_str(), 32);

  struct stat owner {};

  return comm && comm->starts_with(server_comm) && stat(process.c_str(), &owner) == 0
         && owner.st_uid == geteuid();
}

/// The inodes of the sockets that a process holds. proc_pid_fd(5): "socket:[2248868]".
std::set<std::uint64_t> sockets_of(const fs::path& process) {
  std::set<std::uint64_t> out;
  std::error_code ended;
  fs::directory_iterator fd{process / "fd", ended};
  for (; !ended && fd != fs::directory_iterator{}; fd.increment(ended)) {
    std::error_code gone;
    const auto target = fs::read_symlink(fd->path(), gone).string();
    std::string_view rest{target};
    if (gone || !rest.starts_with("socket:["))
      continue;
    rest.remove_prefix(8);
    if (const auto inode = number_in<std::uint64_t>(take_until(rest, "]")))
      out.insert(*inode);
  }
  return out;
}

/// Of one process: its own network's table tells where its sockets are bound.
void add_listeners(const fs::path& process, std::vector<std::string>& out) {
  const auto own = sockets_of(process);
  std::ifstream table{process / "net" / "unix"};
  const std::string text{std::istreambuf_iterator<char>{table}, {}};
  for (const auto& listener : parse_unix_listeners(text)) {
    if (!own.contains(listener.inode))
      continue;
    std::error_code gone;
    const auto path = listener.path.starts_with('/')
                          ? fs::path{listener.path}
                          : fs::read_symlink(process / "cwd", gone) / listener.path;
    if (fs::is_socket(path, gone))
      out.push_back(resolved(path));
  }
}

} // namespace

std::string socket_folder() {
  const char* const named = std::getenv("TMUX_TMPDIR");
  const std::string base = named != nullptr && *named != '\0' ? named : "/tmp";
  return base + "/tmux-" + std::to_string(geteuid());
}

std::string path_of(const tmux_socket& socket, const std::string& folder) {
  if (!socket.path.empty())
    return socket.path;
  return folder + "/" + (socket.name.empty() ? std::string{"default"} : socket.name);
}

std::string server_name(const std::string& path, const std::string& folder) {
  const fs::path whole{path};
  const auto base = whole.filename().string();
  const auto name = plain(base);
  const bool unmistakable = name == base && resolved(whole.parent_path()) == resolved(folder);
  return unmistakable ? name : name + "-" + mark_of(path);
}

std::string plain_server_name(const tmux_socket& socket) {
  return plain(fs::path{path_of(socket, {})}.filename().string());
}

std::vector<std::string> listening_servers(const std::string& proc) {
  std::vector<std::string> out;
  std::error_code ended;
  fs::directory_iterator process{proc, ended};
  for (; !ended && process != fs::directory_iterator{}; process.increment(ended))
    if (std::isdigit(static_cast<unsigned char>(process->path().filename().native().front())) != 0
        && is_server_of_this_user(process->path()))
      add_listeners(process->path(), out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

proc_server_finder::proc_server_finder(server_finder_options options)
    : options_(std::move(options)),
      first_path_(resolved(host::path_of(options_.first, options_.folder))) {}

void proc_server_finder::add(std::map<std::string, std::string>& into,
                             const std::string& path) const {
  const bool known = std::any_of(
      into.begin(), into.end(), [&](const auto& entry) { return entry.second == path; });
  if (known || path == first_path_)
    return;
  auto name = server_name(path, options_.folder);
  if (name == options_.first_name || into.contains(name))
    name += "-" + mark_of(path);
  into.emplace(std::move(name), path);
}

std::vector<server_address> proc_server_finder::find() {
  std::map<std::string, std::string> found;
  for (const auto& word : options_.configured)
    add(found, resolved(word.find('/') == std::string::npos ? options_.folder + "/" + word : word));
  if (options_.discover)
    for (const auto& path : listening_servers(options_.proc))
      add(found, path);
  std::vector<server_address> out;
  out.reserve(found.size());
  for (const auto& [name, path] : found)
    out.push_back({name, path});
  const std::lock_guard lock{mutex_};
  known_ = std::move(found);
  return out;
}

std::optional<std::string> proc_server_finder::path_of(const std::string& name) const {
  const std::lock_guard lock{mutex_};
  const auto found = known_.find(name);
  return found == known_.end() ? std::nullopt : std::optional{found->second};
}

} // namespace orc::host
