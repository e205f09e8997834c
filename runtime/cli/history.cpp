#include "runtime/cli/history.hpp"

#include "runtime/cli/http_client.hpp"

#include <boost/json.hpp>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string transitions_table(const json::value& body, const terminal& t) {
  std::vector<std::vector<cell>> rows;
  for (const auto& item : body.at("items").as_array())
    rows.push_back({{text_of(item, "at"), ink::plain},
                    {text_of(item, "from"), ink_of(text_of(item, "from"))},
                    {text_of(item, "to"), ink_of(text_of(item, "to"))},
                    {text_of(item, "rule"), ink::plain},
                    {text_of(item, "evidence"), ink::dim}});
  return rows.empty() ? "nothing is recorded\n"
                      : table({"AT", "FROM", "TO", "RULE", "EVIDENCE"}, rows, t);
}

std::string events_table(const json::value& body, const terminal& t) {
  std::vector<std::vector<cell>> rows;
  for (const auto& item : body.at("items").as_array())
    rows.push_back({{text_of(item, "at"), ink::plain},
                    {text_of(item, "type"), ink::plain},
                    {text_of(item, "before"), ink::dim},
                    {text_of(item, "after"), ink::plain},
                    {text_of(item, "subject"), ink::dim}});
  return rows.empty() ? "nothing is recorded\n"
                      : table({"AT", "WHAT", "BEFORE", "AFTER", "SUBJECT"}, rows, t);
}

} // namespace

outcome history(const context& c, const history_arguments& a) {
  const auto limit = "?limit=" + std::to_string(a.limit);
  const auto target = a.agent.empty()
                          ? "/api/v1/events" + limit
                          : "/api/v1/agents/" + percent_encode(a.agent) + "/history" + limit;
  if (c.json) {
    auto text = fetch_text(c, target);
    return text ? outcome{0, *text + "\n", ""} : text.error();
  }
  const auto body = fetch(c, target);
  if (!body)
    return body.error();
  return {
      0, a.agent.empty() ? events_table(*body, c.screen) : transitions_table(*body, c.screen), ""};
}

command history_command() {
  return {.name = "history",
          .summary = "what happened, the newest first",
          .options = {{.name = "AGENT_ID",
                       .meaning = "an agent; without one, what happened to sessions and windows"},
                      {.name = "--limit",
                       .value = "N",
                       .meaning = "so many at most, 50 by default",
                       .range = {1, 1000}}},
          .run = [](const context& c, const arguments& a) {
            return history(c, {a.text("AGENT_ID"), static_cast<unsigned>(a.number("--limit", 50))});
          }};
}

} // namespace orc::cli
