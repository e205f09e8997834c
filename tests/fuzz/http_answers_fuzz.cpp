// Request targets and headers of any kind, answered from a fleet with hostile names.
// Input: lines; method and target, If-None-Match, Last-Event-ID, a letter for who asks and how,
// Content-Type, a body, then names.
#include "runtime/http/answers.hpp"
#include "runtime/http/routes.hpp"
#include "tests/fuzz/invariant.hpp"
#include "tests/fuzz/json.hpp"
#include "tests/runtime/http/sample.hpp"

#include <algorithm>
#include <cstdint>

namespace orc::fuzz {
namespace {

std::string take_line(std::string_view& text) {
  const std::string line{text.substr(0, text.find('\n'))};
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

monitor_view hostile_view(const std::string& name) {
  auto v = sample::view(color::yellow, name);
  auto agent = sample::agent("abc123-3", agent_state::error, std::chrono::seconds{5});
  for (auto* text : {&agent.where.name,
                     &agent.where.session_name,
                     &agent.where.window_name,
                     &agent.says.evidence,
                     &agent.says.details.sub_kind,
                     &agent.where.process.command})
    *text = name;
  agent.where.process.argv = {name, name};
  v.figures = sample::figures({agent});
  v.drills = {{name, name, 1.5}};
  return v;
}

void check(const api_response& said) {
  require(said.status >= 200 && said.status < 600 && said.status != 500,
          "the status is one of ours");
  for (const auto& [name, value] : said.headers)
    require(is_plain_line(name) && is_plain_line(value), "no text breaks out of a header");
  require(is_plain_line(said.content_type), "no text breaks out of a header");
  if (said.content_type.find("json") != std::string::npos && !said.body.empty())
    require(is_json(said.body), "what is called JSON is JSON");
}

void check_target(const target& read) {
  require(read.path.starts_with('/'), "a path is absolute");
  const auto clean = [](std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
  };
  require(clean(read.path), "no control character gets past the parser");
  for (const auto& [key, value] : read.query)
    require(clean(key) && clean(value), "no control character gets past the parser");
}

void answer(std::string_view text) {
  api_request request;
  auto line = take_line(text);
  const auto space = std::min(line.find(' '), line.size());
  request.method = line.substr(0, space);
  auto read = parse_target(std::string_view{line}.substr(std::min(space + 1, line.size())));
  if (!read)
    return;
  check_target(*read);
  request.path = std::move(read->path);
  request.query = std::move(read->query);
  request.if_none_match = take_line(text);
  request.last_event_id = take_line(text);
  const auto how = take_line(text);
  request.accepts_gzip = how.find('g') != std::string::npos;
  request.owner = how.find('o') != std::string::npos;
  request.content_type = take_line(text);
  request.body = take_line(text);
  const auto v = hostile_view(std::string{text});
  const auto said = answer_to(request, v);
  if (const auto* whole = std::get_if<api_response>(&said))
    check(*whole);
  else if (const auto* asked = std::get_if<history_query>(&said))
    check(answer_history(*asked, {}, v));
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  orc::is_loopback_host(text);
  orc::fuzz::answer(text);
  return 0;
}
