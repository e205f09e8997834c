// The real daemon as a service manager sees it: what it says over NOTIFY_SOCKET, and how it ends.
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/tmux_server.hpp"
#include "tests/support/notify_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace orc::e2e {
namespace {

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

  [[nodiscard]] bool said_before(const std::string& first, const std::string& second) const {
    std::string all;
    for (const auto& message : manager.said())
      all += message + "\n";
    return all.find(first) < all.find(second);
  }
};

TEST_F(Service, IsToldWhenItIsReadyThatItLivesThatItReloadsAndThatItStops) {
  const auto daemon = start();
  ASSERT_TRUE(manager.wait_for("READY=1", 10));
  EXPECT_NE(manager.said().back().find("STATUS="), std::string::npos);
  EXPECT_NE(manager.said().back().find("agents"), std::string::npos);
  for (int fed = 0; fed < 3; ++fed)
    EXPECT_TRUE(manager.wait_for("WATCHDOG=1", 2)) << fed;
  daemon->signal(SIGHUP);
  EXPECT_TRUE(manager.wait_for("RELOADING=1", 10));
  EXPECT_TRUE(manager.wait_for("READY=1", 10));
  daemon->signal(SIGTERM);
  EXPECT_TRUE(manager.wait_for("STOPPING=1", 10));
  EXPECT_TRUE(said_before("READY=1", "RELOADING=1"));
}

} // namespace
} // namespace orc::e2e
