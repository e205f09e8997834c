// The one header that spells what changes between CAF 0.17 and 1.x. Actors use these words, never
// the version's own: a move to CAF 1.x is a change of this file.
#pragma once

#include "messages/types/error.hpp"

#include <caf/actor_cast.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/error.hpp>
#include <caf/make_message.hpp>
#include <caf/replies_to.hpp>
#include <caf/send.hpp>
#include <caf/type_id.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <type_traits>
#include <utility>

namespace orc {
namespace seam {

template <class>
struct signature;

template <class R, class... As>
struct signature<R(As...)> {
  using type = typename caf::replies_to<As...>::template with<R>;
};

template <class... As>
struct signature<void(As...)> {
  using type = caf::reacts_to<As...>;
};

} // namespace seam

/// An actor's contract: actor_of<int(get_atom), void(put_atom, int)>.
template <class... Signatures>
using actor_of = caf::typed_actor<typename seam::signature<Signatures>::type...>;

template <class Self>
auto& state_of(Self* self) {
  return self->state;
}

template <class Self, class Dest, class... Ts>
void tell(Self* self, const Dest& to, Ts&&... xs) {
  self->send(to, std::forward<Ts>(xs)...);
}

template <class Dest, class... Ts>
void tell_from_outside(const Dest& to, Ts&&... xs) {
  caf::anon_send(to, std::forward<Ts>(xs)...);
}

/// A message to oneself, later. It cannot be taken back: tag it, and ignore it when stale.
template <class Self, class Rep, class Period, class... Ts>
void remind(Self* self, std::chrono::duration<Rep, Period> delay, Ts&&... xs) {
  self->delayed_send(self, delay, std::forward<Ts>(xs)...);
}

/// A request that ends within `timeout` one way or the other; follow with .then(value, error).
template <class Self, class Dest, class Rep, class Period, class... Ts>
auto ask(Self* self, const Dest& to, std::chrono::duration<Rep, Period> timeout, Ts&&... xs) {
  return self->request(to, timeout, std::forward<Ts>(xs)...);
}

} // namespace orc

CAF_ERROR_CODE_ENUM(orc::errc, "orc")

namespace orc {

inline caf::error to_caf(const error& e) {
  return caf::make_error(e.code, e.message);
}

/// Compares the code alone; the sentence does not matter.
inline bool is(const caf::error& e, errc code) {
  return e == caf::make_error(code);
}

} // namespace orc

namespace caf {

/// Whatever is shared stays within this process.
template <class T>
struct allowed_unsafe_message_type<std::shared_ptr<const T>> : std::true_type {};

} // namespace caf

/// Declares a type that travels between actors of this process only.
#define ORC_LOCAL_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
