// Drills on the real daemon by the real command line: what fails, what is said, and that nothing is
// lost by it.
#include "runtime/cli/http_client.hpp"
#include "tests/e2e/agent_log.hpp"
#include "tests/e2e/daemon_program.hpp"
#include "tests/e2e/tmux_server.hpp"
#include "tests/e2e/witness.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace orc::e2e {
namespace {

namespace json = boost::json;

class Drill : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<test::scratch_folder>();
    server = std::make_unique<tmux_server>(folder->path().string());
    agent = server->add_agent("alpha", "one");
    auto sections = watching(server->socket());
    sections["http"] = {{"port", a_free_port()}};
    sections["cycle"] = {{"interval", 0.2}};
    sections["health"] = {{"heartbeat_interval", 2}, {"heartbeat_timeout", 2}};
    sections["tmux"].as_object()["timeout"] = 1;
    daemon = std::make_unique<daemon_program>(folder->path().string(),
                                              sections,
                                              std::vector<std::string>{},
                                              std::vector<std::string>{"--fault-injection"});
    ASSERT_LE(cycles_until(daemon->http(), agent.pane, "idle", now_text()), 40);
    ASSERT_TRUE(eventually( // a drill needs to know how it was before
        [] { return daemon->http().get("/health/idle_analyzer").status == 200; }));
  }

  static void TearDownTestSuite() {
    daemon.reset();
    server.reset();
    folder.reset();
  }

  /// Standard output and error of a command line whose words hold no blanks.
  static program_result orc(const std::string& words) {
    return run_program(
        {"sh",
         "-c",
         "exec " ORC_CLI " " + words + " --url unix:" + daemon->control_socket() + " 2>&1"});
  }

  static json::object drill(const std::string& words) {
    const auto done = orc("drill run " + words + " --json");
    EXPECT_EQ(done.status, 0) << words << "\n" << done.out;
    json::error_code broken;
    auto told = json::parse(done.out, broken);
    EXPECT_FALSE(broken) << done.out;
    return broken ? json::object{} : told.as_object();
  }

  static std::string id() {
    return std::string{daemon->http().agent_in(agent.pane).value().at("id").as_string()};
  }

  /// What the agent does during the fault is in the history once the fault is over.
  static void expect_written_afterwards(const std::string& fault) {
    const auto before = daemon->states(id()).size();
    const auto armed = orc("drill list"); // it answers
    ASSERT_EQ(armed.status, 0);
    child_program running{
        {"sh",
         "-c",
         "exec " ORC_CLI " drill run " + fault + " --for 3 --url unix:" + daemon->control_socket()},
        *folder / "drill.out"};
    ASSERT_TRUE(eventually(
        [&] { return orc("drill list").out.find("in force: " + fault) != std::string::npos; }));
    make_it(*server, agent, "working");
    ASSERT_LE(cycles_until(daemon->http(), agent.pane, "working", now_text()), 10);
    make_it(*server, agent, "waiting");
    ASSERT_LE(cycles_until(daemon->http(), agent.pane, "waiting_input", now_text()), 10);
    EXPECT_EQ(daemon->states(id()).size(), before) << "nothing can be written now";
    EXPECT_EQ(running.wait(40), 0);
    EXPECT_TRUE(eventually([&] { return daemon->states(id()).size() >= before + 2; }));
    auto states = daemon->states(id());
    states.erase(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(before));
    EXPECT_EQ(states, (std::vector<std::string>{"working", "waiting_input"})) << fault;
    make_it(*server, agent, "idle");
    ASSERT_LE(cycles_until(daemon->http(), agent.pane, "idle", now_text()), 20);
    EXPECT_TRUE(eventually([&] { return daemon->states(id()).back() == "idle"; }));
  }

  static inline std::unique_ptr<test::scratch_folder> folder;
  static inline std::unique_ptr<tmux_server> server;
  static inline scripted_agent agent;
  static inline std::unique_ptr<daemon_program> daemon;
};

TEST_F(Drill, ThatTheyAreAllowedIsSaidLoudly) {
  EXPECT_NE(daemon->said().find("WARNING main: fault injection is on"), std::string::npos);
  EXPECT_EQ(daemon->http().metric("tmux_orchestrator_fault_injection"), 1);
  EXPECT_LE(daemon->cycles_until("yellow", "fault injection is on", now_text()), 50);
}

TEST_F(Drill, AComponentThatCrashesComesBackInAnotherLife) {
  for (const auto* victim : {"idle_analyzer", "state_keeper", "http_gateway", "sessions"}) {
    const auto told = drill("crash --target " + std::string{victim});
    EXPECT_TRUE(told.at("recovered").as_bool()) << victim;
    EXPECT_EQ(told.at("agents_after").as_int64(), 1) << victim;
    EXPECT_EQ(told.at("without_answer").as_int64(), 0) << victim;
    const auto lines = json::serialize(told.at("items"));
    EXPECT_NE(lines.find("runs its life number"), std::string::npos) << lines;
  }
}

TEST_F(Drill, AComponentThatHangsOrIsSlowGoesOnAfterwards) {
  EXPECT_TRUE(drill("hang --target crash_detector --for 2").at("recovered").as_bool());
  EXPECT_TRUE(drill("slow --target idle_analyzer --for 2").at("recovered").as_bool());
  const auto none = json::parse(orc("drill list --json").out);
  EXPECT_TRUE(none.at("armed").as_array().empty());
}

TEST_F(Drill, ATmuxThatFailsMakesItRedAndTakesNobodyAway) {
  for (const auto* fault : {"tmux_hang", "tmux_fail", "tmux_garbage"}) {
    const auto told = drill(std::string{fault} + " --for 3");
    EXPECT_TRUE(told.at("recovered").as_bool()) << fault;
    EXPECT_EQ(told.at("agents_after").as_int64(), 1) << fault;
    EXPECT_NE(json::serialize(told.at("items")).find("the whole is red"), std::string::npos)
        << fault << json::serialize(told);
  }
}

TEST_F(Drill, WhatHappensWhileTheDiskIsFullIsWrittenAfterwards) {
  expect_written_afterwards("storage_full");
}

TEST_F(Drill, WhatHappensWhileTheDatabaseIsLockedIsWrittenAfterwards) {
  expect_written_afterwards("storage_busy");
}

TEST_F(Drill, WhatHappensWhileTheDiskFailsIsWrittenAfterwards) {
  expect_written_afterwards("storage_io");
}

TEST_F(Drill, DamageThatIsMetOnceLosesNothing) {
  const auto before = daemon->history().size();
  const auto armed = cli::http_post("unix:" + daemon->control_socket(),
                                    "/api/v1/drills",
                                    R"({"fault":"storage_corrupt","seconds":60})",
                                    std::chrono::seconds{5});
  ASSERT_TRUE(armed && armed->status == 200);
  make_it(*server, agent, "working");
  EXPECT_TRUE(eventually([&] { return daemon->history().size() == before + 1; }));
  EXPECT_NE(daemon->said().find("database disk image is malformed"), std::string::npos);
  for (const auto& entry : std::filesystem::directory_iterator{folder->path()})
    EXPECT_EQ(entry.path().string().find(".damaged-"), std::string::npos) << entry.path();
}

TEST_F(Drill, WhatCannotBeDoneIsSaidInASentence) {
  EXPECT_EQ(orc("drill run crash --target nobody").status, 66);
  EXPECT_EQ(orc("drill run bang").status, 64);
  EXPECT_EQ(orc("drill run crash").status, 64);
  EXPECT_EQ(orc("drill run").status, 64);
}

TEST(DrillOff, ADaemonWithoutTheFlagRefuses) {
  test::scratch_folder folder;
  tmux_server server{folder.path().string()};
  daemon_program daemon{folder.path().string(), watching(server.socket())};
  ASSERT_TRUE(daemon.let_pass(2));
  for (const auto* words :
       {"drill list", "drill run storage_full", "drill run crash --target root"}) {
    const auto done = run_program({"sh",
                                   "-c",
                                   std::string{"exec " ORC_CLI " "} + words
                                       + " --url unix:" + daemon.control_socket() + " 2>&1"});
    EXPECT_NE(done.status, 0) << words;
    EXPECT_NE(done.out.find("--fault-injection"), std::string::npos) << done.out;
  }
  EXPECT_EQ(daemon.http().metric("tmux_orchestrator_fault_injection"), 0);
}

} // namespace
} // namespace orc::e2e
