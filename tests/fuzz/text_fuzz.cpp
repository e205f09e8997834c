// What makes anybody's text fit to be kept and shown: UTF-8, control characters, secrets, JSON.
#include "actors/session_detector/redact.hpp"
#include "actors/session_detector/reset_time.hpp"
#include "actors/session_detector/screen.hpp"
#include "actors/session_detector/styled_row.hpp"
#include "runtime/json/json_text.hpp"
#include "tests/fuzz/invariant.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>

namespace orc::fuzz {
namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

void check_utf8(std::string_view text) {
  const auto clean = to_utf8(text);
  require(is_utf8(clean), "to_utf8() makes UTF-8");
  require(to_utf8(clean) == clean, "to_utf8() leaves UTF-8 alone");
  require(!is_utf8(text) || clean == text, "to_utf8() changes nothing that was well-formed");
}

void check_clean(std::string_view text) {
  for (const std::size_t limit : {std::size_t{7}, std::size_t{1024}}) {
    std::string clean = "before";
    append_clean(clean, text, limit);
    require(clean.starts_with("before") && clean.size() <= 6 + limit, "the limit is kept");
    require(is_plain_line(clean), "append_clean() leaves no control character");
  }
}

void check_redact(std::string_view text) {
  std::string line;
  append_clean(line, text, most_row_bytes); // evidence is always a screen's clean row
  const auto shown = redact(line);
  require(is_plain_line(shown), "redact() leaves whole characters");
  require(characters(shown) <= evidence_limit, "evidence is cut");
  const std::string secret = "ghp_0123456789abcdefghijABCDEFGHIJ";
  if (line.find("ghp_") == std::string::npos) // the fuzzer learns it, and glues it to a word
    require(redact(line.substr(0, 100) + " " + secret + " " + line).find(secret)
                == std::string::npos,
            "a token between blanks is never shown");
}

void check_styled(std::string_view text) {
  const auto row = read_styled(text, 1024);
  for (const auto* one : {&row.plain, &row.typed, &row.suggested}) {
    require(is_plain_line(*one), "a row with colours is read as plain text");
    require(characters(*one) == characters(row.plain), "what is typed stands where it stood");
  }
}

void check_time(std::string_view text) {
  const wall_time now{std::chrono::hours{24 * 365 * 50}};
  const auto zone = [](std::string_view, wall_time) {
    return std::optional{std::chrono::seconds{7200}};
  };
  for (const bool fresh : {false, true}) {
    const auto said = reset_time(text, {now, zone, fresh});
    require(!said || to_rfc3339(*said).size() >= 20, "words name a moment or none");
    require(!said || reset_time(text, {now, zone, fresh, said}) == said,
            "words that stand still name the same moment");
  }
}

void check_json(std::string_view text) {
  const boost::json::value said{{"text", text}, {text, 0.03}};
  const auto written = to_text(said);
  require(is_utf8(written), "JSON is UTF-8");
  boost::json::error_code failed;
  const auto back = boost::json::parse(written, failed);
  require(!failed, "whatever is written is JSON");
  const auto* kept = back.as_object().if_contains("text");
  require(kept && (!is_utf8(text) || text == "text" || kept->as_string() == text),
          "JSON gives the text back");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  orc::fuzz::check_utf8(text);
  orc::fuzz::check_clean(text);
  orc::fuzz::check_styled(text);
  orc::fuzz::check_time(text);
  orc::fuzz::check_redact(text);
  orc::fuzz::check_json(text);
  return 0;
}
