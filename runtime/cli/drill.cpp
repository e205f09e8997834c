#include "runtime/cli/drill.hpp"

#include "runtime/cli/drill_watch.hpp"
#include "runtime/cli/http_client.hpp"
#include "runtime/cli/monitor.hpp"

#include <boost/json.hpp>

#include <cstdio>
#include <sysexits.h>
#include <thread>

namespace orc::cli {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto between_looks = 100ms;
constexpr auto one_answer = 6000ms; // the daemon itself gives up after five seconds
constexpr int not_recovered = 1;

/// What is ordered, and how long it lasts; 0: it is over with its first strike.
struct failure {
  std::string fault;
  std::string target;
  double seconds = 0;
  double within = 0; ///< to be whole again in, once it is over
};

tl::expected<json::value, outcome> order_drill(const context& c, const json::object& what) {
  return order(c, "/api/v1/drills", json::serialize(what), c.timeout);
}

result<json::value> ask(const context& c, const std::string& target) {
  auto answer = http_ask(c.url, {.target = target, .token = c.token}, one_answer);
  if (!answer)
    return tl::unexpected<error>(answer.error());
  json::error_code broken;
  auto body = json::parse(answer->body, broken);
  const bool told = answer->status == 200 || answer->status == 503; // 503: red, and says why
  if (!told || broken || body.as_object().contains("error"))
    return fail(errc::unavailable, "it answered " + std::to_string(answer->status));
  return body;
}

std::string text_or_nothing(const json::value& body, std::string_view key) {
  const auto text = text_of(body, key);
  return text == "-" ? "" : text;
}

/// One look; `began` is when the order was given.
drill_look look(const context& c, const failure& f, clock::time_point began) {
  drill_look out;
  const auto health = ask(c, "/health");
  const auto agents = health ? ask(c, "/api/v1/agents") : health;
  const auto component =
      agents && !f.target.empty() ? ask(c, "/health/" + percent_encode(f.target)) : agents;
  out.at = std::chrono::duration<double>(clock::now() - began).count();
  if (!component) {
    const bool hung = component.error().code == errc::timed_out;
    out.came = hung ? drill_look::reply::hung : drill_look::reply::refused;
    return out;
  }
  out.color = text_of(*health, "color");
  out.reason = text_or_nothing(*health, "reason");
  out.as_of = text_or_nothing(*agents, "as_of");
  out.agents = agents->at("items").as_array().size();
  if (const auto metrics = http_ask(c.url, {.target = "/metrics", .token = c.token}, one_answer))
    out.failures = sample(metrics->body, "errors_total");
  if (f.target.empty())
    return out;
  out.state = text_of(*component, "state");
  out.incarnation = component->at("incarnation").as_int64();
  out.last_reason = text_or_nothing(*component, "last_reason");
  return out;
}

/// Looks until the failure is over and what it did has passed, or its time has.
void watch(const context& c, const failure& f, drill_watch& seen, clock::time_point began) {
  const auto now = [&] { return std::chrono::duration<double>(clock::now() - began).count(); };
  bool over = false;
  while (!seen.is_recovered() && now() < f.seconds + f.within) {
    if (!over && now() >= f.seconds) {
      over = true;
      if (f.fault == "slow") // the others end by themselves
        (void)order_drill(c, {{"fault", "none"}, {"target", f.target}});
      seen.over(f.seconds);
    }
    seen.see(look(c, f, began));
    std::this_thread::sleep_for(between_looks);
  }
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", seconds);
  return text;
}

std::string name_of(const failure& f) {
  return f.target.empty() ? f.fault : f.fault + " of " + f.target;
}

std::string in_words(const failure& f, const drill_verdict& v) {
  std::string out = "drill      " + printable(name_of(f)) + "\n";
  for (const auto& line : v.lines) {
    char at[32];
    std::snprintf(at, sizeof at, "at %5.1f s ", line.at);
    out += std::string{at} + printable(line.what) + "\n";
  }
  out += "agents     " + std::to_string(v.agents_before) + " before, "
         + std::to_string(v.agents_after) + " after; the longest time without a new cycle was "
         + seconds_text(v.longest_gap) + "\nanswers    " + std::to_string(v.answered)
         + " looks answered, " + std::to_string(v.refused) + " refused, " + std::to_string(v.hung)
         + " without an answer\n";
  out += "operations " + std::to_string(static_cast<std::uint64_t>(v.failures))
         + " failed meanwhile\n";
  if (v.recovered)
    return out + "It was whole again " + seconds_text(v.seconds)
           + " after the order, as it promises to be.\n";
  if (v.hung > 0)
    return out + "It left somebody without an answer, which it promises never to do.\n";
  return out + "It was not whole again " + seconds_text(f.within)
         + " after the failure was over, as it promises to be.\n";
}

std::string as_json(const failure& f, const drill_verdict& v) {
  json::array lines;
  for (const auto& line : v.lines)
    lines.emplace_back(json::object{{"at", line.at}, {"what", line.what}});
  const json::object body{
      {"fault", f.fault},
      {"target", f.target.empty() ? json::value(nullptr) : json::value(f.target)},
      {"recovered", v.recovered},
      {"seconds", v.seconds},
      {"longest_gap", v.longest_gap},
      {"answered", v.answered},
      {"refused", v.refused},
      {"without_answer", v.hung},
      {"operations_failed", v.failures},
      {"agents_before", v.agents_before},
      {"agents_after", v.agents_after},
      {"items", std::move(lines)}};
  return json::serialize(body) + "\n";
}

outcome run_drill(const context& c, failure f) {
  const bool once = f.fault == "crash";
  if (const auto allowed = fetch(c, "/api/v1/drills"); !allowed)
    return allowed.error();
  const auto before = look(c, f, clock::now());
  if (before.came != drill_look::reply::answered) { // asked again, for the sentence
    const auto said =
        fetch(c, f.target.empty() ? "/api/v1/agents" : "/health/" + percent_encode(f.target), true);
    return said
               ? refused(EX_SOFTWARE,
                         {errc::unavailable, "the daemon has only begun, or is not well by itself"})
               : said.error();
  }
  json::object what{{"fault", f.fault}};
  what["target"] = f.target.empty() ? json::value(nullptr) : json::value(f.target);
  if (once)
    f.seconds = 0;
  else
    what["seconds"] = f.fault == "slow" ? 0.2 : f.seconds;
  drill_watch seen{before, f.target, once};
  const auto began = clock::now();
  if (const auto ordered = order_drill(c, what); !ordered)
    return ordered.error();
  watch(c, f, seen, began);
  const auto v = seen.verdict();
  return {v.recovered ? EX_OK : not_recovered, c.json ? as_json(f, v) : in_words(f, v), ""};
}

outcome list_drills(const context& c) {
  if (c.json) {
    const auto text = fetch_text(c, "/api/v1/drills");
    return text ? outcome{EX_OK, *text + "\n", ""} : text.error();
  }
  const auto body = fetch(c, "/api/v1/drills");
  if (!body)
    return body.error();
  std::vector<std::vector<cell>> rows;
  for (const auto& item : body->at("items").as_array())
    rows.push_back({{text_of(item, "fault"), ink::plain},
                    {text_of(item, "of"), ink::plain},
                    {text_of(item, "meaning"), ink::dim}});
  auto out = table({"FAULT", "OF", "WHAT FAILS"}, rows, c.screen);
  for (const auto& now : body->at("armed").as_array())
    out += "in force: " + printable(text_of(now, "fault")) + " "
           + printable(text_or_nothing(now, "target")) + "\n";
  return {EX_OK, out, ""};
}

} // namespace

command drill_command() {
  return {.name = "drill", .summary = "failures on purpose, and what the monitor makes of them"};
}

command drill_list_command() {
  return {.name = "drill list",
          .summary = "what can be made to fail, and what is in force",
          .run = [](const context& c, const arguments&) { return list_drills(c); }};
}

command drill_run_command() {
  return {.name = "drill run",
          .summary = "make something fail, watch, and say whether the monitor came through",
          .options = {{.name = "FAULT", .meaning = "one of those that drill list tells"},
                      {.name = "--target",
                       .value = "COMPONENT",
                       .meaning = "whom crash, hang and slow are for"},
                      {.name = "--for",
                       .value = "SECONDS",
                       .meaning = "how long it fails, 5 by default; a crash is over at once",
                       .range = {1, 600}},
                      {.name = "--within",
                       .value = "SECONDS",
                       .meaning = "how soon it has to be whole again afterwards, 30 by default",
                       .range = {1, 600}}},
          .exits = {{not_recovered, "the monitor did not come through as it promises"}},
          .run = [](const context& c, const arguments& a) {
            if (!a.has("FAULT"))
              return refused(
                  EX_USAGE,
                  {errc::invalid_input, "drill run needs a FAULT; drill list tells them"});
            return run_drill(c,
                             {a.text("FAULT"),
                              a.text("--target"),
                              static_cast<double>(a.number("--for", 5)),
                              static_cast<double>(a.number("--within", 30))});
          }};
}

} // namespace orc::cli
