// What can go wrong, as a value. Everything that may fail returns result<T>; logic never throws.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace orc {

enum class errc : std::uint8_t {
  invalid_input = 1, ///< what a person or a file gave us has the wrong shape or range
  not_found,         ///< the thing named does not exist
  no_server,         ///< no tmux server listens on the socket: a normal state of the world
  permission,        ///< the operating system refused
  timed_out,         ///< the other side did not answer within its deadline
  protocol,          ///< the other side answered something that we cannot read
  io,                ///< a read, write or process start failed
  storage,           ///< SQLite refused; the message carries its words
  storage_newer,     ///< the database was written by a newer version of this program
  busy,              ///< somebody else holds what we need (port, lock, database)
  unavailable,       ///< the component that should answer is being restarted
  conflict,          ///< the thing is not in a state in which this could be done
  start_failed,      ///< a component did not come up
  gave_up,           ///< a supervisor's children went down too often
  internal,          ///< a broken promise of our own code
};

/// The enumerator's own spelling, for logs and JSON.
std::string_view to_string(errc code);

struct error {
  errc code = errc::internal;
  std::string message; ///< one sentence for a person, with the value that was wrong
};

template <class T>
using result = tl::expected<T, error>;

inline tl::unexpected<error> fail(errc code, std::string message) {
  return tl::unexpected<error>(error{code, std::move(message)});
}

} // namespace orc
