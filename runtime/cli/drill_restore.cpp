#include "runtime/cli/drill_restore.hpp"

#include "runtime/cli/control.hpp"
#include "storage/backup.hpp"

#include <boost/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sysexits.h>
#include <system_error>

namespace orc::cli {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::chrono::milliseconds patience{5000}; // with whoever else has the database open
constexpr int not_restored = 1;

/// The folder of the restored database; it and the database go with the drill.
class scratch {
public:
  explicit scratch(bool keep) : keep_(keep) {}

  ~scratch() {
    if (keep_)
      return;
    std::error_code ignored;
    for (const auto* suffix : {"", "-wal", "-shm"})
      if (!path_.empty())
        fs::remove(path_ + suffix, ignored);
    if (!made_.empty())
      fs::remove(made_, ignored); // only when nothing else is in it
  }

  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  result<void> open(const std::string& wanted) {
    std::error_code wrong;
    auto folder = wanted;
    if (folder.empty()) {
      folder = (fs::temp_directory_path(wrong) / "tmux-orc-restore-XXXXXX").string();
      if (::mkdtemp(folder.data()) == nullptr)
        return fail(errc::io, folder + ": " + std::generic_category().message(errno));
      made_ = folder;
    } else if (!fs::exists(folder, wrong)) {
      if (!fs::create_directory(folder, wrong))
        return fail(errc::io, folder + ": " + wrong.message());
      made_ = folder;
      fs::permissions(folder, fs::perms::owner_all, wrong);
    }
    const auto path = folder + "/state.db";
    if (fs::exists(path, wrong)) // also: it is not ours to remove
      return fail(errc::invalid_input, path + " is there already, and is not overwritten");
    path_ = path;
    return {};
  }

  [[nodiscard]] const std::string& path() const { return path_; }

private:
  bool keep_;
  std::string made_; ///< the folder, where it was not there before
  std::string path_; ///< the database, once it is ours
};

struct drill {
  std::string from;
  std::optional<database_contents> before; ///< of the database that was copied; not of a backup
  restored_database found;
  std::uintmax_t bytes = 0;
  std::string into;
  double seconds = 0;
};

result<void> copy_file(const std::string& from, const std::string& to) {
  std::error_code wrong;
  if (!fs::copy_file(from, to, wrong))
    return fail(errc::not_found, from + ": " + wrong.message());
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, wrong);
  return {};
}

/// Copies and proves; what the source lost meanwhile it never had.
result<void> restore(drill& d, const restore_arguments& a) {
  if (a.backup.empty()) {
    const auto before = contents_of(d.from, patience);
    if (!before)
      return tl::unexpected<error>(before.error());
    d.before = *before;
  }
  const auto copied =
      a.backup.empty() ? back_up(d.from, d.into, patience) : copy_file(d.from, d.into);
  if (!copied)
    return copied;
  std::error_code ignored;
  d.bytes = fs::file_size(d.into, ignored);
  const auto found = prove_restored(d.into);
  if (!found)
    return tl::unexpected<error>(found.error());
  d.found = *found;
  if (d.before && !holds(d.found.contents, *d.before))
    return fail(errc::storage, "the copy holds less than the database held when it was begun");
  return {};
}

json::object as_json(const database_contents& n) {
  return {{"agents", n.agents},
          {"transitions", n.transitions},
          {"events", n.events},
          {"component_events", n.component_events}};
}

std::string report_json(const drill& d, const restore_arguments& a, const result<void>& done) {
  const json::object body{
      {"restored", done.has_value()},
      {"fault", done ? json::value(nullptr) : json::value(done.error().message)},
      {"from", d.from},
      {"into", d.into},
      {"kept", a.keep},
      {"bytes", d.bytes},
      {"contents", as_json(d.found.contents)},
      {"source", d.before ? json::value(as_json(*d.before)) : nullptr},
      {"newest_read", d.found.newest_read},
      {"migrated", d.found.migrated},
      {"seconds", d.seconds}};
  return json::serialize(body) + "\n";
}

std::string in_words(const database_contents& n) {
  return std::to_string(n.agents) + " agents, " + std::to_string(n.transitions) + " transitions, "
         + std::to_string(n.events) + " events, " + std::to_string(n.component_events)
         + " events of components";
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", seconds);
  return text;
}

std::string report(const drill& d, const restore_arguments& a) {
  std::string out = "from       " + printable(d.from) + "\ninto       " + printable(d.into) + ", "
                    + std::to_string(d.bytes) + " bytes" + (a.keep ? "" : ", removed again")
                    + "\nintegrity  every page and index is sound\ncontents   "
                    + in_words(d.found.contents) + "\n";
  if (d.before)
    out += "source     " + in_words(*d.before) + " when the copy was begun\n";
  out += "history    its newest " + std::to_string(d.found.newest_read) + " entries were read\n";
  if (d.found.migrated)
    out += "format     an older version's, brought up to this one's\n";
  return out + "took       " + seconds_text(d.seconds)
         + "\nA daemon can start from it, and nothing is missing.\n";
}

} // namespace

outcome drill_restore(const context& c, const restore_arguments& a) {
  drill d;
  d.from = a.backup.empty() ? a.database : a.backup;
  if (d.from.empty()) {
    const auto here = installation_named("");
    if (!here)
      return here.error();
    d.from = here->database;
  }
  if (std::error_code absent; !fs::exists(d.from, absent))
    return refused(EX_NOINPUT, {errc::not_found, d.from + " is not there"});
  scratch room{a.keep};
  if (const auto open = room.open(a.into); !open)
    return refused(EX_CANTCREAT, open.error());
  d.into = room.path();
  const auto began = std::chrono::steady_clock::now();
  const auto done = restore(d, a);
  d.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (c.json)
    return {done ? EX_OK : not_restored, report_json(d, a, done), ""};
  return done ? outcome{EX_OK, report(d, a), ""} : refused(not_restored, done.error());
}

command drill_restore_command() {
  return {.name = "drill restore",
          .summary = "restore the database into a scratch folder and prove that it can be used",
          .options = {{.name = "--database",
                       .value = "PATH",
                       .meaning = "the database to copy, instead of the configured one"},
                      {.name = "--backup",
                       .value = "FILE",
                       .meaning = "a backup that was made before, instead of a copy of now"},
                      {.name = "--into",
                       .value = "FOLDER",
                       .meaning = "where to, instead of a folder made for it"},
                      {.name = "--keep", .meaning = "leave what was restored there"}},
          .exits = {{not_restored, "what was restored is damaged, or something is missing in it"},
                    {EX_CANTCREAT, "it cannot be put there"}},
          .run = [](const context& c, const arguments& a) {
            return drill_restore(
                c, {a.text("--database"), a.text("--backup"), a.text("--into"), a.has("--keep")});
          }};
}

} // namespace orc::cli
