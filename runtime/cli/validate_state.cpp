#include "runtime/cli/validate_state.hpp"

#include "runtime/cli/control.hpp"

#include <boost/json.hpp>

#include <sysexits.h>

namespace orc::cli {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds patience{5000}; // with whoever else has it open

json::value spool_json(const std::string& file, const result<spool_look>& spool) {
  if (spool && spool->bytes == 0)
    return nullptr;
  const auto found = spool.value_or(spool_look{});
  return json::object{{"file", file},
                      {"bytes", found.bytes},
                      {"records", found.records},
                      {"damaged_bytes", found.damaged_bytes},
                      {"fault", spool ? json::value(nullptr) : json::value(spool.error().message)}};
}

std::string
as_json(const std::string& path, const database_look& look, const result<spool_look>& spool) {
  const json::object body{
      {"database", path},
      {"exists", look.exists},
      {"sound", look.exists && !look.fault},
      {"fault", look.fault ? json::value(look.fault->message) : json::value(nullptr)},
      {"version", look.version},
      {"bytes", look.bytes},
      {"last_record",
       look.last_record ? json::value(to_rfc3339(*look.last_record)) : json::value(nullptr)},
      {"spool", spool_json(spool_of(path), spool)}};
  return json::serialize(body) + "\n";
}

/// Empty where there is none.
std::string spool_words(const std::string& file, const result<spool_look>& spool) {
  if (!spool)
    return printable(spool.error().message) + "\n";
  if (spool->bytes == 0)
    return {};
  auto said = printable(file) + ": " + std::to_string(spool->records)
              + " records wait for the database to be written, " + std::to_string(spool->bytes)
              + " bytes";
  if (spool->damaged_bytes > 0)
    said += ", " + std::to_string(spool->damaged_bytes) + " of them damaged";
  return said + "\n";
}

} // namespace

outcome state_verdict(const std::string& database,
                      const database_look& look,
                      const result<spool_look>& spool,
                      bool json) {
  const bool sound = !look.fault && spool && spool->damaged_bytes == 0;
  const int status = !look.exists ? EX_NOINPUT : sound ? EX_OK : EX_DATAERR;
  if (json)
    return {status, as_json(database, look, spool), ""};
  const auto waiting = spool_words(spool_of(database), spool);
  auto out = !look.exists ? refused(status, {errc::not_found, database + " is not there"})
             : look.fault
                 ? refused(status, *look.fault)
                 : outcome{status,
                           printable(database) + ": sound, format " + std::to_string(look.version)
                               + ", " + std::to_string(look.bytes) + " bytes\n",
                           ""};
  out.out += waiting;
  return out;
}

outcome validate_state(const context& c) {
  const auto here = installation_named("");
  if (!here)
    return here.error();
  return state_verdict(here->database,
                       look_at_database(here->database, patience),
                       look_at_spool(spool_of(here->database)),
                       c.json);
}

} // namespace orc::cli
