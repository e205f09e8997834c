// Recorded screens of real agents: tests/data/screens/<agent>/<state>/<name>.txt and .json.
#pragma once

#include "messages/types/tmux.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace orc {

struct recorded_screen {
  std::string name;           ///< below tests/data/screens
  std::string label;          ///< what the agent was driven into, never read off the screen
  std::set<std::string> also; ///< other honest answers
  pane_screen pane;
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline recorded_screen load_screen(const std::filesystem::path& root,
                                   const std::filesystem::path& text) {
  auto beside = text;
  beside.replace_extension(".json");
  const auto meta = boost::json::parse(file_text(beside)).as_object();
  const auto word = [&](const char* key) {
    return boost::json::value_to<std::string>(meta.at(key));
  };
  const auto number = [&](const char* key) { return boost::json::value_to<int>(meta.at(key)); };
  recorded_screen out;
  out.name = std::filesystem::relative(text, root).string();
  out.label = word("label");
  for (const auto& one : meta.at("also").as_array())
    out.also.insert(boost::json::value_to<std::string>(one));
  out.pane.agent_id = "recorded";
  out.pane.kind = word("agent");
  out.pane.command = word("command");
  for (const auto& one : meta.at("argv").as_array())
    out.pane.argv.push_back(boost::json::value_to<std::string>(one));
  out.pane.text = file_text(text);
  if (const auto* styled = meta.if_contains("styled"))
    out.pane.styled = boost::json::value_to<std::string>(*styled);
  auto& row = out.pane.pane;
  row.title = word("title");
  row.width = number("width");
  row.height = number("height");
  row.cursor_x = number("cursor_x");
  row.cursor_y = number("cursor_y");
  row.alternate = meta.at("alternate").as_bool();
  row.cursor_visible = meta.at("cursor_visible").as_bool();
  row.mouse = meta.at("mouse").as_bool();
  return out;
}

inline std::vector<recorded_screen> recorded_screens() {
  const std::filesystem::path root = std::filesystem::path{ORC_SOURCE_DIR} / "tests/data/screens";
  std::vector<recorded_screen> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{root})
    if (entry.path().extension() == ".txt")
      out.push_back(load_screen(root, entry.path()));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

} // namespace orc
