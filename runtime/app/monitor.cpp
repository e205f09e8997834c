#include "runtime/app/monitor.hpp"

#include "runtime/app/composition.hpp"
#include "runtime/supervision/system_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <future>
#include <utility>

namespace orc {
namespace {

constexpr std::chrono::seconds time_to_restart{10};

} // namespace

struct monitor::parts {
  explicit parts(monitor_setup first) : setup(std::make_shared<setup_in_force>(std::move(first))) {}

  shared_setup setup;
  system_config config;
  caf::actor_system system{config};
  tree_builder tree{system};
  caf::strong_actor_ptr root;
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
};

monitor::monitor(monitor_setup setup) : parts_(std::make_unique<parts>(std::move(setup))) {
  auto& p = *parts_;
  auto root = compose(p.tree, p.setup);
  p.setup->set(wired(*p.setup->get()));
  p.root = caf::actor_cast<caf::strong_actor_ptr>(p.system.spawn(supervisor, std::move(root)));
  name_behind(p.tree.name("root")).aim(p.root);
  p.root->get()->attach_functor([&p, on_end = p.setup->get()->on_end](const caf::error& reason) {
    p.ended.set_value();
    if (on_end && reason && reason != caf::exit_reason::user_shutdown)
      on_end(p.system.render(reason));
  });
}

/// Who sends to whom is known by the tree alone.
monitor_setup monitor::wired(monitor_setup setup) const {
  setup.http.sends_to = parts_->tree.sends_to();
  return setup;
}

bool monitor::stop(std::chrono::milliseconds deadline) {
  auto& p = *parts_;
  if (p.root)
    stop_now(p.root, caf::exit_reason::user_shutdown);
  const bool in_time = p.end.wait_for(deadline) == std::future_status::ready;
  p.root = nullptr;
  return in_time;
}

std::shared_ptr<const monitor_setup> monitor::setup() const {
  return parts_->setup->get();
}

result<void> monitor::reload(monitor_setup setup, const std::vector<std::string>& components) {
  auto& p = *parts_;
  p.setup->set(wired(std::move(setup)));
  result<void> out;
  caf::scoped_actor self{p.system};
  for (const auto& id : components)
    self->request(caf::actor_cast<supervisor_actor>(p.tree.find(p.tree.parent_of(id))),
                  time_to_restart,
                  restart_atom_v,
                  id)
        .receive([](const component_facts&) {},
                 [&](const caf::error& why) {
                   if (out)
                     out = fail(errc::unavailable,
                                id + " was not started anew: " + p.system.render(why));
                 });
  return out;
}

monitor::~monitor() {
  if (parts_->root)
    stop(std::chrono::seconds{30});
  parts_->tree.retire_names(); // ~actor_system waits for ever while a name holds a detached actor
}

caf::actor monitor::component(const std::string& name) const {
  return caf::actor_cast<caf::actor>(parts_->tree.find(name));
}

} // namespace orc
