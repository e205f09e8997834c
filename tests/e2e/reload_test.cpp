// SIGHUP: what of a changed configuration is taken over while the daemon runs, and what a wrong one
// does.
#include "tests/e2e/odd_test.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace orc::e2e {
namespace {

namespace json = boost::json;

class Reload : public odd_test {
protected:
  std::string log = folder / "monitoring.log";
  std::string rules = folder / "agents";
  scripted_agent agent = server.add_agent("s", "w");

  /// What the daemon is started with; `more` replaces whole sections.
  json::object sections(json::object more = {}) const {
    auto all = watching(server.socket());
    all["log"] = {{"file", log}};
    all["agents"] = {{"user_rules", rules}};
    for (auto& [key, value] : more)
      all[key] = value;
    return all;
  }

  void SetUp() override {
    std::filesystem::create_directory(rules);
    daemon.emplace(folder.path().string(), sections());
    expect_state(agent, "idle", at_first);
    expect_all_is_well();
  }

  void reload(json::object more) {
    auto all = sections(std::move(more));
    for (const auto& [key, value] : json::object{{"http", {{"port", 0}}},
                                                 {"storage", {{"path", folder / "state.db"}}},
                                                 {"cycle", {{"interval", 0.2}}}})
      if (!all.contains(key))
        all[key] = value;
    reload_text(json::serialize(all));
  }

  void reload_text(const std::string& text) {
    std::ofstream{daemon->config_file()} << text;
    daemon->signal(SIGHUP);
  }

  std::string logged(const std::string& file) const {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  void expect_logged(const std::string& words) const {
    EXPECT_TRUE(eventually([&] { return logged(log).find(words) != std::string::npos; }))
        << words << "\n"
        << logged(log);
  }
};

TEST_F(Reload, TakesOverWhatItCanSaysWhatItCannotAndIsNoTransition) {
  const auto before = recorded();
  reload({{"detection", {{"idle_hold", 1}}},
          {"cycle", {{"interval", 0.3}}},
          {"tmux", {{"socket_path", "/elsewhere"}, {"timeout", 0.9}, {"discover", false}}}});
  expect_logged("WARNING main: reload: /tmux/socket_path changed, and needs a restart");
  expect_logged(
      "INFO main: reload: takes over /tmux/timeout, /cycle/interval, /detection/idle_hold");
  expect_logged("initialize agent_monitor (incarnation 2)");
  expect_logged("initialize host (incarnation 2)");
  expect_all_is_well();
  become(agent, "working", soon);
  EXPECT_EQ(recorded(), before + 1) << "nothing but the work that began";
  EXPECT_EQ(logged(log).find("state_keeper (incarnation 2)"), std::string::npos);
}

TEST_F(Reload, OfAWrongFileKeepsTheOldOneAndIsYellowUntilAGoodOne) {
  reload_text("{\n  \"cycle\": {\"interval\": \"soon\"},\n  \"htpp\": {}\n}");
  EXPECT_LE(daemon->cycles_until("yellow", "monitor.json:2:13: /cycle/interval", now_text()), soon);
  expect_logged("ERROR main: reload refused, the old configuration stays: " + daemon->config_file()
                + ":3:3: /htpp: unknown section");
  EXPECT_EQ(http().get("/health/health_monitor").status, 200);
  EXPECT_NE(http().get("/health/health_monitor").body.find("yellow"), std::string::npos);
  become(agent, "working");
  reload({});
  expect_logged("reload: nothing to take over");
  expect_all_is_well();
}

TEST_F(Reload, ReadsTheRulesAnewAndRefusesWrongOnes) {
  const auto before = recorded();
  std::ofstream{rules + "/mine.json"} << R"({"kind": "mine"})";
  daemon->signal(SIGHUP);
  EXPECT_LE(daemon->cycles_until("yellow", "mine.json:1:1: /version", now_text()), soon);
  std::ofstream{rules + "/mine.json"} << R"({"kind": "mine", "version": "1", "rules": [
      {"name": "mine.a", "state": "idle", "all": [{"literal": "x", "in": "whole"}]}]})";
  daemon->signal(SIGHUP);
  expect_logged("reload: takes over the rules");
  expect_logged("initialize sessions (incarnation 2)");
  expect_all_is_well();
  become(agent, "working", soon);
  EXPECT_EQ(recorded(), before + 1);
}

TEST_F(Reload, OpensTheLogAnewAsARotationWantsIt) {
  std::filesystem::rename(log, log + ".1");
  daemon->signal(SIGHUP);
  expect_logged("reload: nothing to take over");
  EXPECT_NE(logged(log + ".1").find("initialize version"), std::string::npos);
  reload({{"log", {{"file", folder / "other.log"}, {"level", "debug"}}}});
  log = folder / "other.log";
  expect_logged("reload: takes over /log/file, /log/level");
}

} // namespace
} // namespace orc::e2e
