// The first line of every actor: what happens to exceptions and to messages that nobody expects.
//
// Used by every actor, supervisors included. Call it before anything else in the actor's function.
// Threading: runs in the actor.
#pragma once

#include "messages/seam.hpp"

#include <caf/scheduled_actor.hpp>

#include <exception>
#include <string>

namespace orc {

/// The exit reason that an exception becomes: errc::internal with component, type and what().
caf::error reason_of(const std::string& component, const std::exception_ptr& thrown);

/// Logs and drops; a request is answered with sec::unexpected_message.
caf::result<caf::message> refuse(caf::scheduled_actor* self, caf::message_view& message);

template <class Self>
void guard(Self* self) {
  self->set_exception_handler(
      [self](std::exception_ptr& thrown) -> caf::error { return reason_of(self->name(), thrown); });
  self->set_default_handler(refuse);
}

} // namespace orc
