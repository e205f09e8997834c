// Every message of the configuration, in one file that a reviewer can read: tests/data/
// config_errors.txt holds inputs and what is said of each. With ORC_REWRITE_GOLDEN set the file is
// written anew, from its own inputs.
#include "runtime/config/rules_file.hpp"
#include "runtime/config/settings_file.hpp"
#include "runtime/config/settings_table.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace orc {
namespace {

constexpr const char* golden_file = ORC_SOURCE_DIR "/tests/data/config_errors.txt";

/// "== title", then parts, each behind a line "-- name".
struct block {
  std::string title;
  std::map<std::string, std::string> parts;
};

std::string golden() {
  std::ifstream in{golden_file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The lines before the first block are the file's own introduction.
std::vector<block> blocks_in(const std::string& text, std::string& introduction) {
  std::vector<block> out;
  std::string* into = &introduction;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("== ")) {
      out.push_back({line.substr(3), {}});
      into = &out.back().parts["-- "];
    } else if (line.starts_with("-- ") && !out.empty()) {
      into = &out.back().parts[line];
    } else {
      *into += line + "\n";
    }
  }
  return out;
}

/// "\xff" as that byte; inputs that are no text need it.
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text.compare(i, 2, "\\x") == 0) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  return out;
}

environment variables_in(const std::string& text) {
  environment out;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);)
    out.emplace(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
  return out;
}

struct ConfigErrors : testing::Test {
  test::scratch_folder folder;

  std::string lines(const std::vector<file_fault>& faults) const {
    std::string out;
    for (auto fault : faults) {
      if (fault.file.starts_with(
              folder.path().string())) // where the test lies is nobody's business
        fault.file = std::filesystem::path{fault.file}.filename().string();
      out += to_string(fault) + "\n";
    }
    return out;
  }

  template <class Read>
  std::string said(const Read& read) const {
    return read ? "nothing\n" : lines(read.error());
  }

  /// What lies where the configuration is looked for.
  std::string path_of(const std::string& kind) const {
    const auto path = folder / "monitor.json";
    std::filesystem::remove_all(path);
    if (kind == "a folder")
      std::filesystem::create_directory(path);
    else if (kind == "a link to itself")
      std::filesystem::create_symlink(path, path);
    else if (kind == "a pipe")
      ::mkfifo(path.c_str(), 0600);
    else if (kind == "an empty file")
      std::ofstream{path};
    else if (kind == "a megabyte and a byte")
      std::ofstream{path} << std::string((1 << 20) + 1, ' ');
    return path;
  }

  std::string rules_say(const std::string& text) const {
    const auto rules = folder / "rules";
    std::filesystem::create_directories(rules);
    std::ofstream{rules + "/mine.json"} << text;
    return said(load_rules(ORC_SOURCE_DIR "/config/agents", rules));
  }

  std::string settings_say(const std::string& text, const environment& env) const {
    const auto read = read_settings("monitor.json", text, env);
    const auto rules = load_rules(ORC_SOURCE_DIR "/config/agents");
    const auto wrong = read ? unknown_kinds(*read, *rules, "monitor.json") : read.error();
    return wrong.empty() ? "nothing\n" : lines(wrong);
  }

  std::string answer_to(const block& b) const {
    const auto part = [&b](const char* name) {
      const auto found = b.parts.find(name);
      return found == b.parts.end() ? std::string{} : found->second;
    };
    const auto env = variables_in(part("-- environment"));
    std::string out;
    if (b.parts.contains("-- mine.json"))
      out = rules_say(unescaped(part("-- mine.json")));
    else if (b.parts.contains("-- in the place of monitor.json"))
      out = said(load_settings(path_of(b.title.substr(b.title.find(": ") + 2)), env));
    else
      out = settings_say(unescaped(part("-- monitor.json")), env);
    for (const auto& notice : notices_of(env))
      out += "warning: " + notice + "\n";
    return out;
  }
};

TEST_F(ConfigErrors, AreThoseOfTheGoldenFile) {
  std::string written;
  std::istringstream in{golden()};
  std::string introduction;
  const auto blocks = blocks_in(golden(), introduction);
  ASSERT_GT(blocks.size(), 20u);
  for (const auto& b : blocks) {
    const auto answer = answer_to(b);
    const auto expected = b.parts.find("-- says");
    if (!std::getenv("ORC_REWRITE_GOLDEN")) {
      EXPECT_EQ(answer + "\n", expected == b.parts.end() ? "" : expected->second) << b.title;
    }
    written += "== " + b.title + "\n";
    for (const auto& [name, text] : b.parts)
      if (name != "-- says" && name != "-- ")
        written += name + "\n" + text;
    written += "-- says\n" + answer + "\n";
  }
  if (std::getenv("ORC_REWRITE_GOLDEN"))
    std::ofstream{golden_file} << introduction << written;
}

TEST_F(ConfigErrors, OfEveryKeyAreInTheGoldenFile) {
  const auto text = golden();
  for (const auto& s : settings_table()) {
    const auto found = std::holds_alternative<map_setting>(s.type) ? "1" : "{}";
    const auto message = pointer_of(s) + ": found " + found + ", expected " + expected_of(s) + "\n";
    EXPECT_NE(text.find(message), std::string::npos) << message;
  }
}

} // namespace
} // namespace orc
