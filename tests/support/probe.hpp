// An actor that stands in for a component and writes down what it is told.
#pragma once

#include "messages/seam.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>

#include <tuple>
#include <vector>

namespace orc {

/// What a probe was told, by type. Must outlive the probe.
template <class... Messages>
struct notebook {
  template <class Message>
  std::vector<Message>& of() {
    return std::get<std::vector<Message>>(pages);
  }

  std::tuple<std::vector<Messages>...> pages;
};

/// `answers` are further handlers, for what is asked and not told.
template <class Handle, class... Messages, class... Answers>
Handle spawn_probe(caf::actor_system& system, notebook<Messages...>& book, Answers... answers) {
  // The book is an argument and no capture: a function that takes none makes CAF 0.17 bind a null
  // reference (detail/init_fun_factory.hpp), which the library's assertions do not let pass.
  auto probe = system.spawn(
      [answers...](caf::event_based_actor* self, notebook<Messages...>* pages) -> caf::behavior {
        self->set_default_handler(caf::drop);
        return {answers..., [pages](const Messages& message) {
                  pages->template of<Messages>().push_back(message);
                }...};
      },
      &book);
  return caf::actor_cast<Handle>(probe);
}

} // namespace orc
