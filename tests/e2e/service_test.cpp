// The real daemon as a service manager sees it: what it says over NOTIFY_SOCKET, and how it ends.
#include "runtime/app/pulse.hpp"
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/monitor_in_test.hpp"
#include "tests/e2e/tmux_server.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/notify_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <gtest/gtest.h>

#include <csignal>

namespace orc::e2e {
namespace {

using namespace std::chrono_literals;

struct Service : testing::Test {
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  test::notify_socket manager{folder / "notify"};

  /// Its watchdog wants to be fed once in 600 ms.
  std::unique_ptr<daemon_program> start() {
    return std::make_unique<daemon_program>(
        folder.path().string(),
        watching(server.socket()),
        std::vector<std::string>{"env", "NOTIFY_SOCKET=" + manager.path(), "WATCHDOG_USEC=600000"});
  }

  [[nodiscard]] std::string everything() const {
    std::string all;
    for (const auto& message : manager.said())
      all += message + "\n";
    return all;
  }

  [[nodiscard]] bool said_before(const std::string& first, const std::string& second) const {
    return everything().find(first) < everything().find(second);
  }
};

TEST_F(Service, IsToldWhenItIsReadyThatItLivesThatItReloadsAndThatItStops) {
  const auto daemon = start();
  ASSERT_TRUE(manager.wait_for("READY=1", 10));
  EXPECT_NE(everything().find("STATUS="), std::string::npos);
  EXPECT_NE(everything().find(" agents"), std::string::npos);
  for (int fed = 0; fed < 3; ++fed)
    EXPECT_TRUE(manager.wait_for("WATCHDOG=1", 2)) << fed;
  daemon->signal(SIGHUP);
  EXPECT_TRUE(manager.wait_for("RELOADING=1", 10));
  EXPECT_TRUE(manager.wait_for("READY=1", 10));
  daemon->signal(SIGTERM);
  EXPECT_TRUE(manager.wait_for("STOPPING=1", 10));
  EXPECT_TRUE(said_before("READY=1", "RELOADING=1"));
}

TEST(Pulse, IsThereWhileTheActorsAnswerAndNotWhileOneHangs) {
  const test::scratch_folder folder;
  const tmux_server server{folder.path().string()};
  monitor_in_test whole{server.socket(), folder / "state.db"};
  ASSERT_TRUE(eventually([&] { return whole.http().get("/readyz").status == 200; }));
  auto beats = question_to(whole.whole());
  EXPECT_TRUE(eventually([&] { return beats(2s); }));
  {
    caf::scoped_actor self{whole.whole().component("root")->home_system()};
    self->request(caf::actor_cast<supervisor_actor>(whole.whole().component("operations")),
                  10s,
                  fault_atom_v,
                  std::string{"health_monitor"},
                  component_fault{fault_kind::hang, 3s})
        .receive([](const component_facts&) {},
                 [&](const caf::error& e) { FAIL() << self->system().render(e); });
  }
  EXPECT_TRUE(eventually([&] { return !beats(500ms); }));
  EXPECT_TRUE(eventually([&] { return beats(2s); }));
  beats = nullptr; // before the monitor goes
  EXPECT_TRUE(whole.stop());
}

} // namespace
} // namespace orc::e2e
