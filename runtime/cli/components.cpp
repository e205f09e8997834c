#include "runtime/cli/components.hpp"

#include "runtime/cli/http_client.hpp"
#include "runtime/config/settings_table.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <sysexits.h>
#include <thread>

namespace orc::cli {
namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

constexpr std::chrono::seconds time_to_restart{30}; // the daemon itself gives up after 25

double number_of(const json::value& item, const char* key) {
  const auto* value = item.as_object().if_contains(key);
  json::error_code ignored;
  return value && value->is_number() ? value->to_number<double>(ignored) : -1;
}

std::string age(const json::value& item, const char* key) {
  const auto seconds = number_of(item, key);
  return seconds < 0 ? "-" : short_duration(seconds);
}

/// "0.3ms", "12.5s": what is short must not be all the same.
std::string fine(double seconds) {
  char text[48];
  const bool small = seconds < 1;
  std::snprintf(text, sizeof text, small ? "%.1fms" : "%.1fs", small ? seconds * 1000 : seconds);
  return seconds < 0 ? "-" : text;
}

std::vector<cell> status_row(const json::value& item) {
  const auto color = text_of(item, "color");
  auto why = text_of(item, "reason");
  if (why == "-")
    why = text_of(item, "last_reason");
  return {{text_of(item, "name"), ink::plain},
          {color, ink_of(color)},
          {text_of(item, "state"), ink::plain},
          {text_of(item, "restarts"), ink::plain},
          {age(item, "uptime"), ink::plain},
          {age(item, "heartbeat_age"), ink::plain},
          {text_of(item, "mailbox_depth"), ink::plain},
          {text_of(item, "messages"), ink::plain},
          {fine(number_of(item, "busy_seconds")), ink::plain},
          {fine(number_of(item, "load_seconds")), ink::plain},
          {why, ink::dim}};
}

std::string addressees(const json::value& item) {
  const auto* all = item.as_object().if_contains("sends_to");
  std::string out;
  if (all && all->is_array())
    for (const auto& to : all->get_array())
      out += (out.empty() ? "" : ", ") + std::string{to.as_string()};
  return out;
}

using lines = std::vector<std::pair<std::string, std::string>>; ///< branch and name; addressees

void add_below(const json::array& items,
               const std::string& parent,
               const std::string& indent,
               lines& out) {
  std::vector<const json::value*> children;
  for (const auto& item : items)
    if (text_of(item, "parent") == parent)
      children.push_back(&item);
  for (const auto* child : children) {
    const bool last = child == children.back();
    const auto name = text_of(*child, "name");
    out.emplace_back(indent + (last ? "└─ " : "├─ ") + printable(name),
                     printable(addressees(*child)));
    if (out.size() <= items.size()) // a ring, which no daemon of ours tells
      add_below(items, name, indent + (last ? "   " : "│  "), out);
  }
}

std::vector<std::string> names_in(const json::value& body) {
  std::vector<std::string> out;
  for (const auto& item : body.at("items").as_array())
    out.push_back(text_of(item, "name"));
  return out;
}

/// How often it has been started, or a negative number where nobody has this name.
double incarnation_of(const json::value& body, const std::string& name, bool must_run) {
  for (const auto& item : body.at("items").as_array())
    if (text_of(item, "name") == name && (!must_run || text_of(item, "state") == "running"))
      return number_of(item, "incarnation");
  return -1;
}

/// http_gateway answers before it goes: it is back when another life of it says so. The control
/// socket stays where it is, the port may be another one where any was to be taken.
bool comes_back(context c, const std::string& name, double before) {
  c.url = c.control.empty() ? c.url : c.control;
  for (const auto until = steady_clock::now() + time_to_restart; steady_clock::now() < until;) {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    if (const auto now = fetch(c, "/api/v1/components");
        now && incarnation_of(*now, name, true) > before)
      return true;
  }
  return false;
}

outcome unknown(const std::string& name, const std::vector<std::string>& known) {
  const auto like = nearest(name, known);
  return refused(EX_NOINPUT,
                 {errc::not_found,
                  "no component has this name: " + name
                      + (like.empty() ? "" : "; did you mean " + like + "?")});
}

} // namespace

outcome component_status(const context& c) {
  if (c.json) {
    auto text = fetch_text(c, "/api/v1/components");
    return text ? outcome{0, *text + "\n", ""} : text.error();
  }
  const auto body = fetch(c, "/api/v1/components");
  if (!body)
    return body.error();
  std::vector<std::vector<cell>> rows;
  for (const auto& item : body->at("items").as_array())
    rows.push_back(status_row(item));
  return {0,
          table({"COMPONENT",
                 "COLOR",
                 "STATE",
                 "RESTARTS",
                 "UP",
                 "HEARTBEAT",
                 "WAITING",
                 "HANDLED",
                 "BUSY",
                 "LOADED IN",
                 "REASON"},
                rows,
                c.screen),
          ""};
}

std::string tree_of(const json::array& items) {
  lines all;
  for (const auto& item : items)
    if (text_of(item, "parent") == "-") {
      all.emplace_back(printable(text_of(item, "name")), printable(addressees(item)));
      add_below(items, text_of(item, "name"), "", all);
    }
  std::size_t widest = 0;
  for (const auto& [name, to] : all)
    widest = std::max(widest, width_of(name));
  std::string out;
  for (const auto& [name, to] : all)
    out += name + (to.empty() ? "" : std::string(widest - width_of(name) + 2, ' ') + to) + "\n";
  return out;
}

outcome component_dependencies(const context& c) {
  const auto body = fetch(c, "/api/v1/components");
  if (!body)
    return body.error();
  const auto& items = body->at("items").as_array();
  if (!c.json)
    return {0, tree_of(items), ""};
  json::array out;
  for (const auto& item : items)
    out.emplace_back(json::object{{"name", item.at("name")},
                                  {"parent", item.at("parent")},
                                  {"sends_to", item.at("sends_to")}});
  return {0, json::serialize(json::object{{"items", std::move(out)}}) + "\n", ""};
}

outcome restart_component(const context& c, const std::string& name) {
  const auto before = fetch(c, "/api/v1/components");
  if (!before)
    return before.error();
  const auto began = steady_clock::now();
  auto done =
      order(c, "/api/v1/components/" + percent_encode(name) + "/restart", "", time_to_restart);
  if (!done)
    return done.error().status == EX_NOINPUT ? unknown(name, names_in(*before)) : done.error();
  if (done->at("state").as_string() != "running"
      && !comes_back(c, name, incarnation_of(*before, name, false)))
    return refused(EX_SOFTWARE, {errc::timed_out, name + " did not come back in time"});
  const auto took = std::chrono::duration<double>(steady_clock::now() - began).count();
  if (c.json)
    return {0,
            json::serialize(json::object{{"name", name}, {"state", "running"}, {"seconds", took}})
                + "\n",
            ""};
  return {0, printable(name) + " runs again, after " + fine(took) + "\n", ""};
}

} // namespace orc::cli
