#include "runtime/host/secret_file.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace orc::host {
namespace {

struct SecretFile : testing::Test {
  test::scratch_folder folder;
  std::string path = folder / "token";

  result<std::string> read(const std::string& text, mode_t mode = 0600) const {
    std::ofstream{path} << text;
    ::chmod(path.c_str(), mode);
    return read_secret(path);
  }
};

TEST_F(SecretFile, IsItsOneWordWithoutTheEndOfTheLine) {
  EXPECT_EQ(read("0123456789abcdef\n").value_or(""), "0123456789abcdef");
  EXPECT_EQ(read("0123456789abcdef", 0400).value_or(""), "0123456789abcdef");
}

TEST_F(SecretFile, MustNotBeReadableByOthers) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    const auto got = read("0123456789abcdef\n", mode);
    ASSERT_FALSE(got) << std::oct << mode;
    EXPECT_EQ(got.error().code, errc::permission);
    EXPECT_NE(got.error().message.find("chmod 600"), std::string::npos) << got.error().message;
  }
}

TEST_F(SecretFile, HasSixteenTo4096Characters) {
  EXPECT_EQ(read(std::string(15, 'a')).error().code, errc::invalid_input);
  EXPECT_TRUE(read(std::string(16, 'a')));
  EXPECT_TRUE(read(std::string(4096, 'a') + "\n"));
  EXPECT_EQ(read(std::string(4097, 'a')).error().code, errc::invalid_input);
}

TEST_F(SecretFile, IsOneWordOfVisibleAscii) {
  for (const auto* bad : {"0123456789 abcdef", "0123456789abcdef\n\n", "0123456789abcdef\xc3\xa4"})
    EXPECT_EQ(read(bad).error().code, errc::invalid_input) << bad;
}

TEST_F(SecretFile, ThatIsNotThereOrNoFileIsSaidWithItsPath) {
  const auto got = read_secret(folder / "none");
  EXPECT_EQ(got.error().code, errc::io);
  EXPECT_NE(got.error().message.find(folder / "none"), std::string::npos);
  EXPECT_EQ(read_secret(folder.path().string()).error().code, errc::invalid_input);
}

} // namespace
} // namespace orc::host
