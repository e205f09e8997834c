#include "runtime/app/pulse.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/sec.hpp>

namespace orc {

service_watch::question question_to(const monitor& whole) {
  return [root = caf::actor_cast<supervisor_actor>(whole.component("root")),
          health = caf::actor_cast<component_actor>(whole.component("health_monitor"))](
             std::chrono::milliseconds time) {
    bool root_lives = false;
    bool pool_works = false;
    caf::scoped_actor self{root->home_system()};
    self->request(root, time / 2, which_atom_v)
        .receive([&](const child_entries&) { root_lives = true; }, [](const caf::error&) {});
    self->request(health, time / 2, heartbeat_atom_v)
        .receive([&](const self_report&) { pool_works = true; },
                 [&](const caf::error& e) { pool_works = e != caf::sec::request_timeout; });
    return root_lives && pool_works;
  };
}

} // namespace orc
