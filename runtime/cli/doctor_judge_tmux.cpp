#include "runtime/cli/doctor_judge.hpp"

#include <charconv>

namespace orc::cli {
namespace {

using findings = std::vector<finding>;

/// "tmux 3.3a", "tmux next-3.4": major and minor; nothing where it has none ("tmux master").
std::optional<std::pair<int, int>> version_of(const std::string& line) {
  const auto digit = line.find_first_of("0123456789");
  if (digit == std::string::npos)
    return std::nullopt;
  std::pair<int, int> out;
  const char* const end = line.data() + line.size();
  const auto major = std::from_chars(line.data() + digit, end, out.first);
  if (major.ec == std::errc{} && major.ptr != end && *major.ptr == '.')
    std::from_chars(major.ptr + 1, end, out.second);
  return out;
}

finding judge_program(const tmux_facts& t) {
  const auto* const install = "install tmux 3.2 or later where the daemon finds it in its PATH";
  if (!t.version)
    return {"tmux", level::problem, t.version.error().message, install};
  const auto version = version_of(*t.version);
  if (!version)
    return {"tmux", level::warning, *t.version + " has no number that could be compared", install};
  if (*version < std::pair{3, 2})
    return {"tmux", level::problem, *t.version + " is too old", install};
  return {"tmux", level::ok, *t.version, ""};
}

constexpr std::size_t most_named = 3;
const auto* const as_owner = "run the monitor as the user who owns the tmux server";

bool is_left_over(const socket_facts& s) {
  return !s.configured && s.exists && s.refusal && s.refusal->code == errc::no_server;
}

finding judge_refusal(const socket_facts& s, const doctor_facts& f) {
  const std::string check = "tmux server";
  const auto& why = s.refusal->message;
  switch (s.refusal->code) {
  case errc::no_server:
    return {check,
            level::warning,
            s.path
                + (s.exists ? " is left over: no server listens on it"
                            : " is not there: no server runs"),
            "start tmux there, or mend the configuration; the daemon waits for it"};
  case errc::permission:
    return {
        check, level::problem, why + (s.owner != f.uid ? "; it is another user's" : ""), as_owner};
  case errc::timed_out:
    return {check, level::problem, s.path + " hangs: " + why, "see what its server waits for"};
  default:
    return {check, level::problem, s.path + ": " + why, "see what tmux itself says there"};
  }
}

/// Of a crashed server, and harmless: the next one of that name takes its place.
void judge_left_over(const tmux_facts& t, bool one_answers, findings& out) {
  std::string names;
  std::size_t count = 0;
  for (const auto& s : t.sockets)
    if (is_left_over(s) && ++count <= most_named)
      names += (names.empty() ? "" : ", ") + s.path;
  if (count > most_named)
    names += " and " + std::to_string(count - most_named) + " more";
  if (count > 0)
    out.push_back({"tmux server",
                   one_answers ? level::ok : level::warning,
                   "left over, no server listens: " + names,
                   one_answers ? "" : "start tmux; the daemon waits for a server"});
}

void judge_folder(const doctor_facts& f, findings& out) {
  const auto& t = f.tmux;
  if (!t.folder_exists || (t.folder_owner == f.uid && (t.folder_mode & 0077U) == 0))
    return;
  const auto* const why =
      t.folder_owner != f.uid ? " belongs to another user" : " is open to others: tmux refuses it";
  out.push_back({"tmux folder",
                 level::problem,
                 t.folder + why,
                 "give it to " + f.user + " alone, with mode 0700"});
}

void judge_servers(const doctor_facts& f, findings& out) {
  const auto& t = f.tmux;
  bool one_answers = false;
  for (const auto& s : t.sockets) {
    one_answers = one_answers || !s.refusal;
    const auto count = std::to_string(s.sessions) + (s.sessions == 1 ? " session" : " sessions");
    if (!s.refusal)
      out.push_back({"tmux server", level::ok, s.path + " answers, " + count, ""});
    else if (!is_left_over(s))
      out.push_back(judge_refusal(s, f));
  }
  judge_left_over(t, one_answers, out);
  if (t.sockets.empty())
    out.push_back({"tmux server", level::warning, "none runs for " + f.user, "start tmux"});
  if (one_answers || t.others.empty())
    return;
  std::string who;
  for (const auto& other : t.others)
    who += (who.empty() ? "" : ", ") + other;
  out.push_back({"user",
                 level::warning,
                 "no tmux server of " + f.user + " answers; others have or had some: " + who,
                 as_owner});
}

} // namespace

findings judge_tmux(const doctor_facts& f) {
  findings out{judge_program(f.tmux)};
  judge_folder(f, out);
  if (f.tmux.version)
    judge_servers(f, out);
  return out;
}

} // namespace orc::cli
