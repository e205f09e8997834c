#include "runtime/cli/doctor.hpp"

#include "messages/types/utf8.hpp"
#include "runtime/cli/control.hpp"
#include "runtime/cli/doctor_gather.hpp"
#include "runtime/cli/doctor_judge.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace orc::cli {
namespace {

namespace json = boost::json;

ink ink_of(level l) {
  return l == level::ok ? ink::green : l == level::warning ? ink::yellow : ink::red;
}

std::string as_json(const std::vector<finding>& all) {
  json::array items;
  for (const auto& f : all)
    items.emplace_back(json::object{
        {"check", f.check},
        {"level", to_string(f.verdict)},
        {"what", to_utf8(f.what)},
        {"todo", f.todo.empty() ? json::value(nullptr) : json::value(to_utf8(f.todo))}});
  return json::serialize(
             json::object{{"level", to_string(worst_of(all))}, {"items", std::move(items)}})
         + "\n";
}

std::string padded(std::string text, std::size_t columns) {
  text.resize(std::max(text.size(), columns), ' ');
  return text;
}

} // namespace

std::string report_of(const std::vector<finding>& all, const terminal& t) {
  std::size_t widest = 0;
  for (const auto& f : all)
    widest = std::max(widest, f.check.size());
  std::string out;
  for (const auto& f : all) {
    const auto word = padded(std::string{to_string(f.verdict)}, 7);
    out += paint(word, ink_of(f.verdict), t) + "  " + padded(f.check, widest) + "  "
           + printable(f.what) + "\n";
    if (!f.todo.empty())
      out += std::string(7 + 2 + widest + 2, ' ') + "-> " + printable(f.todo) + "\n";
  }
  return out;
}

outcome doctor(const context& c, const std::string& config) {
  const auto all = judge(gather(config, this_environment()));
  const int status = static_cast<int>(worst_of(all));
  return {status, c.json ? as_json(all) : report_of(all, c.screen), ""};
}

command doctor_command() {
  return {
      .name = "doctor",
      .summary = "what is wrong here, and what to do about it",
      .options = {config_option()},
      .exits = {{0, "all is well"}, {1, "warnings"}, {2, "problems"}},
      .run = [](const context& c, const arguments& a) { return doctor(c, a.text("--config")); }};
}

} // namespace orc::cli
