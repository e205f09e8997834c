// Spawns a component's actor under a supervisor, with a meter on it.
//
// Used by the start functions of child_spec. Threading: the supervisor's.
#pragma once

#include "runtime/supervision/component_meter.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/detail/init_fun_factory.hpp>
#include <caf/infer_handle.hpp>
#include <caf/local_actor.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/spawn_options.hpp>

#include <memory>
#include <utility>

namespace orc {

/// An actor of CAF's, whose messages are counted. CAF 0.17 has no metrics of its own; these three
/// are the virtual functions that every message passes.
template <class Base>
class metered final : public Base {
public:
  metered(caf::actor_config& config, std::shared_ptr<component_meter> meter)
      : Base(config), meter_(std::move(meter)) {}

  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override {
    meter_->enqueued();
    Base::enqueue(std::move(what), host);
  }

  caf::resumable::resume_result resume(caf::execution_unit* host, std::size_t most) override {
    const auto meter = meter_; // outlives this actor
    const component_meter::slice of_work{*meter};
    return Base::resume(host, most);
  }

  using Base::consume;

  caf::invoke_message_result consume(caf::mailbox_element& what) override {
    const around one{*meter_};
    this->current_element_ = &what; // as the base does: an exception from here answers this one
    meter_->begin_message();
    return Base::consume(what);
  }

private:
  struct around {
    component_meter& meter;

    ~around() { meter.end_message(); }
  };

  std::shared_ptr<component_meter> meter_;
};

struct spawner {
  caf::local_actor* parent = nullptr;
  std::shared_ptr<component_meter> meter;

  /// As caf::local_actor::spawn.
  template <caf::spawn_options Options = caf::no_spawn_options, class Function, class... Args>
  caf::strong_actor_ptr spawn(Function function, Args&&... args) const {
    using plain = caf::infer_impl_from_fun_t<Function>;
    caf::actor_config config{parent->context()};
    caf::detail::init_fun_factory<plain, Function> factory;
    config.init_fun = factory(std::move(function), std::forward<Args>(args)...);
    return caf::actor_cast<caf::strong_actor_ptr>(
        parent->system().spawn_impl<metered<plain>, Options>(config, meter));
  }
};

} // namespace orc
