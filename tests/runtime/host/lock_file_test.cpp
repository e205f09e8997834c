#include "runtime/host/lock_file.hpp"

#include "runtime/host/background.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace orc::host {
namespace {

using namespace std::chrono_literals;

struct LockFile : testing::Test {
  test::scratch_folder folder;
  std::string path = folder / "monitor.pid";

  std::string content() const {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

/// A process that takes the lock and holds it until it is killed.
class other_holder {
public:
  explicit other_holder(const std::string& path) {
    int ready[2];
    if (pipe(ready) != 0)
      throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      const auto lock = lock_file::take(path);
      [[maybe_unused]] const auto told = write(ready[1], lock ? "y" : "n", 1);
      pause();
      _exit(0);
    }
    char word = 'n';
    took_ = read(ready[0], &word, 1) == 1 && word == 'y';
    close(ready[0]);
    close(ready[1]);
  }

  other_holder(const other_holder&) = delete;
  other_holder& operator=(const other_holder&) = delete;

  ~other_holder() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }

  bool took() const { return took_; }

private:
  pid_t pid_ = -1;
  bool took_ = false;
};

TEST_F(LockFile, HoldsThePidAndTheNotesOfItsHolder) {
  auto lock = lock_file::take(path);
  ASSERT_TRUE(lock) << lock.error().message;
  lock->note("url", "http://127.0.0.1:8080");
  lock->note("log", "/a b/c\nforged line");
  EXPECT_EQ(content(), std::to_string(getpid()) + "\nurl http://127.0.0.1:8080\nlog /a b/c\n");
  const auto holder = holder_of(path);
  ASSERT_TRUE(holder && *holder);
  EXPECT_EQ((*holder)->pid, getpid());
  EXPECT_EQ((*holder)->notes.at("log"), "/a b/c");
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms{0600});
}

TEST_F(LockFile, ANoteThatSaysNothingNewIsNotRepeatedAndANewOneCounts) {
  auto lock = lock_file::take(path);
  ASSERT_TRUE(lock);
  for (const auto* url : {"a", "a", "b", "b"})
    lock->note("url", url);
  EXPECT_EQ(content(), std::to_string(getpid()) + "\nurl a\nurl b\n");
  EXPECT_EQ((*holder_of(path))->notes.at("url"), "b");
}

TEST_F(LockFile, ASecondHolderIsRefusedAndToldWhoTheFirstIs) {
  const other_holder first{path};
  ASSERT_TRUE(first.took());
  const auto second = lock_file::take(path);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::busy);
  EXPECT_EQ(second.error().message,
            path + " is held by the process " + std::to_string(first.pid()));
  EXPECT_EQ(content(), std::to_string(first.pid()) + "\n"); // the refused one changed nothing
}

TEST_F(LockFile, IsHeldWithinOneProcessToo) {
  const auto first = lock_file::take(path);
  ASSERT_TRUE(first);
  EXPECT_FALSE(lock_file::take(path));
  EXPECT_FALSE(other_holder{path}.took());
}

TEST_F(LockFile, LookingAtItNeitherTakesNorEndsIt) {
  const auto lock = lock_file::take(path);
  ASSERT_TRUE(lock);
  ASSERT_TRUE(holder_of(path));
  EXPECT_FALSE(other_holder{path}.took());
}

TEST_F(LockFile, EndsWithItsHolderHoweverThatEnds) {
  { const other_holder killed{path}; } // by SIGKILL: its pid is left behind in the file
  EXPECT_NE(content(), "");
  const auto nobody = holder_of(path);
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(*nobody);
  {
    const auto next = lock_file::take(path);
    ASSERT_TRUE(next);
    EXPECT_EQ(content(), std::to_string(getpid()) + "\n");
  }
  EXPECT_EQ(content(), "");
  EXPECT_FALSE(*holder_of(path));
}

TEST_F(LockFile, NobodyHoldsWhatIsNotThere) {
  const auto nobody = holder_of(path);
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(*nobody);
}

TEST_F(LockFile, IsNeverALinkToAnotherFile) {
  std::ofstream{folder / "precious"} << "keep me";
  std::filesystem::create_symlink(folder / "precious", path);
  EXPECT_FALSE(lock_file::take(path));
  EXPECT_EQ(content(), "keep me");
}

TEST_F(LockFile, AFolderThatIsNotThereIsSaid) {
  const auto lock = lock_file::take(folder / "nowhere/monitor.pid");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, errc::io);
}

struct Background : testing::Test {
  test::scratch_folder folder;
  std::string output = folder / "out";

  result<std::int64_t> start(const std::string& script) {
    return start_in_background({{"sh", "-c", script}, {"PATH=/usr/bin:/bin", "WORD=x y"}, output});
  }

  std::string said() const {
    std::ifstream in{output};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

TEST_F(Background, HasASessionOfItsOwnAndItsOutputInTheFile) {
  std::ofstream{output} << "before\n";
  const auto pid = start("read line; echo \"$WORD $(cut -d' ' -f6 /proc/$$/stat) $$\"; echo e >&2");
  ASSERT_TRUE(pid) << pid.error().message;
  const auto it = known_process::open(*pid);
  ASSERT_TRUE(it);
  ASSERT_TRUE(it->wait(10s));
  EXPECT_EQ(it->status(), 0);
  const auto id = std::to_string(*pid);
  EXPECT_EQ(said(), "before\nx y " + id + " " + id + "\ne\n");
}

TEST_F(Background, TellsHowItEnded) {
  const auto by_itself = known_process::open(start("exit 78").value());
  ASSERT_TRUE(by_itself->wait(10s));
  EXPECT_EQ(by_itself->status(), 78);
  const auto killed = known_process::open(start("exec sleep 100").value());
  EXPECT_FALSE(killed->wait(0ms));
  EXPECT_EQ(killed->status(), std::nullopt);
  ASSERT_TRUE(killed->signal(SIGKILL));
  ASSERT_TRUE(killed->wait(10s));
  EXPECT_EQ(killed->status(), 128 + SIGKILL);
  EXPECT_EQ(killed->signal(SIGTERM).error().code, errc::not_found);
}

TEST_F(Background, HearsTheSignalsThatItsCallerIgnores) {
  const auto before = std::signal(SIGTERM, SIG_IGN);
  const auto pid = start("exec sleep 100");
  std::signal(SIGTERM, before);
  const auto it = known_process::open(pid.value());
  ASSERT_TRUE(it->signal(SIGTERM));
  ASSERT_TRUE(it->wait(10s));
  EXPECT_EQ(it->status(), 128 + SIGTERM);
}

TEST_F(Background, AProgramThatIsNotThereIsSaid) {
  const auto none = start_in_background({{"no-such-program"}, {}, output});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "no-such-program is not installed, or not in PATH");
}

TEST(UptimeOf, IsKnownOfALivingProcessAlone) {
  const auto ours = uptime_of(getpid());
  ASSERT_TRUE(ours);
  EXPECT_GE(*ours, -0.1); // both are told in hundredths
  EXPECT_LT(*ours, 3600);
  EXPECT_FALSE(uptime_of(0x7fffffff));
}

} // namespace
} // namespace orc::host
