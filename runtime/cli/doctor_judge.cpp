#include "runtime/cli/doctor_judge.hpp"

#include <algorithm>

namespace orc::cli {
namespace {

using std::chrono::minutes;

constexpr std::uint64_t mb = 1'000'000;
constexpr std::uint64_t little_disk = 500 * mb;
constexpr std::uint64_t no_disk = 50 * mb;
constexpr std::uint64_t large_database = 20 * mb; // the guide's warning of the state file
constexpr std::uint64_t little_memory = 200 * mb; // the guide's limit of the daemon's own
constexpr std::uint64_t few_files = 512;          // 256 connections and everything else
constexpr wall_time no_clock_is_earlier{std::chrono::milliseconds{1'704'067'200'000}}; // 2024

using findings = std::vector<finding>;

std::string sized(std::uint64_t bytes) {
  if (bytes < mb)
    return std::to_string((bytes + 999) / 1000) + " kB";
  return bytes < 10'000 * mb ? std::to_string(bytes / mb) + " MB"
                             : std::to_string(bytes / (1000 * mb)) + " GB";
}

void judge_configuration(const configuration_facts& c, findings& out) {
  const std::string check = "configuration";
  for (const auto& fault : c.faults)
    out.push_back({check, level::problem, to_string(fault), "mend it; tmux-orc help config"});
  for (const auto& notice : c.notices)
    out.push_back({check, level::warning, notice, "unset it"});
  if (c.faults.empty())
    out.push_back({check,
                   level::ok,
                   (c.file.empty() ? "defaults" : c.file) + ", rules for " + std::to_string(c.kinds)
                       + " kinds of agents",
                   ""});
}

finding judge_database_fault(const doctor_facts& f, const error& fault) {
  const auto todo = [&]() -> std::string {
    switch (fault.code) {
    case errc::storage_newer:
      return "install the newer program again, or name another database in storage.path";
    case errc::permission:
      return "give the file to " + f.user;
    case errc::busy:
      return "see who else has it open; fuser tells";
    default:
      return "the daemon sets a damaged one aside and begins anew; restore a copy if you have one";
    }
  }();
  return {"database", level::problem, fault.message, todo};
}

void judge_database(const doctor_facts& f, findings& out) {
  const std::string check = "database";
  const auto& db = f.database;
  if (db.fault)
    out.push_back(judge_database_fault(f, *db.fault));
  else if (!db.exists)
    out.push_back({check, level::ok, f.database_path + " is not there yet", ""});
  else if (db.bytes > large_database)
    out.push_back({check,
                   level::warning,
                   f.database_path + " has grown to " + sized(db.bytes),
                   "keep a copy elsewhere and begin anew, or live with it"});
  else
    out.push_back({check,
                   level::ok,
                   f.database_path + " is sound, format " + std::to_string(db.version) + ", "
                       + sized(db.bytes),
                   ""});
  if (!db.fault && db.exists && db.version != 0 && db.version < db.newest_version)
    out.push_back({check,
                   level::ok,
                   "format " + std::to_string(db.version) + " is brought to "
                       + std::to_string(db.newest_version) + " when the daemon starts",
                   ""});
}

finding judge_folder(const std::string& check,
                     const host::folder_facts& folder,
                     const std::string& setting) {
  if (!folder.writable)
    return {check,
            level::problem,
            folder.nearest + " may not be written",
            "give it to the daemon's user, or name another place in " + setting};
  if (folder.free_bytes < little_disk)
    return {check,
            folder.free_bytes < no_disk ? level::problem : level::warning,
            folder.nearest + " has " + sized(folder.free_bytes) + " left",
            "make room, or name another place in " + setting};
  return {
      check, level::ok, folder.nearest + " is writable, " + sized(folder.free_bytes) + " left", ""};
}

finding judge_running(const doctor_facts& f) {
  const auto& d = f.daemon;
  const std::string check = "daemon";
  if (d.pid == 0 && d.answers)
    return {check,
            level::warning,
            "one answers at " + d.url + ", but it writes another database than " + f.database_path,
            "see with whose configuration it runs"};
  if (d.pid == 0)
    return {check, level::warning, "does not run", "tmux-orc monitor start"};
  const auto who = "pid " + std::to_string(d.pid);
  if (!d.answers)
    return {check,
            level::problem,
            who + " (" + d.process + ") holds " + f.lock_path
                + " and does not answer: " + d.refusal,
            "tmux-orc monitor logs; tmux-orc monitor stop --force ends it"};
  if (!d.version.empty() && d.version != f.version)
    return {check,
            level::warning,
            who + " is version " + d.version + ", this program " + f.version,
            "start it anew: tmux-orc monitor stop, tmux-orc monitor start"};
  return {check, level::ok, who + " answers at " + d.url, ""};
}

void judge_daemon(const doctor_facts& f, findings& out) {
  const auto& d = f.daemon;
  out.push_back(judge_running(f));
  if (d.answers)
    out.push_back({"health",
                   d.color == "green" ? level::ok
                   : d.color == "red" ? level::problem
                                      : level::warning,
                   d.color + (d.reason.empty() ? "" : ": " + d.reason),
                   d.color == "green" ? "" : "tmux-orc monitor --component-status"});
  if (d.answers && !d.control.empty())
    out.push_back(
        {"control socket",
         d.control_refusal.empty() ? level::ok : level::problem,
         d.control_refusal.empty() ? d.control + " answers" : d.control_refusal,
         d.control_refusal.empty() ? "" : "start the daemon anew; something took its socket away"});
  if (!d.port_taken.empty() && !d.answers)
    out.push_back({"port",
                   level::problem,
                   "the daemon could not listen at " + d.url + ": " + d.port_taken,
                   "end what listens there, or choose another port in http.port"});
  else if (!d.answers)
    out.push_back({"port", level::ok, d.url + " is free", ""});
}

void judge_clock(const doctor_facts& f, findings& out) {
  const auto& last = f.database.last_record;
  if (f.now < no_clock_is_earlier)
    out.push_back({"clock", level::problem, "it stands at " + to_rfc3339(f.now), "set it"});
  else if (last && *last > f.now + minutes{1})
    out.push_back({"clock",
                   level::warning,
                   "the newest record is of " + to_rfc3339(*last) + ", later than now",
                   "see whether the clock was put back"});
  else if (f.machine.clock_synchronised == false)
    out.push_back({"clock",
                   level::warning,
                   "nothing keeps it right: the kernel says that it is not synchronised",
                   "run chrony, ntpd or systemd-timesyncd; a host may do so for a container"});
  else
    out.push_back({"clock", level::ok, to_rfc3339(f.now), ""});
}

void judge_machine(const doctor_facts& f, findings& out) {
  const auto& m = f.machine;
  if (m.open_files < few_files)
    out.push_back({"limits",
                   level::warning,
                   "only " + std::to_string(m.open_files) + " files may be open at once",
                   "ulimit -n 1024, or LimitNOFILE= of the service"});
  if (m.memory && *m.memory < little_memory)
    out.push_back({"limits",
                   level::warning,
                   "only " + sized(*m.memory) + " of memory are left on this machine",
                   "end what needs it"});
  if (m.open_files >= few_files && (!m.memory || *m.memory >= little_memory))
    out.push_back({"limits", level::ok, std::to_string(m.open_files) + " open files", ""});
  if (!m.proc_readable)
    out.push_back({"processes",
                   level::problem,
                   "/proc does not tell of our own processes",
                   "mount it; agents are known by their processes"});
  else if (!m.proc_children)
    out.push_back({"processes",
                   level::warning,
                   "this kernel does not list the children of a process",
                   "agents behind launchers such as npx are known by their windows' names alone"});
  else
    out.push_back({"processes", level::ok, "/proc tells of them", ""});
  const bool utf8 = m.codeset == "UTF-8" || m.codeset == "utf8";
  out.push_back({"locale",
                 utf8 ? level::ok : level::warning,
                 m.codeset,
                 utf8 ? "" : "export LANG=C.UTF-8, or names may look wrong on this terminal"});
}

} // namespace

std::string_view to_string(level l) {
  return l == level::ok ? "ok" : l == level::warning ? "warning" : "problem";
}

findings judge(const doctor_facts& f) {
  auto out = judge_tmux(f);
  judge_configuration(f.configuration, out);
  if (f.places_known) {
    judge_database(f, out);
    out.push_back(judge_folder("database folder", f.database_folder, "storage.path"));
    if (!f.log.empty())
      out.push_back(judge_folder("log folder", f.log_folder, "log.file"));
    judge_daemon(f, out);
  }
  judge_clock(f, out);
  judge_machine(f, out);
  return out;
}

level worst_of(const findings& all) {
  level worst = level::ok;
  for (const auto& f : all)
    worst = std::max(worst, f.verdict);
  return worst;
}

} // namespace orc::cli
