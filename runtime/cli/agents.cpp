#include "runtime/cli/agents.hpp"

#include "runtime/cli/http_client.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace orc::cli {
namespace {

namespace json = boost::json;

/// What a person has to look at first comes first.
std::size_t urgency(std::string_view state) {
  static constexpr std::array<std::string_view, 10> order{"waiting_input",
                                                          "crashed",
                                                          "error",
                                                          "rate_limited",
                                                          "unsubmitted",
                                                          "unknown",
                                                          "idle",
                                                          "starting",
                                                          "working",
                                                          "exited"};
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), state) - order.begin());
}

double seconds_of(const json::value& agent) {
  const auto* s = agent.as_object().if_contains("seconds");
  json::error_code ignored;
  return s && s->is_number() ? s->to_number<double>(ignored) : 0;
}

std::vector<cell> row_of(const json::value& agent) {
  const auto state = text_of(agent, "state");
  auto shown = state;
  if (agent.as_object().at("stuck") == true)
    shown += " (stuck)";
  if (agent.as_object().at("flapping") == true)
    shown += " (flapping)";
  return {{text_of(agent, "id"), ink::plain},
          {text_of(agent, "kind"), ink::plain},
          {shown, ink_of(state)},
          {short_duration(seconds_of(agent)), ink::plain},
          {text_of(agent, "name"), ink::plain},
          {text_of(agent, "window"), ink::plain},
          {text_of(agent, "evidence"), ink::dim}};
}

std::string query_of(const agents_arguments& a) {
  std::string out;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty())
      out += (out.empty() ? "?" : "&") + std::string{key} + "=" + percent_encode(value);
  };
  add("state", a.state);
  add("session", a.session);
  add("kind", a.kind);
  return out;
}

} // namespace

std::string agents_table(const json::value& body, const terminal& t) {
  std::vector<json::value> items(body.at("items").as_array().begin(),
                                 body.at("items").as_array().end());
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
    const auto left = urgency(text_of(a, "state"));
    const auto right = urgency(text_of(b, "state"));
    return left != right ? left < right : seconds_of(a) > seconds_of(b);
  });
  std::vector<std::vector<cell>> rows;
  rows.reserve(items.size());
  for (const auto& item : items)
    rows.push_back(row_of(item));
  if (rows.empty())
    return "no agents\n";
  return table({"ID", "KIND", "STATE", "FOR", "WHERE", "WINDOW", "EVIDENCE"}, rows, t);
}

outcome agents(const context& c, const agents_arguments& a) {
  const auto target = "/api/v1/agents" + query_of(a);
  if (c.json) {
    auto text = fetch_text(c, target);
    return text ? outcome{0, *text + "\n", ""} : text.error();
  }
  const auto body = fetch(c, target);
  return body ? outcome{0, agents_table(*body, c.screen), ""} : body.error();
}

} // namespace orc::cli
