// tmux-orc starts, finds and ends the real daemon, in a home of the test's own.
#include "runtime/host/lock_file.hpp"
#include "tests/e2e/program.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace orc::e2e {
namespace {

namespace json = boost::json;

class Control : public testing::Test {
protected:
  test::scratch_folder home;
  std::string state = home / ".local/state/tmux-orchestrator";

  void SetUp() override {
    for (const auto* name :
         {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMUX_ORC_URL"})
      unsetenv(name);
    setenv("HOME", home.path().c_str(), 1);
    setenv("TMUX_ORC_HTTP_PORT", "0", 1);
    setenv("TMUX_ORC_TMUX_SOCKET_PATH", (home / "tmux.sock").c_str(), 1);
    setenv("TMUX_ORC_TMUX_DISCOVER", "false", 1);
  }

  void TearDown() override {
    orc("monitor stop --timeout 1 --force");
    for (const auto* name :
         {"TMUX_ORC_HTTP_PORT", "TMUX_ORC_TMUX_SOCKET_PATH", "TMUX_ORC_TMUX_DISCOVER"})
      unsetenv(name);
  }

  /// Standard output and error of a command line whose words hold no blanks.
  static program_result orc(const std::string& words) {
    return run_program({"sh", "-c", "exec " ORC_CLI " " + words + " 2>&1"});
  }

  static json::object facts() { return json::parse(orc("monitor status --json").out).as_object(); }

  static pid_t daemon() {
    const auto told = facts();
    return told.at("pid").is_int64() ? static_cast<pid_t>(told.at("pid").as_int64()) : -1;
  }
};

TEST_F(Control, StartsOnceSaysWhereToLookAndEnds) {
  const auto first = orc("monitor start");
  ASSERT_EQ(first.status, 0) << first.out;
  const auto pid = daemon();
  EXPECT_TRUE(first.out.starts_with("started, pid " + std::to_string(pid) + "\npage    http://"))
      << first.out;
  EXPECT_NE(first.out.find("log     " + state + "/monitoring.log"), std::string::npos) << first.out;
  EXPECT_EQ(orc("agents").out, "no agents\n"); // found without being told where

  const auto again = orc("monitor start");
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(again.out.starts_with("runs already, pid " + std::to_string(pid))) << again.out;

  const auto end = orc("monitor stop");
  EXPECT_EQ(end.status, 0);
  EXPECT_EQ(end.out, "stopped, pid " + std::to_string(pid) + "\n");
  EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid) + "/exe"));
  EXPECT_EQ(orc("monitor stop").out, "no daemon runs\n");
}

TEST_F(Control, OfTwoStartsAtTheSameMomentOneStartsADaemon) {
  child_program first{{ORC_CLI, "monitor", "start"}, home / "first"};
  child_program second{{ORC_CLI, "monitor", "start"}, home / "second"};
  EXPECT_EQ(first.wait(40), 0);
  EXPECT_EQ(second.wait(40), 0);
  const auto said = [&](const char* name) {
    std::ifstream in{home / name};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
  };
  const auto both = said("first") + said("second");
  EXPECT_NE(both.find("started, pid "), std::string::npos) << both;
  EXPECT_NE(both.find("runs already, pid "), std::string::npos) << both;
}

TEST_F(Control, TheStatusTellsWhereEverythingIs) {
  const auto before = orc("monitor status");
  EXPECT_EQ(before.status, 69);
  EXPECT_NE(before.out.find("does not run"), std::string::npos) << before.out;
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto told = facts();
  EXPECT_EQ(told.at("running"), true);
  EXPECT_EQ(told.at("database"), json::value(state + "/monitor.db"));
  EXPECT_EQ(told.at("lock"), json::value(state + "/monitor.pid"));
  EXPECT_EQ(told.at("log"), json::value(state + "/monitoring.log"));
  EXPECT_EQ(told.at("config"), nullptr);
  EXPECT_TRUE(told.at("health").is_object());
  EXPECT_EQ(orc("monitor status").status, 0);
}

TEST_F(Control, TheDoctorTellsTheDaemonThatRunsFromNone) {
  const auto verdict = [](const std::string& check) {
    const auto report = json::parse(orc("doctor --json").out);
    for (const auto& item : report.at("items").as_array())
      if (item.at("check") == json::value(check))
        return std::string{item.at("level").as_string()} + ": "
               + std::string{item.at("what").as_string()};
    return std::string{"nothing"};
  };
  EXPECT_EQ(verdict("daemon"), "warning: does not run");
  ASSERT_EQ(orc("monitor start").status, 0);
  EXPECT_TRUE(verdict("daemon").starts_with("ok: pid " + std::to_string(daemon()) + " answers at "))
      << verdict("daemon");
  EXPECT_TRUE(verdict("database").find("is sound") != std::string::npos) << verdict("database");
  EXPECT_TRUE(verdict("control socket").starts_with("ok: ")) << verdict("control socket");
  kill(daemon(), SIGSTOP);
  EXPECT_TRUE(verdict("daemon").starts_with("problem: ")) << verdict("daemon");
  EXPECT_EQ(orc("doctor").status, 2);
}

TEST_F(Control, TheDatabaseIsValidatedWithAndWithoutADaemon) {
  EXPECT_EQ(orc("monitor --validate-state").status, 66);
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto beside = orc("monitor --validate-state");
  EXPECT_EQ(beside.status, 0) << beside.out;
  EXPECT_TRUE(beside.out.starts_with(state + "/monitor.db: sound, format ")) << beside.out;
  ASSERT_EQ(orc("monitor stop").status, 0);
  EXPECT_EQ(orc("monitor --validate-state").status, 0);
  std::ofstream{state + "/monitor.db"} << "nothing like a database, and long enough to be one";
  const auto damaged = orc("monitor --validate-state");
  EXPECT_EQ(damaged.status, 65) << damaged.out;
}

TEST_F(Control, ADaemonThatDiesAtItsStartIsShownWithItsLastWords) {
  setenv("TMUX_ORC_AGENTS_RULES", (home / "nowhere").c_str(), 1); // only the daemon reads rules
  const auto died = orc("monitor start");
  unsetenv("TMUX_ORC_AGENTS_RULES");
  EXPECT_EQ(died.status, 69);
  EXPECT_NE(died.out.find("with status 78"), std::string::npos) << died.out;
  EXPECT_NE(died.out.find("nowhere"), std::string::npos) << died.out;
}

TEST_F(Control, ADaemonThatRunsIsFoundThoughItsConfigurationIsWrongByNow) {
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto folder = home / ".config/tmux-orchestrator";
  std::filesystem::create_directories(folder);
  std::ofstream{folder + "/monitor.json"} << "{";
  EXPECT_EQ(orc("agents").out, "no agents\n");
  EXPECT_EQ(orc("monitor stop").status, 0);
  EXPECT_EQ(orc("monitor start").status, 78);
}

TEST_F(Control, AWrongConfigurationStartsNothing) {
  std::ofstream{home / "wrong.json"} << R"({"http": {"prt": 1}})";
  const auto wrong = orc("monitor start --config " + (home / "wrong.json"));
  EXPECT_EQ(wrong.status, 78);
  EXPECT_NE(wrong.out.find("/http/prt"), std::string::npos) << wrong.out;
  EXPECT_FALSE(std::filesystem::exists(state));
}

TEST_F(Control, ADaemonThatOthersCanReachIsAskedOverItsSocketOrWithItsToken) {
  const auto token = home / "token";
  std::ofstream{token} << "0123456789abcdef0123";
  std::filesystem::permissions(token, std::filesystem::perms{0600});
  setenv("TMUX_ORC_HTTP_ADDRESS", "0.0.0.0", 1);
  setenv("TMUX_ORC_HTTP_TOKEN_FILE", token.c_str(), 1);
  const auto started = orc("monitor start");
  for (const auto* name : {"TMUX_ORC_HTTP_ADDRESS", "TMUX_ORC_HTTP_TOKEN_FILE"})
    unsetenv(name);
  ASSERT_EQ(started.status, 0) << started.out;
  EXPECT_EQ(orc("agents").out, "no agents\n");
  const std::string url{facts().at("url").as_string()};
  const auto over_tcp = "agents --url http://127.0.0.1" + url.substr(url.rfind(':'));
  EXPECT_EQ(orc(over_tcp).status, 77) << orc(over_tcp).out;
  EXPECT_EQ(orc(over_tcp + " --token-file " + token).out, "no agents\n");
}

TEST_F(Control, AComponentIsRestartedByItsNameAndASlipIsAnsweredWithTheNearestOne) {
  ASSERT_EQ(orc("monitor start").status, 0);
  for (const auto* name : {"crash_detector", "modular", "http_gateway"}) {
    const auto done = orc("monitor --restart-component " + std::string{name});
    EXPECT_EQ(done.status, 0) << done.out;
    EXPECT_TRUE(done.out.starts_with(std::string{name} + " runs again, after ")) << done.out;
  }
  const auto slip = orc("monitor --restart-component crash_detectr");
  EXPECT_EQ(slip.status, 66);
  EXPECT_NE(slip.out.find("did you mean crash_detector?"), std::string::npos) << slip.out;
  EXPECT_EQ(orc("monitor --restart-component root").status, 70);
}

TEST_F(Control, TheTriggersAreShownAndArmedByTheirOwner) {
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto shown = orc("mode");
  EXPECT_EQ(shown.status, 0);
  EXPECT_NE(shown.out.find("critical_red"), std::string::npos) << shown.out;
  EXPECT_EQ(orc("mode --rearm all").status, 0);
  EXPECT_EQ(orc("mode --rearm nobody").status, 66);
}

TEST_F(Control, ADaemonThatHangsIsKilledOnlyByForce) {
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto pid = daemon();
  ASSERT_GT(pid, 1);
  kill(pid, SIGSTOP);
  const auto patient = orc("monitor stop --timeout 1");
  EXPECT_EQ(patient.status, 75) << patient.out;
  EXPECT_EQ(kill(pid, 0), 0);
  const auto forced = orc("monitor stop --timeout 1 --force");
  EXPECT_EQ(forced.status, 0);
  EXPECT_EQ(forced.out, "killed, pid " + std::to_string(pid) + "\n");
}

TEST_F(Control, StopNeverSignalsAnotherProgramThatHoldsTheLock) {
  std::filesystem::create_directories(state);
  const auto ours = host::lock_file::take(state + "/monitor.pid");
  ASSERT_TRUE(ours);
  const auto refused = orc("monitor stop --force");
  EXPECT_EQ(refused.status, 70) << refused.out;
  EXPECT_NE(refused.out.find("and not the daemon"), std::string::npos) << refused.out;
}

TEST_F(Control, ShowsTheLogAndFollowsIt) {
  EXPECT_EQ(orc("monitor logs").status, 66);
  ASSERT_EQ(orc("monitor start").status, 0);
  const auto last = orc("monitor logs -n 1");
  EXPECT_EQ(last.status, 0);
  EXPECT_EQ(std::count(last.out.begin(), last.out.end(), '\n'), 1) << last.out;
  EXPECT_NE(orc("monitor logs").out.find("INFO main: initialize"), std::string::npos);

  const auto seen = home / "seen";
  const child_program follower{{ORC_CLI, "monitor", "logs", "-f", "-n", "1"}, seen};
  const auto shown = [&](const std::string& words) {
    std::ifstream in{seen};
    return std::string{std::istreambuf_iterator<char>{in}, {}}.find(words) != std::string::npos;
  };
  ASSERT_TRUE(eventually([&] { return shown("INFO"); })); // it stands at the end of the log
  orc("monitor stop");
  EXPECT_TRUE(eventually([&] { return shown("INFO main: stops"); }));
}

} // namespace
} // namespace orc::e2e
