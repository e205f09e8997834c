#include "runtime/config/json_places.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace orc {
namespace {

constexpr std::size_t deepest = 16;        // the parser's own limit
constexpr std::size_t most_repeated = 100; // a file that has more has another problem

class scanner {
public:
  explicit scanner(std::string_view text) : text_(text) {}

  json_places scan() {
    json_places out;
    skip_space();
    out.root.offset = at_;
    value(out.root);
    out.repeated = std::move(repeated_);
    return out;
  }

private:
  [[nodiscard]] char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  [[nodiscard]] bool more() const { return at_ < text_.size(); }

  void skip_past(std::string_view end) {
    const auto found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  /// Blanks, and the comments that are allowed in a configuration.
  void skip_space() {
    while (more()) {
      if (text_.substr(at_, 2) == "//")
        skip_past("\n");
      else if (text_.substr(at_, 2) == "/*")
        skip_past("*/");
      else if (std::string_view{" \t\r\n,:"}.find(now()) != std::string_view::npos)
        ++at_;
      else
        return;
    }
  }

  std::string_view token() {
    const auto begin = at_;
    if (now() == '"') {
      for (++at_; more() && now() != '"'; ++at_)
        if (now() == '\\')
          ++at_;
      at_ = std::min(at_ + 1, text_.size());
    } else {
      at_ = std::min(text_.find_first_of(" \t\r\n,:/]}", at_ + 1), text_.size());
    }
    return text_.substr(begin, at_ - begin);
  }

  static std::string unquoted(std::string_view token) {
    if (token.find('\\') != std::string_view::npos) {
      boost::json::error_code failed;
      const auto v = boost::json::parse({token.data(), token.size()}, failed);
      if (!failed && v.is_string())
        return std::string{v.get_string()};
    }
    return std::string{token.size() < 2 ? token : token.substr(1, token.size() - 2)};
  }

  void note_repeated(std::size_t first, const json_place& again) {
    if (repeated_.size() >= most_repeated)
      return;
    std::string pointer;
    for (const auto* step : path_)
      pointer += pointer_step(step->name);
    repeated_.push_back({pointer + pointer_step(again.name), first, again.offset});
  }

  void value(json_place& here) {
    if (now() != '{' && now() != '[') {
      token();
      return;
    }
    if (path_.size() >= deepest) {
      at_ = text_.size();
      return;
    }
    const bool object = now() == '{';
    std::map<std::string, std::size_t> seen;
    for (++at_, skip_space(); more() && now() != '}' && now() != ']'; skip_space()) {
      auto& member = here.members.emplace_back();
      member.offset = at_;
      member.name = std::to_string(here.members.size() - 1);
      if (object) {
        member.name = unquoted(token());
        const auto [first, fresh] = seen.emplace(member.name, member.offset);
        if (!fresh)
          note_repeated(first->second, member);
        skip_space();
      }
      path_.push_back(&member);
      value(member);
      path_.pop_back();
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<const json_place*> path_; ///< good while below them: only the last one's list grows
  std::vector<repeated_key> repeated_;
};

} // namespace

place place_at(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = before.substr(before.rfind('\n') + 1); // npos + 1 is 0
  const auto inside = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; };
  place out;
  out.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  out.column =
      line.size() - static_cast<std::size_t>(std::count_if(line.begin(), line.end(), inside)) + 1;
  return out;
}

std::string pointer_step(std::string_view key) {
  std::string out{"/"};
  for (const char c : key)
    out += c == '~' ? std::string{"~0"} : c == '/' ? std::string{"~1"} : std::string(1, c);
  return out;
}

json_places places_in(std::string_view text) {
  return scanner{text}.scan();
}

std::size_t offset_of(const json_place& root, std::string_view pointer) {
  const auto* here = &root;
  while (!pointer.empty()) {
    const auto step = pointer.substr(0, pointer.find('/', 1));
    // From behind: of a key that stands twice the parser takes the last.
    const auto next = std::find_if(here->members.rbegin(),
                                   here->members.rend(),
                                   [&](const auto& m) { return pointer_step(m.name) == step; });
    if (next == here->members.rend())
      break;
    here = &*next;
    pointer.remove_prefix(step.size());
  }
  return here->offset;
}

} // namespace orc
