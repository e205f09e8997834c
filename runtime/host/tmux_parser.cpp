#include "runtime/host/tmux_parser.hpp"

#include "runtime/host/text_scan.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace orc::host {
namespace {

// tmux(1), FORMATS. parse_numbers() below reads them in this order.
constexpr std::string_view numbers_format =
    "#{pane_id} #{session_id} #{window_id} #{window_index} #{pane_index} #{pane_pid} "
    "#{window_activity} #{history_size} #{pane_width} #{pane_height} #{cursor_x} #{cursor_y} "
    "#{cursor_flag} #{mouse_any_flag} #{alternate_on} #{pane_in_mode} #{pane_dead} "
    // As a shell puts it: 128 and the number of the signal, where one ended the pane's program.
    "#{?pane_dead_signal,#{e|+|:128,#{pane_dead_signal}},#{pane_dead_status}}";

// Any program may set a title of a megabyte (tmux 3.3a, input.c, INPUT_BUF_LIMIT), and a few dozen
// of them would be more than a cycle can read. Counted in bytes (#{n:}), since the columns that
// #{=N:} counts may be made of any number of them.
std::string title_format() {
  return "#{?#{e|>|:#{n:pane_title}," + std::to_string(max_title) + "},,#{pane_title}}";
}

tl::unexpected<error> unreadable(const std::string& what) {
  return fail(errc::protocol, "tmux's list of panes: " + what);
}

/// Reads one field after the other; remembers whether any was bad.
class number_reader {
public:
  explicit number_reader(std::string_view text) : rest_(text) {}

  template <class T>
  void read(T& into, std::string_view sign = {}) {
    auto word = take_until(rest_, " ");
    good_ = good_ && word.starts_with(sign);
    word.remove_prefix(good_ ? sign.size() : 0);
    // tmux leaves a field that it does not know, or that has no value just now, empty.
    const auto value = word.empty() && sign.empty() ? T{} : number_in<T>(word);
    good_ = good_ && value.has_value();
    into = value.value_or(T{});
  }

  void read(bool& into) {
    int value = 0;
    read(value);
    into = value != 0;
  }

  void read_last(std::optional<int>& into) {
    if (!rest_.empty()) {
      into = number_in<int>(rest_);
      good_ = good_ && into.has_value();
    }
  }

  bool good() const { return good_; }

private:
  std::string_view rest_;
  bool good_ = true;
};

bool parse_numbers(std::string_view text, pane_row& row) {
  if (std::count(text.begin(), text.end(), ' ') != 17)
    return false;
  number_reader in{text};
  in.read(row.pane, "%");
  in.read(row.session, "$");
  in.read(row.window, "@");
  in.read(row.window_index);
  in.read(row.pane_index);
  in.read(row.pid);
  in.read(row.activity);
  in.read(row.history);
  in.read(row.width);
  in.read(row.height);
  in.read(row.cursor_x);
  in.read(row.cursor_y);
  in.read(row.cursor_visible);
  in.read(row.mouse);
  in.read(row.alternate);
  in.read(row.in_mode);
  in.read(row.dead);
  in.read_last(row.dead_status);
  return in.good() && row.pane >= 0 && row.width > 0 && row.height > 0;
}

auto place_of(const pane_row& row) {
  return std::make_tuple(row.session, row.window_index, row.pane_index);
}

result<pane_row> parse_record(std::string_view& rest, std::string_view nonce) {
  pane_row row;
  const auto numbers = take_until(rest, nonce);
  if (!parse_numbers(numbers, row))
    return unreadable("bad numbers: " + std::string{numbers.substr(0, 120)});
  row.session_name = take_until(rest, nonce);
  row.window_name = take_until(rest, nonce);
  auto title = take_until(rest, nonce);
  if (!title.ends_with('\n'))
    return unreadable("cut short at pane %" + std::to_string(row.pane));
  title.remove_suffix(1);
  row.title = title;
  return row;
}

result<server_run> parse_identity(std::string_view& rest, std::string_view nonce) {
  server_run run;
  auto numbers = take_until(rest, nonce);
  const auto pid = number_in<std::int64_t>(take_until(numbers, " "));
  const auto start = number_in<std::int64_t>(numbers);
  auto path = take_until(rest, nonce);
  if (!pid || !start || !path.ends_with('\n'))
    return unreadable("no server identity");
  path.remove_suffix(1);
  run.socket_path = path;
  run.pid = *pid;
  run.start_time = *start;
  return run;
}

/// Keeps each pane once, at its lowest place.
std::vector<pane_row> one_place_each(std::vector<pane_row> rows) {
  std::sort(rows.begin(), rows.end(), [](const pane_row& a, const pane_row& b) {
    return place_of(a) < place_of(b);
  });
  std::unordered_map<int, bool> known;
  std::erase_if(rows, [&](const pane_row& row) { return !known.emplace(row.pane, true).second; });
  return rows;
}

} // namespace

std::vector<std::string> list_args(std::string_view nonce) {
  const std::string mark{nonce};
  return {"display-message",
          "-p",
          mark + "#{pid} #{start_time}" + mark + "#{socket_path}",
          ";",
          "list-panes",
          "-a",
          "-F",
          mark + std::string{numbers_format} + mark + "#{session_name}" + mark + "#{window_name}"
              + mark + title_format()};
}

result<pane_listing>
parse_listing(std::string_view text, std::string_view nonce, std::string_view server) {
  if (nonce.empty())
    return fail(errc::internal, "a listing without a nonce");
  if (!text.ends_with('\n'))
    return unreadable("cut short");
  if (!take_until(text, nonce).empty())
    return unreadable("something stands before it");
  auto run = parse_identity(text, nonce);
  if (!run)
    return tl::unexpected<error>(std::move(run.error()));
  pane_listing listing;
  listing.run = std::move(*run);
  listing.run.server = server;
  listing.run.token = run_token(listing.run);
  while (!text.empty()) {
    auto row = parse_record(text, nonce);
    if (!row)
      return tl::unexpected<error>(std::move(row.error()));
    listing.panes.push_back(std::move(*row));
  }
  listing.panes = one_place_each(std::move(listing.panes));
  return listing;
}

std::string run_token(const server_run& run) {
  // FNV-1a, 64 bits: the same on every machine and in every version of this program.
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&hash](std::string_view bytes) {
    for (const char c : bytes)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash *= 1099511628211U; // a separator: "a" + "bc" is not "ab" + "c"
  };
  add(run.socket_path);
  add(std::to_string(run.pid));
  add(std::to_string(run.start_time));
  hash ^= hash >> 32U;
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, small
  std::string token;
  for (int i = 0; i < 6; ++i, hash >>= 5U)
    token += alphabet[hash & 31U];
  return token;
}

} // namespace orc::host
