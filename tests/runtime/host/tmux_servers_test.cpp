#include "runtime/host/tmux_servers.hpp"

#include "tests/support/private_tmux.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace orc::host {
namespace {

bool has(const std::vector<std::string>& list, const std::string& path) {
  return std::find(list.begin(), list.end(), path) != list.end();
}

std::string path_among(const std::vector<server_address>& found, const std::string& name) {
  for (const auto& f : found)
    if (f.name == name)
      return f.path;
  return "";
}

TEST(TmuxServers, ARunningServerIsFoundByTheSocketThatItListensOn) {
  test::private_tmux tmux;
  EXPECT_TRUE(has(listening_servers("/proc"), tmux.socket()));
}

TEST(TmuxServers, ASocketThatADeadServerLeftBehindIsNone) {
  test::private_tmux tmux;
  kill(tmux.pid(), SIGKILL);
  while (tmux.client().run({"list-sessions"}, {}, std::chrono::seconds{2}))
    continue; // the kernel takes a moment
  ASSERT_TRUE(std::filesystem::exists(tmux.socket()));
  EXPECT_FALSE(has(listening_servers("/proc"), tmux.socket()));
}

TEST(TmuxServers, AServerWhoseSocketWasRemovedCannotBeReachedAndIsNone) {
  test::private_tmux tmux;
  std::filesystem::remove(tmux.socket());
  EXPECT_FALSE(has(listening_servers("/proc"), tmux.socket()));
}

TEST(TmuxServers, InTheUsersFolderTheNameOfTheSocketSaysItAll) {
  EXPECT_EQ(server_name("/tmp/tmux-1/work", "/tmp/tmux-1"), "work");
}

TEST(TmuxServers, ElsewhereAMarkOfThePathIsAdded) {
  const auto one = server_name("/run/a/work", "/tmp/tmux-1");
  EXPECT_TRUE(one.starts_with("work-")) << one;
  EXPECT_NE(one, server_name("/run/b/work", "/tmp/tmux-1"));
  EXPECT_EQ(one, server_name("/run/a/work", "/tmp/tmux-1"));
}

TEST(TmuxServers, AHostileNameBecomesOneThatFitsIntoAUrl) {
  const auto name = server_name("/tmp/tmux-1/a b;$(reboot)%1", "/tmp/tmux-1");
  EXPECT_TRUE(name.starts_with("a_b___reboot__1-")) << name;
  const auto long_one = server_name("/tmp/tmux-1/" + std::string(100, 'x'), "/tmp/tmux-1");
  EXPECT_EQ(long_one.size(), 45U);
}

TEST(TmuxServers, TheFirstServerIsCalledAsItsSocket) {
  EXPECT_EQ(plain_server_name({}), "default");
  EXPECT_EQ(plain_server_name({"work", ""}), "work");
  EXPECT_EQ(plain_server_name({"work", "/run/my.sock"}), "my.sock");
}

TEST(TmuxServers, ThoseConfiguredAreNamedWhetherTheyRunOrNot) {
  server_finder_options options;
  options.discover = false;
  options.folder = "/nowhere/tmux-1";
  options.first_name = "default";
  options.configured = {"work", "/run/x.sock", "default", "work"};
  proc_server_finder finder{options};
  const auto found = finder.find();
  ASSERT_EQ(found.size(), 2U); // "default" is the first server itself
  EXPECT_EQ(path_among(found, "work"), "/nowhere/tmux-1/work");
  EXPECT_EQ(finder.path_of(server_name("/run/x.sock", options.folder)), "/run/x.sock");
  EXPECT_FALSE(finder.path_of("unheard-of"));
}

TEST(TmuxServers, OneThatRunsIsFoundOnlyWhereDiscoveryIsOn) {
  test::private_tmux tmux;
  server_finder_options options;
  options.first_name = "default";
  const auto name = server_name(tmux.socket(), options.folder);
  EXPECT_EQ(path_among(proc_server_finder{options}.find(), name), tmux.socket());
  options.discover = false;
  EXPECT_EQ(path_among(proc_server_finder{options}.find(), name), "");
}

TEST(TmuxServers, TheFirstIsNotFoundASecondTime) {
  test::private_tmux tmux;
  server_finder_options options;
  options.first.path = tmux.socket();
  options.first_name = "tmux.sock";
  for (const auto& found : proc_server_finder{options}.find())
    EXPECT_NE(found.path, tmux.socket());
}

TEST(TmuxServers, ANameThatTheFirstHasIsNotGivenTwice) {
  server_finder_options options;
  options.discover = false;
  options.folder = "/nowhere/tmux-1";
  options.first.path = "/run/first.sock";
  options.first_name = "work";
  options.configured = {"work"};
  const auto found = proc_server_finder{options}.find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].name.starts_with("work-")) << found[0].name;
}

} // namespace
} // namespace orc::host
