#include "runtime/http/query.hpp"

#include <charconv>

namespace orc {
namespace {

template <class Number>
std::optional<Number> number_in(const std::string& text, Number least, Number most) {
  Number n{};
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, n);
  if (read.ec != std::errc{} || read.ptr != end || n < least || n > most)
    return std::nullopt;
  return n;
}

std::optional<color> color_from(const std::string& word) {
  for (const auto c : {color::green, color::yellow, color::red})
    if (to_string(c) == word)
      return c;
  return std::nullopt;
}

} // namespace

std::optional<std::string> query_reader::text(const std::string& key) {
  known_.insert(key);
  const auto found = given_.find(key);
  return found == given_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<agent_state> query_reader::state(const std::string& key) {
  const auto word = text(key);
  const auto read = word ? agent_state_from(*word) : std::nullopt;
  if (word && !read)
    refuse("no such state: " + *word);
  return read;
}

std::optional<color> query_reader::shade(const std::string& key) {
  const auto word = text(key);
  const auto read = word ? color_from(*word) : std::nullopt;
  if (word && !read)
    refuse(key + " must be green, yellow or red, and is " + *word);
  return read;
}

std::optional<bool> query_reader::flag(const std::string& key) {
  const auto word = text(key);
  if (!word || *word == "true" || *word == "false")
    return word ? std::optional{*word == "true"} : std::nullopt;
  refuse(key + " must be true or false, and is " + *word);
  return std::nullopt;
}

std::optional<wall_time> query_reader::time(const std::string& key) {
  const auto word = text(key);
  const auto read = word ? from_rfc3339(*word) : std::nullopt;
  if (word && !read)
    refuse(key + " must be a time like 2026-11-24T03:04:05Z, and is " + *word);
  return read;
}

std::optional<std::uint32_t> query_reader::limit() {
  constexpr std::uint32_t most = 1000; // record.hpp: history_query::limit
  const auto word = text("limit");
  const auto read = word ? number_in<std::uint32_t>(*word, 1, most) : std::nullopt;
  if (word && !read)
    refuse("limit must be a number from 1 to 1000, and is " + *word);
  return read;
}

std::uint64_t query_reader::id(const std::string& key) {
  const auto word = text(key);
  const auto read = word ? number_in<std::uint64_t>(*word, 0, UINT64_MAX) : std::nullopt;
  if (word && !read)
    refuse(key + " must be the id of an entry, and is " + *word);
  return read.value_or(0);
}

std::optional<std::string> query_reader::fault() const {
  if (fault_)
    return fault_;
  for (const auto& [key, value] : given_)
    if (known_.count(key) == 0) {
      std::string names;
      for (const auto& name : known_)
        names += (names.empty() ? "" : ", ") + name;
      return "there is no parameter " + key + " here" + (names.empty() ? "" : ", only: " + names);
    }
  return std::nullopt;
}

void query_reader::refuse(const std::string& why) {
  if (!fault_)
    fault_ = why;
}

} // namespace orc
