#include "runtime/cli/agents.hpp"

#include "messages/types/agent.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <tuple>

namespace orc::cli {
namespace {

namespace json = boost::json;

/// What a person has to look at first comes first.
constexpr std::array<std::string_view, agent_state_count> urgency_order{"waiting_input",
                                                                        "crashed",
                                                                        "error",
                                                                        "rate_limited",
                                                                        "unsubmitted",
                                                                        "unknown",
                                                                        "idle",
                                                                        "starting",
                                                                        "working",
                                                                        "exited"};

std::size_t urgency(std::string_view state) {
  return static_cast<std::size_t>(std::find(urgency_order.begin(), urgency_order.end(), state)
                                  - urgency_order.begin());
}

double seconds_of(const json::value& agent) {
  const auto* s = agent.as_object().if_contains("seconds");
  json::error_code ignored;
  return s && s->is_number() ? s->to_number<double>(ignored) : 0;
}

bool is_one_of(const std::vector<std::string>& wanted, const std::string& found) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), found) != wanted.end();
}

/// The texts that a person sees or types, in lower case, a line each: a match never spans two.
std::string searched(const json::value& agent) {
  std::string out;
  for (const auto* key : {"id",
                          "kind",
                          "state",
                          "name",
                          "window",
                          "session",
                          "server",
                          "command",
                          "rule",
                          "evidence"})
    out += text_of(agent, key) + "\n";
  std::transform(
      out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

bool fits(const json::value& agent, const agents_arguments& a, const std::string& match) {
  const bool session = is_one_of(a.sessions, text_of(agent, "session"))
                       || is_one_of(a.sessions, text_of(agent, "session_key"));
  return session && is_one_of(a.states, text_of(agent, "state"))
         && is_one_of(a.kinds, text_of(agent, "kind"))
         && is_one_of(a.servers, text_of(agent, "server"))
         && (!a.stuck || agent.as_object().at("stuck") == true)
         && (match.empty() || searched(agent).find(match) != std::string::npos);
}

/// What it is sorted by, the least first; those alike stay in the daemon's order.
auto rank(const json::value& agent, const std::string& by) {
  const auto state = text_of(agent, "state");
  const auto longest_first = -seconds_of(agent);
  using key = std::tuple<std::size_t, std::string, double>;
  if (by == "waiting")
    return key{state == "waiting_input" ? 0 : 1, "", longest_first};
  if (by == "since")
    return key{0, "", longest_first};
  if (by == "name" || by == "session" || by == "kind")
    return key{0, text_of(agent, by), by == "name" ? 0 : longest_first};
  return key{urgency(state), "", longest_first};
}

/// A daemon of an earlier version does not tell.
const json::value* told(const json::value& agent, std::string_view key) {
  return agent.as_object().if_contains(key);
}

std::vector<cell> row_of(const json::value& agent) {
  const auto state = text_of(agent, "state");
  auto shown = state;
  if (agent.as_object().at("stuck") == true)
    shown += " (stuck)";
  if (agent.as_object().at("flapping") == true)
    shown += " (flapping)";
  if (const auto* held = told(agent, "held"); held && *held == true)
    shown += " (held)";
  if (const auto* all = told(agent, "contradictions"); all && *all != json::array{})
    shown += " (contradicted)";
  return {{text_of(agent, "id"), ink::plain},
          {text_of(agent, "kind"), ink::plain},
          {shown, ink_of(state)},
          {short_duration(seconds_of(agent)), ink::plain},
          {text_of(agent, "name"), ink::plain},
          {text_of(agent, "window"), ink::plain},
          {text_of(agent, "evidence"), ink::dim}};
}

agents_arguments agents_arguments_of(const arguments& a) {
  return {a.all("--state"),
          a.all("--session"),
          a.all("--kind"),
          a.all("--server"),
          a.has("--stuck"),
          a.text("--match"),
          a.text("--sort", "state")};
}

} // namespace

std::vector<json::value> choose_agents(const json::value& body, const agents_arguments& a) {
  auto match = a.match;
  std::transform(
      match.begin(), match.end(), match.begin(), [](unsigned char c) { return std::tolower(c); });
  std::vector<json::value> out;
  for (const auto& agent : body.at("items").as_array())
    if (fits(agent, a, match))
      out.push_back(agent);
  std::stable_sort(out.begin(), out.end(), [&](const auto& left, const auto& right) {
    return rank(left, a.sort) < rank(right, a.sort);
  });
  return out;
}

std::string agents_table(const std::vector<json::value>& items, const terminal& t) {
  std::vector<std::vector<cell>> rows;
  rows.reserve(items.size());
  for (const auto& item : items)
    rows.push_back(row_of(item));
  return table({"ID", "KIND", "STATE", "FOR", "WHERE", "WINDOW", "EVIDENCE"}, rows, t);
}

outcome agents(const context& c, const agents_arguments& a) {
  auto body = fetch(c, "/api/v1/agents");
  if (!body)
    return body.error();
  const auto chosen = choose_agents(*body, a);
  if (c.json) {
    body->as_object()["items"] = json::array(chosen.begin(), chosen.end());
    return {0, json::serialize(*body) + "\n", ""};
  }
  const auto all = body->at("items").as_array().size();
  if (all == 0)
    return {0, "no agents\n", ""};
  if (chosen.empty())
    return {0, "none of the " + std::to_string(all) + " agents fits\n", ""};
  return {0, agents_table(chosen, c.screen), ""};
}

command agents_command() {
  return {.name = "agents",
          .summary = "every agent, the most urgent first",
          .options =
              {{.name = "--state",
                .value = "STATE",
                .meaning = "only those in this state",
                .choices = {urgency_order.begin(), urgency_order.end()},
                .repeated = true},
               {.name = "--session",
                .value = "NAME",
                .meaning = "only those of this session, by name or key",
                .repeated = true},
               {.name = "--kind",
                .value = "KIND",
                .meaning = "only those of this kind",
                .repeated = true},
               {.name = "--server",
                .value = "NAME",
                .meaning = "only those of this tmux server",
                .repeated = true},
               {.name = "--stuck", .meaning = "only those that say they work, and change nothing"},
               {.name = "--match",
                .value = "TEXT",
                .meaning = "only those with this text in their place, window, command or evidence"},
               {.name = "--sort",
                .value = "KEY",
                .meaning = "state: the most urgent; waiting, since: the longest; by default state",
                .choices = {"state", "waiting", "since", "name", "session", "kind"}}},
          .run = [](const context& c, const arguments& a) {
            return agents(c, agents_arguments_of(a));
          }};
}

} // namespace orc::cli
