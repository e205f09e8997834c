#include "runtime/http/control_socket.hpp"

#include "runtime/http/http_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace orc {
namespace {

constexpr const char* request = "POST /api/v1/log HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                "Content-Length: 2\r\n\r\n{}";

struct ControlSocket : testing::Test {
  test::scratch_folder folder;
  std::string path = folder / "run/control.sock";
  http_server server;
  std::uint16_t port = 0;

  void SetUp() override {
    http_server_options o;
    o.port = 0;
    port = server
               .start(o,
                      [](const api_exchange& x) {
                        x.reply({200,
                                 "text/plain",
                                 x.request.body + (x.request.owner ? " owner" : " guest"),
                                 {}});
                      })
               .value();
  }

  static mode_t mode_of(const std::string& file) {
    struct stat here {};

    return ::stat(file.c_str(), &here) == 0 ? here.st_mode & 07777U : 0;
  }

  static std::string answer(const std::string& at) {
    test::raw_client c{at};
    c.send(request);
    return c.read_all();
  }
};

TEST_F(ControlSocket, IsForItsOwnerAloneAndBringsTheOwnersRights) {
  ASSERT_TRUE(server.open_control(path));
  EXPECT_EQ(mode_of(path), 0600U);
  EXPECT_EQ(mode_of(folder / "run"), 0700U);
  EXPECT_TRUE(answer(path).ends_with("{} owner")) << answer(path);
  test::raw_client over_tcp{port};
  over_tcp.send("POST /api/v1/log HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(over_tcp.read_all().find("HTTP/1.1 403 "), 0U);
}

TEST_F(ControlSocket, GoesWithItsServer) {
  ASSERT_TRUE(server.open_control(path));
  server.stop();
  EXPECT_EQ(mode_of(path), 0U);
}

TEST_F(ControlSocket, OneThatWasLeftBehindIsReplacedAndOneThatAnswersIsNot) {
  const auto left = listen_at(path);
  ASSERT_TRUE(left);
  const auto busy = server.open_control(path);
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, errc::busy);
  ::close(left->fd);
  ASSERT_TRUE(server.open_control(path));
  EXPECT_TRUE(answer(path).ends_with("owner"));
}

TEST_F(ControlSocket, WhatAnotherHasPutThereIsNotTakenAway) {
  ASSERT_TRUE(server.open_control(path));
  ::unlink(path.c_str());
  const auto other = listen_at(path);
  ASSERT_TRUE(other);
  server.stop();
  EXPECT_EQ(mode_of(path), 0600U);
  ::close(other->fd);
}

TEST_F(ControlSocket, AFileThatIsNoSocketStays) {
  std::ofstream{folder / "file"} << "precious";
  const auto refused = server.open_control(folder / "file");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_input);
  EXPECT_NE(mode_of(folder / "file"), 0U);
}

TEST_F(ControlSocket, IsNotMadeWhereOthersMayWrite) {
  ::chmod(folder.path().c_str(), 0770);
  const auto refused = server.open_control(folder / "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::permission);
  ::chmod(folder.path().c_str(), 0755);
  EXPECT_TRUE(server.open_control(folder / "x"));
}

TEST_F(ControlSocket, HasAPathOfAtMost107Bytes) {
  const auto name_to = [&](std::size_t size) {
    const auto base = folder.path().string() + "/";
    return base + std::string(size - base.size(), 'x');
  };
  EXPECT_EQ(server.open_control(name_to(108)).error().code, errc::invalid_input);
  EXPECT_TRUE(server.open_control(name_to(107)));
}

TEST_F(ControlSocket, StaysOpenToItsOwnerWhenThePortIsCrowded) {
  http_server crowded;
  http_server_options o;
  o.port = 0;
  o.max_connections = 0;
  const auto at = crowded.start(o, [](const api_exchange& x) {
    x.reply({200, "text/plain", "let in", {}});
  });
  ASSERT_TRUE(at);
  ASSERT_TRUE(crowded.open_control(path));
  test::raw_client guest{*at};
  guest.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(guest.read_all().find("HTTP/1.1 503 "), 0U);
  EXPECT_EQ(answer(path).find("HTTP/1.1 200 "), 0U);
}

TEST(ControlPeer, IsTheSameUserOrRoot) {
  EXPECT_TRUE(may_control(1000, 1000));
  EXPECT_TRUE(may_control(0, 1000));
  EXPECT_FALSE(may_control(1001, 1000));
  EXPECT_FALSE(may_control(1000, 0));
}

} // namespace
} // namespace orc
