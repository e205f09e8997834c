#include "storage/agent_row.hpp"

namespace orc::rows {
namespace {

/// Each argument ends in a NUL, as in proc_pid_cmdline(5): empty ones and none stay apart.
std::string join(const std::vector<std::string>& argv) {
  std::string out;
  for (const auto& arg : argv)
    out.append(arg).push_back('\0');
  return out;
}

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> out;
  for (auto end = joined.find('\0'); end != std::string_view::npos; end = joined.find('\0')) {
    out.emplace_back(joined.substr(0, end));
    joined.remove_prefix(end + 1);
  }
  return out;
}

} // namespace

foreground foreground_of_word(std::string_view word) {
  for (const auto f :
       {foreground::agent, foreground::shell, foreground::suspended, foreground::none})
    if (to_string(f) == word)
      return f;
  return foreground::other;
}

agent_state state_of_word(std::string_view word) {
  return agent_state_from(word).value_or(agent_state::unknown);
}

void bind(sqlite::statement& to, const verdict& v) {
  to.text(to_string(v.state)).text(v.rule).text(v.evidence).flag(v.positive);
  const auto& d = v.details;
  to.text(d.sub_kind).maybe(d.reset_at).maybe(d.context_left_percent).text(d.permission_mode);
  to.maybe(d.retry_attempt).maybe(d.retry_limit).text(d.elapsed).maybe(d.background_tasks);
}

verdict read_verdict(sqlite::statement& from) {
  verdict v;
  v.state = state_of_word(from.read_text());
  v.rule = from.read_text();
  v.evidence = from.read_text();
  v.positive = from.read_flag();
  v.details.sub_kind = from.read_text();
  v.details.reset_at = from.read_maybe_time();
  v.details.context_left_percent = from.read_maybe_int();
  v.details.permission_mode = from.read_text();
  v.details.retry_attempt = from.read_maybe_int();
  v.details.retry_limit = from.read_maybe_int();
  v.details.elapsed = from.read_text();
  v.details.background_tasks = from.read_maybe_int();
  return v;
}

void bind(sqlite::statement& to, const agent_view& a) {
  const auto& w = a.where;
  to.text(w.agent_id).text(w.kind).text(w.name).text(w.server).text(w.session_key);
  to.text(w.session_name).text(w.window_name).text(w.pane).text(to_string(w.front));
  // SQLite's integers are signed; the bits stay
  to.number(w.process.pid).number(static_cast<std::int64_t>(w.process.start_ticks));
  to.text(w.process.command).bytes(join(w.process.argv)).maybe(w.dead_status);
  to.time(a.since).maybe(a.idle_since).maybe(a.waiting_since).flag(a.stuck).flag(a.flapping);
  to.time(a.first_seen).time(a.last_change);
  bind(to, a.says);
}

agent_view read_agent(sqlite::statement& from) {
  agent_view a;
  auto& w = a.where;
  for (auto* field : {&w.agent_id,
                      &w.kind,
                      &w.name,
                      &w.server,
                      &w.session_key,
                      &w.session_name,
                      &w.window_name,
                      &w.pane})
    *field = from.read_text();
  w.front = foreground_of_word(from.read_text());
  w.process.pid = from.read_number();
  w.process.start_ticks = static_cast<std::uint64_t>(from.read_number());
  w.process.command = from.read_text();
  w.process.argv = split(from.read_text());
  w.dead_status = from.read_maybe_int();
  a.since = from.read_time();
  a.idle_since = from.read_maybe_time();
  a.waiting_since = from.read_maybe_time();
  a.stuck = from.read_flag();
  a.flapping = from.read_flag();
  a.first_seen = from.read_time();
  a.last_change = from.read_time();
  a.says = read_verdict(from);
  return a;
}

std::string places(int count) {
  std::string out = "?";
  for (int i = 1; i < count; ++i)
    out += ", ?";
  return out;
}

} // namespace orc::rows
