// A rollback trigger in a whole monitor: it fires once, is recorded, and outlives restarts.
#include "tests/e2e/monitor_in_test.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace orc::e2e {
namespace {

struct Mode : testing::Test {
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  std::string database = folder / "state.db";

  /// "armed" or "fired"; empty where there was no answer.
  static std::string state_of(const std::string& trigger, const api& http) {
    const auto reply = http.get("/api/v1/mode");
    if (reply.status != 200)
      return {};
    const auto body = boost::json::parse(reply.body);
    for (const auto& item : body.at("triggers").as_array())
      if (item.at("name").as_string() == trigger)
        return std::string{item.at("state").as_string()};
    return {};
  }

  static std::size_t recorded(const api& http) {
    const auto reply = http.get("/api/v1/events?type=rollback_trigger");
    if (reply.status != 200)
      return 0;
    const auto body = boost::json::parse(reply.body);
    return body.at("items").as_array().size();
  }

  /// In the gap before its restart there is nobody to crash.
  static void crash_if_there(const std::string& component, const monitor_in_test& whole) {
    try {
      whole.crash(component);
    } catch (const std::runtime_error&) {
    }
  }

  static bool runs(const std::string& component, const api& http) {
    const auto body = http.get("/health/" + component).body;
    return body.find("\"state\":\"running\"") != std::string::npos;
  }
};

TEST_F(Mode, TheEngineThatGaveUpFiresItsTriggerOnceAndTheRecordOutlivesRestarts) {
  auto whole = std::make_unique<monitor_in_test>(server.socket(), database);
  const auto& http = whole->http();
  ASSERT_TRUE(eventually([&] { return state_of("engine_gave_up", http) == "armed"; }));
  EXPECT_TRUE(eventually([&] {
    if (state_of("engine_gave_up", http) == "fired")
      return true;
    crash_if_there("crash_detector", *whole);
    return false;
  }));
  EXPECT_EQ(state_of("engine_gave_up", http), "fired");
  EXPECT_TRUE(eventually([&] { return recorded(http) == 1; }));
  EXPECT_TRUE(eventually([&] { return runs("modular", http); })) << "the engine comes back";

  crash_if_there("rollback_controller", *whole);
  EXPECT_TRUE(eventually([&] {
    return http.metric(
               "tmux_orchestrator_component_restarts_total{component=\"rollback_controller\"}")
           == 1;
  }));
  EXPECT_TRUE(eventually([&] { return state_of("engine_gave_up", http) == "fired"; }));
  EXPECT_TRUE(whole->stop());
  whole = std::make_unique<monitor_in_test>(server.socket(), database);
  EXPECT_TRUE(eventually([&] { return state_of("engine_gave_up", whole->http()) == "fired"; }));
  EXPECT_EQ(recorded(whole->http()), 1u);
  EXPECT_TRUE(whole->stop());
}

} // namespace
} // namespace orc::e2e
