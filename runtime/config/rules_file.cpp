#include "runtime/config/rules_file.hpp"

#include "runtime/config/rules_reader.hpp"
#include "runtime/config/settings_table.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace orc {
namespace {

namespace fs = std::filesystem;

using faults = std::vector<file_fault>;

void add(faults& to, faults more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<fs::path> files_of(const fs::path& folder, faults& wrong) {
  std::vector<fs::path> out;
  std::error_code failed;
  for (fs::directory_iterator it{folder, failed}; !failed && it != fs::directory_iterator{};
       it.increment(failed))
    if (it->path().extension() == ".json")
      out.push_back(it->path());
  if (failed)
    wrong.push_back({folder.string(), "", "cannot be read: " + failed.message()});
  std::sort(out.begin(), out.end());
  return out;
}

/// The mistakes that only show when the rules are compiled.
faults faults_of(const fs::path& path, std::string_view text, std::vector<rule_fault> found) {
  faults out;
  for (auto& fault : found)
    out.push_back({path.string(), std::move(fault.at), std::move(fault.what)});
  locate(out, text);
  return out;
}

void load_file(const fs::path& path, rule_sets& into, faults& wrong) {
  const auto text = read_text(path.string());
  if (!text) {
    wrong.push_back(text.error());
    return;
  }
  auto spec = parse_rules(path.string(), *text);
  if (!spec) {
    add(wrong, std::move(spec.error()));
    return;
  }
  auto compiled = compile(*spec);
  if (!compiled) {
    add(wrong, faults_of(path, *text, std::move(compiled.error())));
    return;
  }
  const auto kind = spec->identity.kind;
  if (!into.emplace(kind, std::move(*compiled)).second)
    wrong.push_back({path.string(), "/kind", "two files of one folder describe \"" + kind + "\""});
}

rule_sets load_folder(const fs::path& folder, faults& wrong) {
  rule_sets out;
  for (const auto& path : files_of(folder, wrong))
    load_file(path, out, wrong);
  return out;
}

} // namespace

tl::expected<rule_sets, std::vector<file_fault>> load_rules(const fs::path& built_in,
                                                            const fs::path& users) {
  faults wrong;
  auto out = load_folder(built_in, wrong);
  std::error_code absent;
  if (!users.empty() && fs::exists(users, absent)) // a file there is told by its reading
    for (auto& [kind, rules] : load_folder(users, wrong))
      out.insert_or_assign(kind, std::move(rules));
  if (wrong.empty() && !out.contains("generic"))
    wrong.push_back({built_in.string(), "", "no file describes the kind \"generic\""});
  if (!wrong.empty())
    return tl::unexpected<faults>(std::move(wrong));
  return out;
}

faults unknown_kinds(const settings& s, const rule_sets& rules, const std::string& file) {
  std::vector<std::string> known;
  for (const auto& [kind, of_kind] : rules)
    known.push_back(kind);
  faults wrong;
  for (const auto& [pattern, kind] : s.agents.kinds)
    if (!rules.contains(kind)) {
      const auto like = nearest(kind, known);
      wrong.push_back({file.empty() ? "environment" : file,
                       "/agents/kinds",
                       "found the kind \"" + kind + "\" for \"" + pattern
                           + "\", expected one that has a rule file"
                           + (like.empty() ? "" : "; did you mean \"" + like + "\"?")});
    }
  return wrong;
}

std::string rules_text(const fs::path& built_in, const fs::path& users) {
  std::string out;
  faults ignored; // load_rules() tells them
  for (const auto& folder : {built_in, users})
    for (const auto& path : files_of(folder, ignored))
      out += path.string() + '\0' + read_text(path.string()).value_or("") + '\0';
  return out;
}

std::vector<agent_identity> identities_of(const rule_sets& rules) {
  std::vector<agent_identity> out;
  for (const auto& [kind, of_kind] : rules)
    if (kind != "generic")
      out.push_back(of_kind.identity);
  if (const auto last = rules.find("generic"); last != rules.end())
    out.push_back(last->second.identity);
  return out;
}

} // namespace orc
