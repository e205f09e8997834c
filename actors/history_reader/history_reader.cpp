#include "actors/history_reader/history_reader.hpp"

#include "runtime/supervision/guard.hpp"
#include "runtime/telemetry/log.hpp"

#include <utility>

namespace orc {

result<history_reading*> history_reader_state::past() {
  if (open_past && open_past->replaced())
    open_past.reset();
  if (!open_past) {
    auto opened = history_reading::open(options.path, options.busy_timeout);
    if (!opened)
      return tl::unexpected{opened.error()};
    open_past.emplace(std::move(*opened));
  }
  return &*open_past;
}

void history_reader_state::failed(const error& why) {
  open_past.reset();
  if (trouble != why.message) // once for each trouble, however often somebody asks
    log_of(name).error("{}", why.message);
  trouble = why.message;
}

template <class Question>
auto history_reader_state::answer(Question question) {
  auto got = past().and_then(question);
  using value = typename decltype(got)::value_type;
  if (!got) {
    failed(got.error());
    return caf::result<value>{to_caf(got.error())};
  }
  trouble.clear();
  return caf::result<value>{std::move(*got)};
}

history_reader_actor::behavior_type
history_reader(history_reader_actor::stateful_pointer<history_reader_state> self,
               history_reader_options options) {
  guard(self);
  state_of(self).options = std::move(options);
  return {
      [self](heartbeat_atom) {
        const auto& trouble = state_of(self).trouble;
        return self_report{trouble.empty() ? color::green : color::yellow, trouble};
      },
      [self](const history_query& query) {
        return state_of(self).answer([&](history_reading* p) { return p->page(query); });
      },
      [self](const event_query& query) {
        return state_of(self).answer([&](history_reading* p) { return p->events(query); });
      },
  };
}

} // namespace orc
