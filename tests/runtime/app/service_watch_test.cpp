// With a real thread and a real socket; only what the actors would answer is made up.
#include "runtime/app/service_watch.hpp"

#include "tests/support/notify_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>

namespace orc {
namespace {

using namespace std::chrono_literals;

struct ServiceWatch : testing::Test {
  test::scratch_folder folder;
  test::notify_socket manager{folder / "notify"};
  std::atomic<bool> answers{true};
  std::promise<std::string> silence;

  void SetUp() override { setenv("NOTIFY_SOCKET", manager.path().c_str(), 1); }

  void TearDown() override { unsetenv("NOTIFY_SOCKET"); }

  void begin(service_watch& watch) {
    watch.start([this](std::chrono::milliseconds) { return answers.load(); },
                [this](const std::string& why) { silence.set_value(why); });
  }
};

TEST_F(ServiceWatch, SaysReadyWhenItIsAndStoppingAtTheEnd) {
  service_watch watch{{1h, 0ms}};
  begin(watch);
  EXPECT_TRUE(manager.wait_for("WATCHDOG=1", 10));
  watch.reloaded(); // it is not ready yet
  watch.note_listening();
  watch.note_check("healthy; 3 agents");
  EXPECT_TRUE(manager.wait_for("READY=1", 10));
  EXPECT_EQ(manager.said().back(), "READY=1\nSTATUS=healthy; 3 agents");
  watch.stop();
  EXPECT_TRUE(manager.wait_for("STOPPING=1", 10));
  watch.join();
}

TEST_F(ServiceWatch, IsReadyAgainAfterAReload) {
  service_watch watch{{1h, 0ms}};
  begin(watch);
  watch.note_listening();
  watch.note_check("healthy; 3 agents");
  ASSERT_TRUE(manager.wait_for("READY=1", 10));
  watch.reloading();
  EXPECT_TRUE(manager.wait_for("RELOADING=1", 10));
  EXPECT_NE(manager.said().back().find("\nMONOTONIC_USEC="), std::string::npos);
  watch.reloaded();
  EXPECT_TRUE(manager.wait_for("READY=1", 10));
}

TEST_F(ServiceWatch, FeedsTheWatchdogOnlyWhileThereAreAnswers) {
  service_watch watch{{10ms, 50ms}};
  answers = false;
  begin(watch);
  auto ended = silence.get_future();
  ASSERT_EQ(ended.wait_for(10s), std::future_status::ready);
  EXPECT_NE(ended.get().find("no answer"), std::string::npos);
  answers = true;
  EXPECT_TRUE(manager.wait_for("WATCHDOG=1", 10));
  EXPECT_EQ(manager.said().size(), 1u) << "there was none during the silence";
}

TEST_F(ServiceWatch, WithoutAServiceManagerItWatchesAllTheSame) {
  unsetenv("NOTIFY_SOCKET");
  service_watch watch{{10ms, 20ms}};
  answers = false;
  begin(watch);
  EXPECT_EQ(silence.get_future().wait_for(10s), std::future_status::ready);
}

TEST(WantedWatchdog, IsWhatTheServiceManagerSays) {
  unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(wanted_watchdog(), std::nullopt);
  setenv("WATCHDOG_USEC", "3000000", 1);
  EXPECT_EQ(wanted_watchdog(), std::optional{std::chrono::microseconds{3s}});
  setenv("WATCHDOG_PID", "1", 1); // another process's
  EXPECT_EQ(wanted_watchdog(), std::nullopt);
  unsetenv("WATCHDOG_PID");
  unsetenv("WATCHDOG_USEC");
}

} // namespace
} // namespace orc
