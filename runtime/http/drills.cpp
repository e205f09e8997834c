#include "runtime/http/drills.hpp"

#include "runtime/http/answers.hpp"
#include "runtime/json/json_text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace orc {
namespace {

namespace json = boost::json;

struct known_fault {
  std::variant<component_fault, world_fault> what;
  double most_seconds; ///< 0: it takes none
  std::string_view meaning;
};

constexpr double ten_minutes = 600;

const std::array known_faults{
    known_fault{component_fault{fault_kind::crash, {}}, 0, "its next message throws"},
    known_fault{
        component_fault{fault_kind::hang, {}}, ten_minutes, "its next message takes so long"},
    known_fault{component_fault{fault_kind::slow, {}},
                60,
                "each of its messages takes so much longer, until it is taken back"},
    known_fault{world_fault::storage_busy,
                ten_minutes,
                "another program holds the database's write lock (SQLITE_BUSY)"},
    known_fault{world_fault::storage_full, ten_minutes, "the disk is full (SQLITE_FULL)"},
    known_fault{world_fault::storage_corrupt,
                ten_minutes,
                "one page is met damaged, once (SQLITE_CORRUPT)"},
    known_fault{
        world_fault::storage_io, ten_minutes, "the disk cannot be read or written (SQLITE_IOERR)"},
    known_fault{world_fault::tmux_hang, ten_minutes, "tmux does not answer in time"},
    known_fault{world_fault::tmux_fail, ten_minutes, "tmux refuses"},
    known_fault{world_fault::tmux_garbage, ten_minutes, "tmux answers what nobody understands"}};

std::string_view word_of(const known_fault& f) {
  if (const auto* own = std::get_if<component_fault>(&f.what))
    return to_string(own->kind);
  return to_string(std::get<world_fault>(f.what));
}

bool is_of_component(const known_fault& f) {
  return std::holds_alternative<component_fault>(f.what);
}

tl::unexpected<api_response> not_understood(const std::string& why) {
  return tl::unexpected<api_response>(error_response(400, "invalid_input", why));
}

/// The members of the body as far as they are of the right kind; what is wrong with them.
struct members {
  std::string fault;
  std::string target;
  std::optional<double> seconds;
  std::string wrong;
};

members members_of(const json::object& body) {
  members m;
  for (const auto& member : body) {
    const auto& value = member.value();
    json::error_code no_number;
    if (member.key() == "fault" && value.is_string())
      m.fault = value.get_string();
    else if (member.key() == "target" && (value.is_string() || value.is_null()))
      m.target = value.is_string() ? std::string{value.get_string()} : std::string{};
    else if (member.key() == "seconds" && value.is_number())
      m.seconds = value.to_number<double>(no_number);
    else if (!(member.key() == "seconds" && value.is_null()))
      m.wrong = "fault (a text), target (a text or null) and seconds (a number or null) are known "
                "here, and not "
                + std::string{member.key()} + " " + json::serialize(value);
  }
  return m;
}

/// Why this fault cannot be ordered so; empty: it can.
std::string doubt_about(const known_fault& f, const members& m) {
  const std::string word{word_of(f)};
  if (is_of_component(f) == m.target.empty())
    return is_of_component(f) ? word + " needs a component as its target"
                              : word + " is of the world and takes no target";
  if (f.most_seconds == 0)
    return m.seconds ? word + " takes no seconds" : "";
  if (!m.seconds || !(*m.seconds > 0) || *m.seconds > f.most_seconds)
    return word + " needs seconds, more than 0 and at most "
           + std::to_string(static_cast<int>(f.most_seconds));
  return "";
}

tl::expected<drill_order, api_response> order_of(const members& m) {
  drill_order order{m.fault, component_fault{}, m.target, {}};
  if (m.fault == "none" && !m.seconds)
    return order;
  const auto* known = std::find_if(known_faults.begin(), known_faults.end(), [&](const auto& f) {
    return word_of(f) == m.fault;
  });
  if (known == known_faults.end())
    return not_understood("no such fault: " + (m.fault.empty() ? "none was said" : m.fault));
  if (const auto doubt = doubt_about(*known, m); !doubt.empty())
    return not_understood(doubt);
  order.what = known->what;
  order.lasts = std::chrono::milliseconds{static_cast<std::int64_t>(m.seconds.value_or(0) * 1000)};
  if (auto* own = std::get_if<component_fault>(&order.what))
    own->lasts = order.lasts;
  return order;
}

double in_seconds(std::chrono::milliseconds d) {
  return std::chrono::duration<double>(d).count();
}

} // namespace

tl::expected<drill_order, api_response> drill_order_from(const api_request& request) {
  if (request.content_type != "application/json")
    return tl::unexpected<api_response>(
        error_response(415, "unsupported", "the body must be called application/json"));
  json::error_code broken;
  const auto body = json::parse(request.body, broken);
  const auto* object = broken ? nullptr : body.if_object();
  if (!object)
    return not_understood("the body must be a JSON object");
  const auto m = members_of(*object);
  if (!m.wrong.empty())
    return not_understood(m.wrong);
  return order_of(m);
}

std::string drills_body(const std::vector<armed_drill>& armed) {
  json::array items;
  for (const auto& f : known_faults)
    items.emplace_back(
        json::object{{"fault", word_of(f)},
                     {"of", is_of_component(f) ? "component" : "world"},
                     {"most_seconds", f.most_seconds > 0 ? json::value(f.most_seconds) : nullptr},
                     {"meaning", f.meaning}});
  json::array now;
  for (const auto& a : armed)
    now.emplace_back(json::object{{"fault", a.fault},
                                  {"target", text_or_null(a.target)},
                                  {"seconds_left", value_or_null(a.seconds_left)}});
  return to_text(json::object{{"items", std::move(items)}, {"armed", std::move(now)}});
}

api_response answer_drill(const drill_order& order, bool before_it_strikes) {
  const json::object body{
      {"fault", order.fault},
      {"target", text_or_null(order.target)},
      {"seconds", order.lasts.count() > 0 ? json::value(in_seconds(order.lasts)) : nullptr}};
  return {before_it_strikes ? 202 : 200,
          "application/json",
          to_text(body),
          {{"Cache-Control", "no-store"}}};
}

} // namespace orc
