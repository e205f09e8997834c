#include "runtime/cli/mode.hpp"

#include <boost/json.hpp>

namespace orc::cli {
namespace {

namespace json = boost::json;

std::string triggers_table(const json::value& body, const terminal& t) {
  std::vector<std::vector<cell>> rows;
  for (const auto& item : body.at("triggers").as_array()) {
    const auto state = text_of(item, "state");
    rows.push_back({{text_of(item, "name"), ink::plain},
                    {state, state == "fired" ? ink::red : ink::green},
                    {text_of(item, "since"), ink::plain},
                    {text_of(item, "reason"), ink::dim}});
  }
  return table({"TRIGGER", "STATE", "SINCE", "REASON"}, rows, t);
}

} // namespace

outcome mode(const context& c, const std::string& rearm) {
  const auto body =
      rearm.empty()
          ? fetch(c, "/api/v1/mode")
          : order(c, "/api/v1/mode", json::serialize(json::object{{"rearm", rearm}}), c.timeout);
  if (!body)
    return body.error();
  if (c.json)
    return {0, json::serialize(*body) + "\n", ""};
  return {0,
          "mode    " + printable(text_of(*body, "mode")) + "\nsince   "
              + printable(text_of(*body, "since")) + "\n\n" + triggers_table(*body, c.screen),
          ""};
}

command mode_command() {
  return {.name = "mode",
          .summary = "which engine monitors, and how the rollback triggers stand",
          .options = {{.name = "--rearm",
                       .value = "TRIGGER",
                       .meaning = "arm a trigger that fired again, or all of them"}},
          .run = [](const context& c, const arguments& a) { return mode(c, a.text("--rearm")); }};
}

} // namespace orc::cli
