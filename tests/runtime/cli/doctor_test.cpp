// What doctor makes of facts, and what it finds out of real ones.
#include "runtime/cli/doctor.hpp"

#include "runtime/cli/doctor_gather.hpp"
#include "runtime/cli/doctor_judge.hpp"
#include "runtime/http/http_server.hpp"
#include "storage/database.hpp"
#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace orc::cli {
namespace {

constexpr std::uint64_t mb = 1000 * 1000;

/// An installation in which all is well.
doctor_facts sound() {
  doctor_facts f;
  f.user = "jo";
  f.uid = 1000;
  f.version = "0.1.0";
  f.now = wall_time{std::chrono::milliseconds{1'800'000'000'000}};
  f.tmux.version = "tmux 3.3a";
  f.tmux.folder = "/tmp/tmux-1000";
  f.tmux.folder_exists = true;
  f.tmux.folder_owner = 1000;
  f.tmux.folder_mode = 0700;
  f.tmux.sockets = {{"/tmp/tmux-1000/default", false, true, 1000, {}, 2}};
  f.configuration.kinds = 3;
  f.places_known = true;
  f.database_path = "/s/monitor.db";
  f.database.exists = true;
  f.database.bytes = mb;
  f.database.version = f.database.newest_version = 1;
  f.database_folder = {"/s", true, 1000 * mb};
  f.lock_path = "/s/monitor.pid";
  f.daemon.pid = 7;
  f.daemon.process = "tmux-orchestrat";
  f.daemon.url = "http://127.0.0.1:8080";
  f.daemon.answers = true;
  f.daemon.color = "green";
  f.daemon.version = "0.1.0";
  f.machine = {true, 1024, 1000 * mb, true, true, "UTF-8"};
  return f;
}

/// "level: what" of the first finding of that check which is not well, else of the first.
std::string said(const doctor_facts& f, const std::string& check) {
  std::string first = "nothing";
  for (const auto& found : judge(f)) {
    if (found.check != check)
      continue;
    const auto line = std::string{to_string(found.verdict)} + ": " + found.what;
    EXPECT_EQ(found.verdict == level::ok, found.todo.empty()) << line;
    if (found.verdict != level::ok)
      return line;
    if (first == "nothing")
      first = line;
  }
  return first;
}

TEST(Doctor, WhereAllIsWellSaysSo) {
  for (const auto& found : judge(sound()))
    EXPECT_EQ(found.verdict, level::ok) << found.check << ": " << found.what;
  EXPECT_EQ(worst_of(judge(sound())), level::ok);
}

TEST(Doctor, KnowsWhichTmuxIsTooOld) {
  auto f = sound();
  const auto verdict = [&](const std::string& version) {
    f.tmux.version = version;
    return said(f, "tmux");
  };
  EXPECT_EQ(verdict("tmux 3.1c"), "problem: tmux 3.1c is too old");
  EXPECT_EQ(verdict("tmux 2.9"), "problem: tmux 2.9 is too old");
  EXPECT_EQ(verdict("tmux 3.2"), "ok: tmux 3.2");
  EXPECT_EQ(verdict("tmux 3.10"), "ok: tmux 3.10");
  EXPECT_EQ(verdict("tmux next-3.6"), "ok: tmux next-3.6");
  EXPECT_TRUE(verdict("tmux master").starts_with("warning: "));
  f.tmux.version = fail(errc::io, "tmux is not installed, or not in PATH");
  EXPECT_EQ(said(f, "tmux"), "problem: tmux is not installed, or not in PATH");
}

TEST(Doctor, TellsEveryWayInWhichAServerDoesNotAnswer) {
  auto f = sound();
  auto& s = f.tmux.sockets[0];
  s.refusal = error{errc::permission, "tmux on /tmp/x: (Permission denied)"};
  EXPECT_EQ(said(f, "tmux server"), "problem: tmux on /tmp/x: (Permission denied)");
  s.owner = 1001;
  EXPECT_EQ(said(f, "tmux server"),
            "problem: tmux on /tmp/x: (Permission denied); it is another user's");
  s.refusal = error{errc::timed_out, "no answer within 2000 ms"};
  EXPECT_EQ(said(f, "tmux server"),
            "problem: /tmp/tmux-1000/default hangs: no answer within 2000 ms");
  s.refusal = error{errc::no_server, ""};
  EXPECT_EQ(said(f, "tmux server"),
            "warning: left over, no server listens: /tmp/tmux-1000/default");
  s.configured = true;
  s.exists = false;
  EXPECT_EQ(said(f, "tmux server"), "warning: /tmp/tmux-1000/default is not there: no server runs");
}

TEST(Doctor, LeftOverSocketsAreOneLineAndHarmlessBesideAServer) {
  auto f = sound();
  for (int n = 0; n < 5; ++n)
    f.tmux.sockets.push_back(
        {"/t/" + std::to_string(n), false, true, 1000, error{errc::no_server, ""}, 0});
  const auto all = judge(f);
  const auto line = std::find_if(
      all.begin(), all.end(), [](const auto& x) { return x.what.starts_with("left over"); });
  ASSERT_NE(line, all.end());
  EXPECT_EQ(line->verdict, level::ok);
  EXPECT_EQ(line->what, "left over, no server listens: /t/0, /t/1, /t/2 and 2 more");
}

TEST(Doctor, SaysWhoElseHasTmuxServersWhereWeHaveNone) {
  auto f = sound();
  f.tmux.others = {"ann"};
  EXPECT_EQ(said(f, "user"), "nothing");
  f.tmux.sockets.clear();
  EXPECT_EQ(said(f, "tmux server"), "warning: none runs for jo");
  EXPECT_EQ(said(f, "user"), "warning: no tmux server of jo answers; others have or had some: ann");
}

TEST(Doctor, ATmuxFolderThatIsOpenToOthersIsAProblem) {
  auto f = sound();
  f.tmux.folder_mode = 0770;
  EXPECT_EQ(said(f, "tmux folder"), "problem: /tmp/tmux-1000 is open to others: tmux refuses it");
  f.tmux.folder_owner = 0;
  EXPECT_EQ(said(f, "tmux folder"), "problem: /tmp/tmux-1000 belongs to another user");
}

TEST(Doctor, AWrongConfigurationHidesWhatDependsOnIt) {
  auto f = sound();
  f.places_known = false;
  f.configuration.faults = {{"f.json", "/http/prt", "unknown key"}};
  EXPECT_EQ(said(f, "configuration"), "problem: f.json: /http/prt: unknown key");
  EXPECT_EQ(said(f, "database"), "nothing");
  EXPECT_EQ(said(f, "daemon"), "nothing");
  EXPECT_EQ(said(f, "locale"), "ok: UTF-8");
}

TEST(Doctor, TheDatabaseMayBeMissingButNotUnsound) {
  auto f = sound();
  f.database.bytes = 20 * mb;
  EXPECT_EQ(said(f, "database"), "ok: /s/monitor.db is sound, format 1, 20 MB");
  f.database.bytes += 1;
  EXPECT_TRUE(said(f, "database").starts_with("warning: "));
  f.database = {};
  EXPECT_EQ(said(f, "database"), "ok: /s/monitor.db is not there yet");
  f.database.fault = error{errc::storage, "/s/monitor.db: file is not a database"};
  EXPECT_EQ(said(f, "database"), "problem: /s/monitor.db: file is not a database");
}

TEST(Doctor, RoomOnTheDiskHasTwoLimits) {
  auto f = sound();
  const auto verdict = [&](std::uint64_t bytes) {
    f.database_folder.free_bytes = bytes;
    return said(f, "database folder");
  };
  EXPECT_TRUE(verdict(500 * mb).starts_with("ok: "));
  EXPECT_EQ(verdict(500 * mb - 1), "warning: /s has 499 MB left");
  EXPECT_TRUE(verdict(50 * mb).starts_with("warning: "));
  EXPECT_EQ(verdict(50 * mb - 1), "problem: /s has 49 MB left");
  f.database_folder.writable = false;
  EXPECT_EQ(said(f, "database folder"), "problem: /s may not be written");
}

TEST(Doctor, TellsADaemonThatIsAwayFromOneThatHangsAndFromAStranger) {
  auto f = sound();
  f.daemon.version = "0.0.9";
  EXPECT_EQ(said(f, "daemon"), "warning: pid 7 is version 0.0.9, this program 0.1.0");
  f.daemon.color = "red";
  f.daemon.reason = "state_keeper: disk full";
  EXPECT_EQ(said(f, "health"), "problem: red: state_keeper: disk full");
  f.daemon.answers = false;
  f.daemon.refusal = "no answer";
  EXPECT_EQ(said(f, "daemon"),
            "problem: pid 7 (tmux-orchestrat) holds /s/monitor.pid and does not answer: no answer");
  f.daemon.pid = 0;
  EXPECT_EQ(said(f, "daemon"), "warning: does not run");
  EXPECT_EQ(said(f, "port"), "ok: http://127.0.0.1:8080 is free");
  f.daemon.port_taken = "Address already in use";
  EXPECT_EQ(
      said(f, "port"),
      "problem: the daemon could not listen at http://127.0.0.1:8080: Address already in use");
  f.daemon.answers = true;
  EXPECT_TRUE(said(f, "daemon").starts_with("warning: one answers at ")) << said(f, "daemon");
}

TEST(Doctor, MissesAControlSocketThatWasTakenAway) {
  auto f = sound();
  EXPECT_EQ(said(f, "control socket"), "nothing");
  f.daemon.control = "/run/control.sock";
  EXPECT_EQ(said(f, "control socket"), "ok: /run/control.sock answers");
  f.daemon.control_refusal = "no daemon answers there";
  EXPECT_EQ(said(f, "control socket"), "problem: no daemon answers there");
}

TEST(Doctor, DoubtsTheClock) {
  auto f = sound();
  f.database.last_record = f.now + std::chrono::minutes{1};
  EXPECT_TRUE(said(f, "clock").starts_with("ok: "));
  f.database.last_record = f.now + std::chrono::minutes{1} + std::chrono::milliseconds{1};
  EXPECT_TRUE(said(f, "clock").starts_with("warning: the newest record is of "));
  f.database.last_record = {};
  f.machine.clock_synchronised = false;
  EXPECT_TRUE(said(f, "clock").starts_with("warning: nothing keeps it right"));
  f.machine.clock_synchronised = {};
  EXPECT_TRUE(said(f, "clock").starts_with("ok: "));
  f.now = wall_time{};
  EXPECT_EQ(said(f, "clock"), "problem: it stands at 1970-01-01T00:00:00.000Z");
}

TEST(Doctor, KnowsWhatTheMachineLacks) {
  auto f = sound();
  f.machine.open_files = 511;
  EXPECT_EQ(said(f, "limits"), "warning: only 511 files may be open at once");
  f.machine.open_files = 512;
  EXPECT_EQ(said(f, "limits"), "ok: 512 open files");
  f.machine.memory = 200 * mb - 1;
  EXPECT_TRUE(said(f, "limits").starts_with("warning: only 199 MB"));
  f.machine.proc_children = false;
  EXPECT_TRUE(said(f, "processes").starts_with("warning: "));
  f.machine.proc_readable = false;
  EXPECT_TRUE(said(f, "processes").starts_with("problem: "));
  f.machine.codeset = "ANSI_X3.4-1968";
  EXPECT_EQ(said(f, "locale"), "warning: ANSI_X3.4-1968");
}

TEST(Doctor, ReportsALineAFindingAndWhatToDoBelowIt) {
  EXPECT_EQ(
      report_of({{"tmux", level::ok, "3.3\033[2J", ""}, {"daemon", level::warning, "w", "do"}},
                {80, false}),
      "ok       tmux    3.3·[2J\nwarning  daemon  w\n                 -> do\n");
}

/// A home, a folder of tmux sockets and a port of the test's own.
struct DoctorGathers : testing::Test {
  test::scratch_folder home;
  std::string sockets = home / ("tmux-" + std::to_string(geteuid()));
  environment env{{"HOME", home.path().string()},
                  {"PATH", getenv("PATH")},
                  {"TMUX_ORC_TMUX_DISCOVER", "false"},
                  {"TMUX_ORC_HTTP_PORT", "1"}};

  void SetUp() override {
    std::filesystem::create_directory(sockets);
    chmod(sockets.c_str(), 0700);
    setenv("TMUX_TMPDIR", home.path().c_str(), 1);
  }

  void TearDown() override { unsetenv("TMUX_TMPDIR"); }

  static socket_facts socket_of(const doctor_facts& f, const std::string& path) {
    const auto& all = f.tmux.sockets;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.path == path; });
    if (found == all.end())
      ADD_FAILURE() << path << " was not looked at";
    return found == all.end() ? socket_facts{} : *found;
  }

  /// A socket as a killed server leaves it behind.
  static void leave_over(const std::string& path) {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << path;
    close(fd);
  }
};

TEST_F(DoctorGathers, WhatAnEmptyHomeHas) {
  const auto f = gather("", env);
  EXPECT_TRUE(f.tmux.version) << f.tmux.version.error().message;
  EXPECT_TRUE(f.tmux.folder_exists);
  EXPECT_EQ(f.tmux.folder_mode, 0700u);
  EXPECT_GE(f.configuration.kinds, 3u);
  EXPECT_FALSE(f.database.exists);
  EXPECT_EQ(f.database_folder.nearest, home.path().string());
  EXPECT_GT(f.database_folder.free_bytes, 0u);
  EXPECT_EQ(f.daemon.pid, 0);
  EXPECT_FALSE(f.daemon.answers);
  EXPECT_TRUE(f.machine.proc_readable);
  EXPECT_GT(f.machine.open_files, 0u);
}

TEST_F(DoctorGathers, WhichServersAnswerAndWhichAreLeftOver) {
  test::private_tmux alive;
  std::filesystem::create_symlink(alive.socket(), sockets + "/alive");
  leave_over(sockets + "/dead");
  env["TMUX_ORC_TMUX_SOCKET_PATH"] = home / "nowhere";
  env["TMUX_ORC_TMUX_DISCOVER"] = "true";
  const auto f = gather("", env);
  const auto living = socket_of(f, sockets + "/alive");
  EXPECT_TRUE(living.exists && !living.configured && !living.refusal);
  EXPECT_EQ(living.sessions, 1u);
  EXPECT_FALSE(socket_of(f, alive.socket()).refusal); // found by its process, wherever it is
  const auto dead = socket_of(f, sockets + "/dead");
  EXPECT_TRUE(dead.exists && !dead.configured && dead.refusal);
  EXPECT_EQ(dead.refusal.value_or(error{}).code, errc::no_server);
  const auto nowhere = socket_of(f, home / "nowhere");
  EXPECT_TRUE(!nowhere.exists && nowhere.configured && nowhere.refusal);
  EXPECT_EQ(nowhere.refusal.value_or(error{}).code, errc::no_server);
}

TEST_F(DoctorGathers, NoServersThatTheDaemonWouldNotLookFor) {
  test::private_tmux alive;
  for (const auto& s : gather("", env).tmux.sockets)
    EXPECT_NE(s.path, alive.socket());
}

TEST_F(DoctorGathers, AServerThatHangsIsWaitedForNoLongerThanItsTime) {
  test::private_tmux hung;
  env["TMUX_ORC_TMUX_SOCKET_PATH"] = hung.socket();
  kill(hung.pid(), SIGSTOP);
  const auto f = gather("", env);
  kill(hung.pid(), SIGCONT);
  EXPECT_EQ(socket_of(f, hung.socket()).refusal.value_or(error{}).code, errc::timed_out);
}

TEST_F(DoctorGathers, HowTheDatabaseIs) {
  const auto path = home / "state.db";
  env["TMUX_ORC_STORAGE_PATH"] = path;
  {
    const auto made = open_database({.path = path});
    ASSERT_TRUE(made) << made.error().message;
  }
  const auto whole = gather("", env).database;
  EXPECT_FALSE(whole.fault) << whole.fault->message;
  EXPECT_EQ(whole.version, whole.newest_version);
  EXPECT_GT(whole.bytes, 0u);
  std::ofstream{path} << "this is no database at all, and long enough to be taken for one";
  const auto damaged = gather("", env).database;
  ASSERT_TRUE(damaged.fault);
  EXPECT_EQ(damaged.fault->code, errc::storage);
}

TEST_F(DoctorGathers, WhetherThePortIsFreeAndWhoHasIt) {
  EXPECT_NE(gather("", env).daemon.port_taken.empty(), geteuid() != 0) << "port 1 needs root";
  http_server stranger;
  http_server_options any;
  any.port = 0;
  const auto port = stranger.start(any, [](api_exchange x) {
    api_response answer;
    answer.body = x.request.path == "/health" ? R"({"color":"pink"})" : "";
    x.reply(answer);
  });
  ASSERT_TRUE(port);
  env["TMUX_ORC_HTTP_PORT"] = std::to_string(*port);
  const auto f = gather("", env);
  EXPECT_FALSE(f.daemon.answers);
  EXPECT_EQ(f.daemon.refusal, "what answers there is another program");
  EXPECT_EQ(f.daemon.port_taken, "Address already in use");
}

TEST_F(DoctorGathers, WhatIsWrongWithTheConfiguration) {
  const auto file = home / "monitor.json";
  std::ofstream{file} << R"({"http": {"prt": 1}})";
  const auto f = gather(file, env);
  ASSERT_EQ(f.configuration.faults.size(), 1u);
  EXPECT_FALSE(f.places_known);
}

} // namespace
} // namespace orc::cli
