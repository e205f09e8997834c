#include "runtime/http/event_log.hpp"

#include <charconv>
#include <optional>

namespace orc {
namespace {

/// How long a client waits before it comes back, in milliseconds (WHATWG HTML, section 9.2.6).
constexpr std::string_view greeting = "retry: 2000\n";

std::optional<std::uint64_t> number_in(std::string_view id, std::string_view epoch) {
  if (!id.starts_with(epoch) || id.size() < epoch.size() + 2 || id[epoch.size()] != '-')
    return std::nullopt;
  id.remove_prefix(epoch.size() + 1);
  std::uint64_t n = 0;
  const auto read = std::from_chars(id.data(), id.data() + id.size(), n);
  return read.ec == std::errc{} && read.ptr == id.data() + id.size() ? std::optional{n}
                                                                     : std::nullopt;
}

} // namespace

std::string event_log::id_line(std::uint64_t number) const {
  return "id: " + epoch_ + "-" + std::to_string(number) + "\n";
}

std::string event_log::add(const std::vector<stream_event>& events) {
  std::string all;
  for (const auto& e : events) {
    frames_.push_back(id_line(++last_) + "event: " + e.type + "\ndata: " + e.data + "\n\n");
    all += frames_.back();
    if (frames_.size() > most_)
      frames_.pop_front();
  }
  return all;
}

std::string event_log::beginning(std::string_view last_id) const {
  std::string out{greeting};
  if (last_id.empty()) // an id without data is remembered and not told: a reader may begin there
    return out + id_line(last_) + "\n";
  const auto seen = number_in(last_id, epoch_);
  if (!seen || *seen > last_ || last_ - *seen > frames_.size())
    return out + id_line(last_) + "event: reset\ndata: {}\n\n";
  out += "\n";
  for (auto n = frames_.size() - static_cast<std::size_t>(last_ - *seen); n < frames_.size(); ++n)
    out += frames_[n];
  return out;
}

} // namespace orc
