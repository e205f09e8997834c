#include "actors/session_detector/standing_words.hpp"

#include "actors/session_detector/rest_print.hpp"

namespace orc {
namespace {

bool is_same_word(const verdict& before, const verdict& now) {
  return before.details.reset_at && before.rule == now.rule && before.evidence == now.evidence;
}

} // namespace

void keep_moment(standing_words& words, verdict& now, std::string_view text, wall_time at) {
  auto& moment = now.details.reset_at;
  if (now.state == agent_state::working)
    words.named.reset();
  if (moment) {
    const auto above = print_at_rest(text.substr(0, text.rfind(now.evidence)));
    const auto& before = words.said.details.reset_at;
    if (is_same_word(words.said, now) && (*before > at || above == words.above))
      moment = before;
    words.above = above;
    words.named = moment;
  }
  words.said = now;
}

} // namespace orc
