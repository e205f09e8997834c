#include "actors/session_detector/redact.hpp"

#include <re2/re2.h>

namespace orc {
namespace {

constexpr std::size_t considered = 4096; // bytes of a line that may reach the cut at all
constexpr const char* mark = "[redacted]";

struct secrets {
  // The well-known prefixes of API keys, access tokens and JSON web tokens.
  re2::RE2 key{R"(\b(sk-|sk_|pk_|rk_|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|npm_|hf_|AKIA|ASIA)"
               R"(|AIza|ya29\.|eyJ)[A-Za-z0-9_\-./+=]{8,})"};
  // "password: x", "API_KEY=x", "Authorization: Bearer x".
  re2::RE2 named{
      R"re((?i)((?:[a-z0-9_\-]*(?:password|passwd|passphrase|secret|token|api[_-]?key))re"
      R"re(|access[_-]?key|authorization|credentials?)["']?\s*(?:=>|[=:])\s*)re"
      R"re((?:bearer|basic)?\s*)(?:"[^"]+"|'[^']+'|[^\s"',;]+))re"};
  re2::RE2 bearer{R"((?i)\b((?:bearer|basic)\s+)[a-z0-9_\-./+=~]{8,})"};
  re2::RE2 in_url{R"((://[^\s:/@]*:)[^\s@/]+@)"};
  re2::RE2 long_hex{R"(\b[0-9a-fA-F]{40,}\b)"};
  re2::RE2 pem{R"(-----BEGIN [A-Z ]*PRIVATE KEY-----.*)"};
};

const secrets& known() {
  static const secrets all;
  return all;
}

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return line.substr(first, line.find_last_not_of(" \t") - first + 1);
}

/// Whether a character begins here: continuation bytes are 10xxxxxx.
bool begins(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// What of the line may reach the cut. It ends with a whole character: where most of it is a
/// secret, its end is shown.
std::string_view front_of(std::string_view line) {
  if (line.size() <= considered)
    return line;
  auto end = considered;
  while (end > 0 && !begins(line[end]))
    --end;
  return line.substr(0, end);
}

std::string cut(std::string text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (begins(text[i]) && ++characters > evidence_limit)
      return text.substr(0, i);
  return text;
}

} // namespace

std::string redact(std::string_view line) {
  std::string text{front_of(trimmed(line))};
  const auto& all = known();
  re2::RE2::GlobalReplace(&text, all.pem, mark);
  re2::RE2::GlobalReplace(&text, all.named, std::string{"\\1"} + mark);
  re2::RE2::GlobalReplace(&text, all.bearer, std::string{"\\1"} + mark);
  re2::RE2::GlobalReplace(&text, all.in_url, std::string{"\\1"} + mark + "@");
  re2::RE2::GlobalReplace(&text, all.key, mark);
  re2::RE2::GlobalReplace(&text, all.long_hex, mark);
  return cut(std::move(text));
}

} // namespace orc
